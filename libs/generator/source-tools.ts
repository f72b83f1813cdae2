import { PackagerError, draft } from '../packager/index.js';
import { type InspectedSource, SourceError, type SourceOrigin, type Sources } from '../sources/index.js';
import { detectBuildSystems } from './build-systems.js';
import type { Json } from './generator.js';
import { slotFor, slotOf, treeSlotOf } from './hash-slots.js';
import { type KnownSource, draftOrigin, knownSource, treeFacts } from './known-source.js';

/** What is known of a fetched source; stored with the step that fetched it. */
export type SourceFacts = {
  /** As the model named it, and as it was fetched. */
  asked: string;
  url: string;
  finalUrl: string;
  fileName: string;
  sha256: string;
  bytes: number;
  /** How nixpkgs fetches it; not in steps of before it was known. */
  origin?: SourceOrigin;
  /** The SRI hash of the unpacked tree's NAR; null where it is no archive. The model is told of no hash, so not of this one. */
  narHash?: string | null;
  /** Whether that tree has no one top directory; not in steps of before it was known. */
  rootless?: boolean;
};

/** What a tool gave: a text for the model, and the facts that later steps build on. */
export type ToolOutput = { text: string; source: SourceFacts | null };

const maxSources = 8;
const maxListed = 150;
const maxPathLength = 160;
const maxFileCharacters = 12_000;

/** The tools that look into sources. What they say is data about software and is capped, for every later step pays for it again. */
export function createSourceTools(sources: Sources, organizationId: string) {
  const fetched: SourceFacts[] = [];
  const trees = new Map<string, InspectedSource>();

  async function treeOf(facts: SourceFacts, signal: AbortSignal): Promise<InspectedSource> {
    const { url, sha256 } = facts;
    const known = trees.get(sha256);
    if (known) return known;
    // Another process may have fetched it: then the cache has it, or it is fetched again and must be the same.
    await sources.fetch(url, { organizationId, signal, expectedSha256: sha256 });
    const tree = await sources.inspect(sha256, signal);
    trees.set(sha256, tree);
    return tree;
  }

  const named = (url: string) =>
    fetched.find((facts) => facts.url === url || facts.asked === url) ??
    `That URL was not fetched. Fetched: ${fetched.map((facts) => facts.url).join(', ') || 'nothing yet'}.`;

  return {
    fetched: fetched as readonly SourceFacts[],

    /** What fetch_source computed. */
    known: (): KnownSource[] => fetched.map(knownSource),

    /** Takes over the facts of a step, run now or replayed. */
    learn(source: SourceFacts | null): void {
      if (source && !fetched.some(({ asked, url }) => asked === source.asked && url === source.url))
        fetched.push(source);
    },

    fetch: (source: string, signal: AbortSignal): Promise<ToolOutput> =>
      answering(async () => {
        if (fetched.length >= maxSources)
          return refusal(`At most ${maxSources} sources are fetched. Use those that there are.`);
        const written = source.trim();
        const { path: _, ...facts } = await sources.fetch(written, { organizationId, signal });
        // A slot names a URL, also where the source was asked for by less.
        const asked = /^https?:/i.test(written) ? written : facts.url;
        const tree = await readable(() => treeOf({ asked, ...facts }, signal));
        const known = { asked, ...facts, ...('entries' in tree ? treeFacts(tree) : { narHash: null }) };
        return { text: JSON.stringify(describe(known, tree)), source: known };
      }),

    read: (url: string, path: string, signal: AbortSignal): Promise<ToolOutput> =>
      answering(async () => {
        const facts = named(url);
        if (typeof facts === 'string') return refusal(facts);
        const text = (await treeOf(facts, signal)).readFile(path);
        if (text === null)
          return refusal(
            'There is no such file, it is not text, or it is not one whose text is kept: build files, and files near the top, are.',
          );
        const beginning = text.slice(0, maxFileCharacters).toWellFormed();
        return said({ path, text: beginning, cutOff: text.length > maxFileCharacters });
      }),

    draft: (url: string, signal: AbortSignal): Promise<ToolOutput> =>
      answering(async () => {
        const facts = named(url);
        if (typeof facts === 'string') return refusal(facts);
        const tree = await treeOf(facts, signal);
        const { expression, buildSystem, evidence, notes, unresolved } = await draft(
          {
            url: facts.url,
            fileName: facts.fileName,
            sha256Hex: facts.sha256,
            tree,
            format: tree.format,
            origin: draftOrigin(knownSource(facts)),
          },
          signal,
        );
        const { flat, nar } = knownSource(facts);
        const slotted = unresolved.reduce(
          (text, { slot, hash }) => text.replaceAll(hash, `@unknown:${slot}@`),
          expression.replaceAll(flat, slotOf(facts.url)).replaceAll(nar ?? flat, treeSlotOf(facts.url)),
        );
        return said({ expression: slotted, buildSystem, evidence: evidence as unknown as Json, notes });
      }),
  };
}

export type SourceTools = ReturnType<typeof createSourceTools>;

/** What a tool says when it cannot do what it was asked. */
export function refusal(message: string): ToolOutput {
  return said({ error: message });
}

function said(value: Json): ToolOutput {
  return { text: JSON.stringify(value), source: null };
}

/** The call of the fetcher that nixpkgs uses for it. */
function callOf({ fetcher, arguments: given }: SourceOrigin, source: KnownSource): string {
  const attributes = Object.entries({ ...given, hash: slotFor(source) }).map(
    ([name, value]) => `${name} = ${JSON.stringify(value).replaceAll('${', '\\${')};`,
  );
  if (fetcher === 'fetchzip' && source.rootless) attributes.push('stripRoot = false;');
  return `${fetcher} { ${attributes.join(' ')} }`;
}

/** The tree; or what is to be told where it has none: a single file, a patch for example, has a hash too. */
async function readable(read: () => Promise<InspectedSource>): Promise<InspectedSource | { note: string }> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SourceError) return { note: `It was not looked into: ${error.message}` };
    throw error;
  }
}

function describe(facts: SourceFacts, tree: InspectedSource | { note: string }): { [key: string]: Json } {
  const { url, bytes, origin } = facts;
  const { name = null, version = null } = origin ?? {};
  const source = knownSource(facts);
  const common = {
    url,
    hashSlot: slotFor(source),
    ...(origin && { call: callOf(origin, source) }),
    bytes,
    ...(name !== null && { name, version }),
  };
  if ('note' in tree) return { ...common, note: tree.note };
  // What is nearest to the top says most.
  const paths = tree.entries
    .filter(({ type, path }) => type !== 'directory' && path.length <= maxPathLength)
    .map(({ path }) => path.toWellFormed())
    .toSorted((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
  return {
    ...common,
    topDirectory: tree.root,
    buildSystems: detectBuildSystems(tree),
    files: paths.slice(0, maxListed),
    moreFiles: Math.max(0, paths.length - maxListed),
  };
}

/** What is wrong with a source is told to the model, which may know another; everything else passes untouched. */
async function answering(work: () => Promise<ToolOutput>): Promise<ToolOutput> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SourceError || error instanceof PackagerError) return refusal(error.message);
    throw error;
  }
}
