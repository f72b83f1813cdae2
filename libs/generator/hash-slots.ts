import { fakeHash } from '../nix-hash/index.js';
import { type Diagnostic, type Parsed, type StringExpression, walk } from '../nix-lang/index.js';
import type { KnownSource } from './known-source.js';

/*
 * A hash is never typed by a model: it writes a slot, a string of one of three forms, which is filled here.
 *
 *   "@sha256:URL@"    the sha256 of the file that fetch_source fetched from a URL in this conversation (fetchurl)
 *   "@nar:URL@"       the sha256 of the NAR of that archive's tree, its single root stripped (fetchzip, fetchFromGitHub, …)
 *   "@unknown:WORD@"  a hash that only a build can tell (cargoHash, vendorHash): filled with a fake of its own, so that
 *                     the `got:` line of a build log says which one is meant
 */

export interface Slots {
  text: string;
  /** What is wrong with a slot. */
  problems: Problem[];
  /** The fakes that stand in the text now, with their words. */
  unknown: Map<string, string>;
}

/** Something wrong with a piece of an expression, in words for whoever wrote it. */
export type Problem = Pick<Diagnostic, 'rule' | 'message' | 'hint'> & { start: number; end: number };

/** The slot that stands for the hash of the file that a URL gives. */
export const slotOf = (url: string): string => `@sha256:${url}@`;
/** The slot that stands for the hash of the tree in the archive that a URL gives. */
export const treeSlotOf = (url: string): string => `@nar:${url}@`;

const anySlot = /@(?:sha256|nar|unknown):/;

/** Problems that are looked for: each hint names all sources, and a text can hold thousands of slots. */
export const mostProblems = 20;

/** Fills all slots of a parsed expression. */
export function fillSlots(text: string, parsed: Parsed, sources: readonly KnownSource[]): Slots {
  const problems: Problem[] = [];
  const unknown = new Map<string, string>();
  const pieces: string[] = [];
  let from = 0;
  walk(parsed.tree, {
    enter(node) {
      if (node.kind !== 'string' || !hasSlot(node)) return;
      const slot = plainText(node);
      const hash = slot === null ? incomplete : hashFor(slot, sources, unknown);
      if (typeof hash === 'string') {
        pieces.push(text.slice(from, node.start), `"${hash}"`);
        from = node.end;
      } else if (problems.length < mostProblems)
        problems.push({ rule: 'hash-slot', ...hash, start: node.start, end: node.end });
    },
  });
  return { text: pieces.join('') + text.slice(from), problems, unknown };
}

const incomplete = {
  message: 'a slot for a hash is not complete',
  hint: 'write it as one string, "@sha256:URL@", "@nar:URL@" or "@unknown:WORD@", with a URL that was fetched and no interpolation',
};

function hashFor(
  slot: string,
  sources: readonly KnownSource[],
  unknown: Map<string, string>,
): string | Pick<Problem, 'message' | 'hint'> {
  const [, kind, rest = ''] = /^@(sha256|nar|unknown):(.*)@$/s.exec(slot) ?? [];
  if (kind === undefined) return incomplete;
  if (kind === 'unknown') {
    if (!/^[A-Za-z][\w-]{0,39}$/.test(rest)) return incomplete;
    if ([...unknown.values()].includes(rest))
      return {
        message: `"@unknown:${rest}@" stands at two places`,
        hint: 'each hash has a word of its own, so that a build log says which one is meant; what is the same hash is written once and named in a `let`',
      };
    // Of this package too: no two that are built together have the same one.
    const fake = fakeHash([rest, ...(sources[0]?.urls.slice(0, 1) ?? [])].join(' of '));
    unknown.set(fake, rest);
    return fake;
  }
  const source = sources.find(({ urls }) => urls.includes(rest));
  if (!source) return { message: `fetch_source did not fetch ${rest.slice(0, 300)}`, hint: slotsOf(sources) };
  if (kind === 'sha256') return source.flat;
  return (
    source.nar ?? {
      message: 'that source is no archive, so it has no tree to hash',
      hint: `use fetchurl with ${slotOf(source.urls[0]!)}`,
    }
  );
}

/** What may be written, for hints. */
export function slotsOf(sources: readonly KnownSource[]): string {
  if (sources.length === 0) return 'fetch the source first with fetch_source';
  return `the slots are ${sources.map((source) => `"${slotFor(source)}"`).join(', ')}`;
}

/** The slot that the fetcher of a source wants. */
export function slotFor({ urls, nar, origin }: KnownSource): string {
  const [url = ''] = urls;
  return origin?.hashKind === 'nar' && nar !== null ? treeSlotOf(url) : slotOf(url);
}

function hasSlot({ parts }: StringExpression): boolean {
  return parts.some((part) => part.kind === 'text' && anySlot.test(part.value));
}

/** The text of a string that interpolates nothing. */
function plainText({ parts }: StringExpression): string | null {
  const [part] = parts;
  return parts.length === 1 && part?.kind === 'text' ? part.value : null;
}
