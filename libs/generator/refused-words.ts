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
  [/^(__noChroot|__impure|impureEnvVars|__contentAddressed|currentSystem|currentTime|nixPath)$/, ownOutput],
];

/**
 * What an expression may not contain, looked for in its words. A textual check, until the syntax tree is checked: it is
 * quick to tell a model its commonest mistakes, and is no barrier against somebody who means to get round it.
 *
 * @param code what `codeOf` left of the expression
 */
export function refusedWords(code: string): string[] {
  const found = new Set<string>();
  for (const [word] of code.matchAll(/[A-Za-z_][\w'-]*/g)) {
    const rule = identifiers.find(([pattern]) => pattern.test(word));
    if (rule) found.add(`\`${word}\` is refused: ${rule[1]}.`);
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
