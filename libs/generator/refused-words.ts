import { type NixCode, type NixToken, inherited, plainString, textAt } from './nix-code.js';

/** Pure functions of data. */
const pureBuiltins =
  /^(add|all|any|attrNames|attrValues|catAttrs|compareVersions|concatLists|concatMap|concatStringsSep|elem|elemAt|filter|foldl'|genList|groupBy|hasAttr|head|intersectAttrs|isAttrs|isBool|isFunction|isInt|isList|isString|length|listToAttrs|map|mapAttrs|match|parseDrvName|removeAttrs|replaceStrings|sort|split|splitVersion|stringLength|substring|tail|toJSON|toString|typeOf)$/;

const unpackedHash =
  'its hash is of the unpacked tree, which this server does not compute yet. Use fetchurl of the archive (GitHub: https://github.com/OWNER/REPO/archive/refs/tags/TAG.tar.gz), fetched with fetch_source, and a slot for its hash';
const outside = 'an expression may not read files or other expressions';
const ownOutput = 'own fixed-output and impure derivations are refused';

/** Identifiers that are refused wherever they stand in code. */
const identifiers: [RegExp, string][] = [
  [/^fetch(From\w+|zip|git|patch2?|Crate|hg|svn|cvs|darcs|fossil)$/, unpackedHash],
  [
    /^(fetchTarball|fetchGit|fetchTree|fetchMercurial|fetchClosure|fetchFinalTree|getFlake)$/,
    'it fetches without a hash that was computed here',
  ],
  [/^(import|scopedImport|requireFile)$/, outside],
  [
    /^(readFile|readDir|readFileType|fileContents|importJSON|importTOML|hashFile|findFile|getEnv|storePath|toFile|filterSource|importCargoLock|importNative)$/,
    outside,
  ],
  [/^(derivation|derivationStrict|outputHash|outputHashAlgo|outputHashMode)$/, ownOutput],
  [/^(impureEnvVars|currentSystem|currentTime|nixPath)$/, ownOutput],
  [/^__/, "names that begin with two underscores are the language's own, or turn its sandbox off"],
  [/^fake(Hash|Sri|Sha\w*)$/, 'a hash is written as a slot, "@sha256:URL@" or "@unknown:WORD@"'],
];

/**
 * What an expression may not contain, looked for in its words. A textual check, until the syntax tree is checked: it is
 * quick to tell a model its commonest mistakes, and is no barrier against somebody who means to get round it.
 *
 * @param text the expression, of which `codeOf` made the rest
 */
export function refusedWords(text: string, { code, tokens }: NixCode): string[] {
  const found = new Set<string>(refusedNames(text, tokens));
  for (const [word] of code.matchAll(/[A-Za-z_][\w'-]*/g)) {
    const rule = identifiers.find(([pattern]) => pattern.test(word));
    if (rule) found.add(`\`${word.slice(0, 100)}\` is refused: ${rule[1]}.`);
  }
  for (const [, name] of code.matchAll(/\bbuiltins\b(?:\s*\.\s*([A-Za-z_][\w'-]*))?/g)) {
    if (name === undefined) found.add('`builtins` is refused but as `builtins.NAME` of a pure function.');
    else if (!pureBuiltins.test(name)) found.add(`\`builtins.${name}\` is refused: ${outside}.`);
  }
  for (const [name] of code.matchAll(/\blib\s*\.\s*(sources|fileset|filesystem|path)\b/g))
    found.add(`\`${name}\` is refused: ${outside}.`);
  for (const [path] of code.matchAll(/<[a-zA-Z][\w./+-]*>/g))
    found.add(`\`${path}\` is refused: ${outside}; take what you need as an argument.`);
  for (const [, path] of code.matchAll(/(?<![\w.)\]}"'/+~-])((?:~|[\w.+-]*)\/[\w.+-][\w./+-]*)/g))
    found.add(
      `The path \`${path}\` is refused: there are no files beside the expression. Write a string, or the file's text in a phase.`,
    );
  return [...found];
}

/** Names of attributes that are computed, or written in quotes so that the words above do not show. */
function refusedNames(text: string, tokens: readonly NixToken[]): string[] {
  const found: string[] = [];
  const at = (index: number) => textAt(tokens, index);
  const computed = (index: number) => {
    const shown = text.slice(tokens[index - 1]?.at, (tokens[index]?.at ?? 0) + 40).slice(0, 100);
    found.push(`\`${shown}\` is refused: names of attributes are written out, not computed.`);
  };
  const quoted = (index: number) => {
    const name = plainString(text, tokens, index);
    if (name === null || name.includes('\\')) return computed(index);
    const rule = identifiers.find(([pattern]) => pattern.test(name));
    const shown = name.slice(0, 100);
    if (rule) found.push(`\`${shown}\` is refused: ${rule[1]}.`);
    else if (/^(urls?|\w*[hH]ash(es)?|sha\d+|md5)$/.test(name))
      found.push(`\`"${shown}"\`: write the attribute without quotes, and a hash as a slot.`);
  };
  for (const [index, { text: sign, mate }] of tokens.entries()) {
    // The `${` of a string is one token; this one stands outside of strings.
    if (sign === '$') computed(index);
    if (sign === 'inherit') {
      const end = inherited(tokens, index + 1, () => {});
      if (/^["$]$/.test(at(end))) computed(end);
    }
    const opens = (sign === '"' || sign === "''") && mate > index;
    if (opens && (at(index - 1) === '.' || /^[=.]$/.test(at(mate + 1)))) quoted(index);
  }
  return found;
}
