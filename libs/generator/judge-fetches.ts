import {
  Analysis,
  type AttributeSet,
  type Expression,
  type FetcherCall,
  type Segments,
  bare,
  fetcherCalls,
  hashArguments,
  valueIn,
} from '../nix-lang/index.js';
import { fitsUrl } from './fits-url.js';
import { type Problem, mostProblems, slotFor, slotOf, slotsOf, treeSlotOf } from './hash-slots.js';
import type { KnownSource } from './known-source.js';

export interface Fetches {
  problems: Problem[];
  /** What was fetched, by the hash that stands beside it and that URL. */
  paired: Map<string, string>;
  /** What is fetched with a fake, by that, where it says so. */
  awaited: Map<string, string>;
  /** Why something may be fetched that was not hashed here. */
  doubts: Set<string>;
  /** The strings that hold the hash of a call. */
  placed: Set<Expression>;
}

/** More would be no URL that somebody reads; each is a place where anything fits. */
const mostGaps = 16;

/** What may stand in a call beside what says where, and the hash: it changes neither what is fetched nor its hash. */
const harmless = new Set(['name', 'pname', 'version', 'meta', 'passthru']);

/** Fetchers that take a URL, with what their hash is of. */
const byUrl = new Map<string, 'flat' | 'nar'>([
  ['fetchurl', 'flat'],
  ['fetchzip', 'nar'],
]);

/**
 * Pairs what each call of a fetcher fetches with the hash that was computed of it.
 *
 * @param unknown fakes that stand for hashes which only a build can tell
 */
export function judgeFetches(
  analysis: Analysis,
  sources: readonly KnownSource[],
  unknown: ReadonlyMap<string, string>,
): Fetches {
  const fetches: Fetches = {
    problems: [],
    paired: new Map(),
    awaited: new Map(),
    doubts: new Set(),
    placed: new Set(),
  };
  for (const call of fetcherCalls(analysis))
    for (const set of call.sets)
      if (fetches.problems.length < mostProblems)
        judgeCall(call, set, { analysis, sources, unknown, fetches });
  return fetches;
}

interface Judging {
  analysis: Analysis;
  sources: readonly KnownSource[];
  unknown: ReadonlyMap<string, string>;
  fetches: Fetches;
}

function judgeCall({ fetcher }: FetcherCall, set: AttributeSet, judging: Judging): void {
  const { analysis, sources, unknown, fetches } = judging;
  const problem = (at: Expression, message: string, hint: string): void =>
    void fetches.problems.push({ rule: 'fetched-hash', message, hint, start: at.start, end: at.end });

  const names = [...set.attributes.names.keys()];
  const given = names.filter((name) => hashArguments.includes(name));
  const hashAt = given.length === 1 ? valueIn(set, given[0]!) : null;
  const segments = hashAt ? analysis.textOf(hashAt) : [];
  if (!hashAt || segments.length !== 1)
    return problem(set, `the hash of \`${fetcher}\` is not written as one string`, slotsOf(sources));
  const hash = segments[0]!;
  fetches.placed.add(bare(hashAt));

  const kind =
    byUrl.get(fetcher) ?? sources.find(({ origin }) => origin?.fetcher === fetcher)?.origin?.hashKind;
  if (kind === undefined) {
    // git, patches, dependencies of npm and so on: what they give is nothing that is computed here.
    if (!unknown.has(hash))
      return problem(
        hashAt,
        `what \`${fetcher}\` fetches is not hashed here`,
        'its hash is a slot "@unknown:WORD@", with a word of its own',
      );
    const url = valueIn(set, 'url');
    if (url) fetches.awaited.set(hash, analysis.textOf(url).join('…').slice(0, 300));
    return;
  }
  const where = whereOf(fetcher, set, judging);
  if (typeof where === 'string') return problem(set, where, slotsOf(sources));
  const further = names.find(
    (name) =>
      !where.read.has(name) &&
      name !== given[0] &&
      !harmless.has(name) &&
      !(fetcher === 'fetchzip' && name === 'stripRoot'),
  );
  if (further !== undefined)
    return problem(set, `\`${further}\` of \`${fetcher}\` changes what its hash is of`, 'leave it out');

  const { candidates, exact, says } = where;
  if (candidates.length === 0)
    return problem(set, `\`${fetcher}\` fetches ${says}, which fetch_source did not fetch`, fetched(sources));
  const right = candidates.find((source) => hashOf(source, kind) === hash);
  if (!right)
    return problem(
      hashAt,
      `the hash of \`${fetcher}\` is not that of ${candidates[0]!.urls[0]}`,
      `write the slot of what it fetches: hash = "${kind === 'nar' ? treeSlotOf(candidates[0]!.urls[0]!) : slotOf(candidates[0]!.urls[0]!)}"`,
    );
  const stripping = fetcher === 'fetchzip' ? misstripped(set, right) : null;
  if (stripping) return problem(set, ...stripping);
  if (!exact) fetches.doubts.add(`what \`${fetcher}\` fetches is put together of what is not a plain text`);
  else fetches.paired.set(`${hash} ${right.urls[0]}`, right.urls[0]!);
}

interface Where {
  candidates: KnownSource[];
  /** Whether nothing of it has to be guessed. */
  exact: boolean;
  says: string;
  /** The attributes that say it. */
  read: ReadonlySet<string>;
}

/** What a call fetches; a sentence when it does not say. */
function whereOf(fetcher: string, set: AttributeSet, judging: Judging): Where | string {
  return byUrl.has(fetcher) ? byUrlOf(fetcher, set, judging) : byOrigin(fetcher, set, judging);
}

function byUrlOf(fetcher: string, set: AttributeSet, { analysis, sources }: Judging): Where | string {
  const value = valueIn(set, 'url');
  if (!value) return `\`${fetcher}\` has no \`url\`: write it as one string in quotes`;
  const segments = analysis.textOf(value);
  if (segments.length > mostGaps + 1)
    return `the URL has more than ${mostGaps} parts that are not plain text`;
  return {
    candidates: sources.filter(({ urls }) => urls.some((url) => fitsUrl(segments, url))),
    exact: segments.length === 1,
    says: segments.join('…').slice(0, 300),
    // How the file is unpacked, not which one it is.
    read: new Set(['url', 'extension']),
  };
}

/** What says which source it is, for all of these fetchers; in place of some of it stands another name. */
const saying = ['owner', 'repo', 'rev', 'tag', 'domain', 'pname', 'version', 'extension', 'crateName'];
const otherNames: { [name: string]: string[] } = {
  tag: ['tag', 'rev'],
  rev: ['rev', 'tag'],
  pname: ['crateName', 'pname'],
};

/** `fetchFromGitHub { owner = …; repo = …; tag = …; }` and its like. A tag may be given as `tag` or as `rev`. */
function byOrigin(fetcher: string, set: AttributeSet, { analysis, sources }: Judging): Where {
  const argumentOf = (name: string): Segments | null => {
    const value = valueIn(set, name);
    return value && analysis.textOf(value);
  };
  const said = saying.flatMap((name) => argumentOf(name)?.join('…') ?? []);
  let exact = true;
  /** Under which name a call gives an argument. */
  const given = (name: string): string =>
    (otherNames[name] ?? [name]).find((one) => valueIn(set, one) !== null) ?? name;
  const fits = (name: string, wanted: string): boolean => {
    const one = given(name);
    const segments = argumentOf(one);
    if (!segments || segments.length > mostGaps + 1) return false;
    if (segments.length > 1) exact = false;
    return [wanted, ...(one === 'rev' && name === 'tag' ? [`refs/tags/${wanted}`] : [])].some((text) =>
      fitsUrl(segments, text),
    );
  };
  const candidates = sources.filter(
    ({ origin }) =>
      origin?.fetcher === fetcher &&
      Object.entries(origin.arguments).every(([name, wanted]) => fits(name, wanted)),
  );
  // What its origin does not have, such as another server, would make another source of it.
  const read = candidates[0] ? Object.keys(candidates[0].origin!.arguments).map(given) : saying;
  return { candidates, exact, says: said.join(' ').slice(0, 300), read: new Set(read) };
}

/** `fetchzip` takes away the one top directory, and must be told where there is none: what is wrong, and what to write. */
function misstripped(set: AttributeSet, { rootless, urls }: KnownSource): [string, string] | null {
  const value = valueIn(set, 'stripRoot');
  const written = value && bare(value);
  const isFalse = written?.kind === 'variable' && written.name === 'false';
  if (rootless ? isFalse : written === null) return null;
  return rootless
    ? [
        `what ${urls[0]} gives has no one top directory, which \`fetchzip\` would take away`,
        'write `stripRoot = false;` beside its hash',
      ]
    : ['`stripRoot` of `fetchzip` changes what its hash is of', 'leave it out'];
}

function hashOf({ flat, nar }: KnownSource, kind: 'flat' | 'nar'): string | null {
  return kind === 'flat' ? flat : nar;
}

function fetched(sources: readonly KnownSource[]): string {
  return sources.length === 0
    ? 'fetch it first with fetch_source'
    : `fetched were ${sources.map((source) => `${source.urls[0]} (${slotFor(source)})`).join(', ')}`;
}
