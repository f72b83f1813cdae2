import { type Analysis, type Binding, type Expression, type Node, bare, walk } from '../nix-lang/index.js';
import { type Problem, slotsOf } from './hash-slots.js';
import type { KnownSource } from './known-source.js';

/** Names of attributes that hold the hash of something. */
const hashName = /^(?:\w*[hH]ash(?:es)?|sha1|sha256|sha512|md5)$/;
/** Hashes of dependencies, which may be null where the source has them inside. */
const dependencyHash = /^(?!hash$|sha)\w*[hH]ash$/;
/** Every form in which a hash can be written; hex and nix32 are never ours. */
const typed =
  /sha(?:1|256|512)-[A-Za-z0-9+/]{20,}={0,2}|(?<![\w/+-])(?:[0-9a-f]{64}|[0-9abcdf-np-sv-z]{52})(?![\w/+-])/g;

interface Judging {
  text: string;
  analysis: Analysis;
  /** The strings that hold the hash of a call of a fetcher. */
  placed: ReadonlySet<Expression>;
  sources: readonly KnownSource[];
  unknown: ReadonlyMap<string, string>;
}

/** Hashes that stand anywhere but in a call of a fetcher, and were not computed here. */
export function judgeHashes({ text, analysis, placed, sources, unknown }: Judging): Problem[] {
  const problems: Problem[] = [];
  const ours = new Set(sources.flatMap(({ flat, nar }) => (nar === null ? [flat] : [flat, nar])));
  const hint = `a hash is written as a slot, "@sha256:URL@", "@nar:URL@" or "@unknown:WORD@"; ${slotsOf(sources)}`;
  const problem = (at: { start: number; end: number }, message: string): void =>
    void problems.push({ rule: 'hash-not-computed', message, hint, start: at.start, end: at.end });

  walk(analysis.parsed.tree, {
    enter(node) {
      const value = hashValue(node);
      if (value !== null && !placed.has(value)) {
        const segments = analysis.textOf(value);
        const known = segments.length === 1 && unknown.has(segments[0]!);
        const none = value.kind === 'variable' && value.name === 'null' && dependencyHash.test(nameOf(node));
        if (!known && !none) problem(value, `\`${nameOf(node)}\` is not a hash that was computed here`);
      } else if (node.kind === 'string' && !placed.has(node)) {
        const segments = analysis.textOf(node);
        if (segments.length === 1 && ours.has(segments[0]!))
          problem(node, 'the hash of a source stands outside of the call that fetches it');
      }
    },
  });
  // Also where no attribute gives it away, and in comments, which people copy from.
  for (const match of text.matchAll(typed)) {
    const [hash] = match;
    if (!ours.has(hash) && !unknown.has(hash))
      problem(
        { start: match.index, end: match.index + hash.length },
        `the hash ${hash.slice(0, 80)} was not computed here`,
      );
  }
  return problems;
}

/** What `name = value;` or `name ? value` gives to a name that holds a hash. */
function hashValue(node: Node): Expression | null {
  if (!hashName.test(nameOf(node))) return null;
  if (node.kind === 'binding') return bare(node.value);
  return node.kind === 'formal' && node.fallback !== null ? bare(node.fallback) : null;
}

function nameOf(node: Node): string {
  if (node.kind === 'binding') return (node as Binding).path.at(-1)?.name ?? '';
  return node.kind === 'formal' ? node.name : '';
}
