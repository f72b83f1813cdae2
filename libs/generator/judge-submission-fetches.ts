import { known, maxProblems } from './hash-slots.js';
import {
  type UrlLiteral,
  boundStrings,
  fitsUrl,
  maxInterpolations,
  urlLiteral,
} from './judge-submission-url.js';
import { type NixToken, inherited, isWord, mateAt, plainString, textAt } from './nix-code.js';

export interface Fetches {
  problems: string[];
  /** Hashes that stand beside the URL that gave them, with that URL. */
  paired: Map<string, string>;
  /** Why a hash that is fetched by may be another one than those; null when all were paired. */
  unverified: string | null;
}

/** Attributes of fetchurl that change neither what is downloaded nor what its hash is of. */
const harmless = /^(name|pname|version|meta|passthru)$/;
/** Calls stand after one of these, and before one of those: elsewhere `fetchurl { … }` may be two arguments, or a selection. */
const beforeCall = new Set(['=', '(', ':', ';', '${', 'in', 'then', 'else']);
const afterCall = new Set(['', ';', ')', '}', ',', 'then', 'else', 'in']);
const computesNames =
  /^(nameValuePair|listToAttrs|setAttrByPath|updateManyAttrsByPath|genAttrs|genAttrs'|mapAttrs'|mapAttrsRecursive|concatMapAttrs|zipAttrsWith|groupBy|fromJSON|fromTOML|getAttr|attrByPath|getAttrFromPath|attrVals|getAttrs)$/;
const hashOrUrl = /^(urls?|sha1|sha256|sha512|md5|\w*[hH]ash(es)?)$/;

/**
 * Pairs the `url` and the `hash` of each call of a fetcher. What it does not understand is a problem, or `unverified`.
 * @param unknown fakes that stand for hashes which only a build can tell
 */
export function readFetches(
  text: string,
  tokens: readonly NixToken[],
  sriByUrl: ReadonlyMap<string, string>,
  unknown: ReadonlyMap<string, string>,
): Fetches {
  const problems = new Set<string>();
  const paired = new Map<string, string>();
  const doubts = new Set<string>();
  /** Tokens of URLs and hashes that belong to a call. */
  const placed = new Set<number>();
  const bound = boundStrings(text, tokens);
  const sris = new Set(sriByUrl.values());
  const urls = [...sriByUrl.keys()];
  const fetched = urls.length > 0 ? `Fetched: ${urls.join(', ')}.` : 'Fetch it first.';
  const problem = (message: string) => {
    if (problems.size < maxProblems) problems.add(message);
  };
  const at = (index: number) => textAt(tokens, index);

  /** URLs that this one can come out as; none when that is a problem. */
  const candidates = (index: number): { literal: UrlLiteral; fits: string[] } | null => {
    const shown = `\`url = ${text.slice(tokens[index]?.at, (tokens[tokens[index]?.mate ?? -1]?.at ?? 0) + 1).slice(0, 200)}\``;
    const literal = urlLiteral(text, tokens, index, bound);
    if (literal.interpolations > maxInterpolations) {
      problem(`${shown}: more than ${maxInterpolations} interpolations.`);
      return null;
    }
    const fits = urls.filter((url) => fitsUrl(literal.segments, url));
    if (fits.length > 0) return { literal, fits };
    const out =
      literal.interpolations > 0 && literal.segments.length === 1
        ? `, as it comes out as ${literal.segments[0]?.slice(0, 200)},`
        : '';
    problem(`${shown}${out} is no URL that fetch_source fetched. ${fetched}`);
    return null;
  };

  const call = (word: string, open: number, attributes: Map<string, number> | null) => {
    if (attributes === null) {
      problem(`\`${word} { … }\`: write it as \`url = "…"; hash = "@sha256:URL@";\` and nothing else.`);
      return;
    }
    const valueOf = (name: string) => attributes.get(name) ?? -1;
    if (word !== 'fetchurl') {
      const told = [...attributes].some(
        ([name, value]) => hashOrUrl.test(name) && unknown.has(plainString(text, tokens, value) ?? ''),
      );
      if (!told) problem(`\`${word}\`: its hash is a slot, hash = "@unknown:WORD@".`);
      return;
    }
    for (const name of attributes.keys())
      if (name !== 'url' && name !== 'hash' && !harmless.test(name))
        problem(`\`${name}\` of ${word} is refused: write it as \`url = "…"; hash = "@sha256:URL@";\`.`);
    const url = valueOf('url');
    const hash = plainString(text, tokens, valueOf('hash'));
    if (at(url) !== '"') {
      problem(
        `\`${word}\` at character ${tokens[open]?.at}: it has no \`url\`. Write the URL as one string in quotes.`,
      );
      return;
    }
    placed.add(url);
    const found = candidates(url);
    if (found === null) return;
    const right = found.fits.find((fit) => sriByUrl.get(fit) === hash);
    if (hash !== null && !sris.has(hash) && !unknown.has(hash)) {
      doubts.add('a hash was not computed here'); // which is told of each such hash
    } else if (hash === null || right === undefined) {
      problem(
        `\`${word}\` of ${found.fits[0]}: its \`hash\` is the slot of its own URL, written beside it. ${known(sriByUrl)}`,
      );
    } else if (found.literal.segments.length > 1)
      doubts.add('a URL is put together of what is not a plain string');
    else paired.set(hash, right);
    placed.add(valueOf('hash'));
  };

  const fetcher = (index: number, word: string, isInherited: boolean) => {
    const next = at(index + 1);
    const open = index + (next === 'rec' ? 2 : 1);
    if (isInherited) doubts.add(`\`${word}\` is inherited`);
    else if (at(open) === '{') {
      let head = index;
      while (at(head - 1) === '.' && isWord(at(head - 2))) head -= 2;
      if (!beforeCall.has(at(head - 1)) || !afterCall.has(at(mateAt(tokens, open) + 1)))
        doubts.add(`\`${word}\` is no plain call`);
      call(word, open, attributesOf(tokens, open));
    } else if (/^(?!(?:in|then|else|or)$)[A-Za-z_("']/.test(next))
      problem(`\`${word} ${next}\`: write \`${word} { url = "…"; hash = "@sha256:URL@"; }\` itself.`);
    else doubts.add(`\`${word}\` is passed on or bound`);
  };

  /** A URL or a hash that belongs to no call. */
  const stray = (index: number, word: string) => {
    const value = index + 2;
    if (word === '"') {
      if (!placed.has(index) && sris.has(plainString(text, tokens, index) ?? ''))
        problem('A slot of a URL stands outside of `fetchurl { url = "…"; hash = "@sha256:URL@"; }`.');
    } else if (at(index + 1) !== '=' || placed.has(value)) return;
    else if (word === 'urls') problem('`urls`: give one `url`.');
    else if (at(value) !== '"' || at(mateAt(tokens, value) + 1) !== ';')
      problem('`url`: write the URL as one string in quotes.');
    else if (candidates(value)) doubts.add('a `url` stands outside of fetchurl');
  };

  let inheritEnd = -1;
  let mentioned = false;
  for (const [index, { text: word }] of tokens.entries()) {
    if (word === 'inherit')
      inheritEnd = inherited(tokens, index + 1, (name) => {
        if (hashOrUrl.test(name)) doubts.add(`\`${name}\` is inherited`);
      });
    if (computesNames.test(word)) doubts.add(`\`${word}\` reads or makes attributes by name`);
    if (!word.startsWith('fetch')) continue;
    mentioned = true;
    const isParameter = /^[{,]$/.test(at(index - 1)) && /^[,}]$/.test(at(index + 1));
    if (!isParameter) fetcher(index, word, index < inheritEnd);
  }
  for (const [index, { text: word }] of tokens.entries())
    if (word === '"' || word === 'url' || word === 'urls') stray(index, word);
  if (mentioned && paired.size === 0) doubts.add('there is a fetcher, and no URL with its hash');
  return { problems: [...problems], paired, unverified: [...doubts].slice(0, 5).join('; ') || null };
}

/** Attributes of a set: the first word of each path, with the token that is its value (-1: it is more); null if unreadable. */
function attributesOf(tokens: readonly NixToken[], open: number): Map<string, number> | null {
  const attributes = new Map<string, number>();
  const end = mateAt(tokens, open);
  let at = open + 1;
  while (at < end) {
    const name = textAt(tokens, at);
    if (!isWord(name)) return null;
    if (name === 'inherit') {
      at = inherited(tokens, at + 1, (inner) => attributes.set(inner, -1));
      if (textAt(tokens, at++) !== ';') return null;
      continue;
    }
    let value = at + 1;
    while (textAt(tokens, value) === '.' && isWord(textAt(tokens, value + 1))) value += 2;
    if (textAt(tokens, value++) !== '=') return null;
    let after = value;
    while (after < end && textAt(tokens, after) !== ';') after = Math.max(after, mateAt(tokens, after)) + 1;
    if (after >= end || (/^(url|hash)$/.test(name) && attributes.has(name))) return null;
    // A value of one token, or of one string.
    const single = after === value + 1 || mateAt(tokens, value) === after - 1;
    attributes.set(name, single && value === at + 2 ? value : -1);
    at = after + 1;
  }
  return attributes;
}
