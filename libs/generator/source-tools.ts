import { PackagerError, draft } from '../packager/index.js';
import { SourceError, type SourceTree, type Sources } from '../sources/index.js';
import { toSri } from '../nix-hash/index.js';
import { detectBuildSystems } from './build-systems.js';
import type { Json } from './generator.js';
import { slotOf } from './hash-slots.js';

/** What is known of a fetched source; stored with the step that fetched it. */
export type SourceFacts = {
  /** As the model named it, and as it was fetched. */
  asked: string;
  url: string;
  finalUrl: string;
  fileName: string;
  sha256: string;
  bytes: number;
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
  const trees = new Map<string, SourceTree>();

  async function treeOf(facts: SourceFacts, signal: AbortSignal): Promise<SourceTree> {
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

    /** What fetch_source computed, by every URL that a slot may name it with. */
    sriByUrl: (): Map<string, string> =>
      new Map(
        fetched.flatMap(({ asked, url, sha256 }) =>
          [url, asked].map((name): [string, string] => [name, toSri(Buffer.from(sha256, 'hex'))]),
        ),
      ),

    /** Takes over the facts of a step, run now or replayed. */
    learn(source: SourceFacts | null): void {
      if (source && !fetched.some(({ asked, url }) => asked === source.asked && url === source.url))
        fetched.push(source);
    },

    fetch: (source: string, signal: AbortSignal): Promise<ToolOutput> =>
      answering(async () => {
        if (fetched.length >= maxSources)
          return refusal(`At most ${maxSources} sources are fetched. Use those that there are.`);
        const asked = urlOf(source);
        const { path: _, ...facts } = await sources.fetch(asked, { organizationId, signal });
        const known = { asked, ...facts };
        return { text: JSON.stringify(await describe(known, () => treeOf(known, signal))), source: known };
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
          { url: facts.url, fileName: facts.fileName, sha256Hex: facts.sha256, tree },
          signal,
        );
        const sri = toSri(Buffer.from(facts.sha256, 'hex'));
        const slotted = unresolved.reduce(
          (text, { slot, hash }) => text.replaceAll(hash, `@unknown:${slot}@`),
          expression.replaceAll(sri, slotOf(facts.url)),
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

function urlOf(source: string): string {
  const tag = /^github:([\w.-]+)\/([\w.-]+)\/([\w.+/-]+)$/.exec(source.trim());
  return tag ? `https://github.com/${tag[1]}/${tag[2]}/archive/refs/tags/${tag[3]}.tar.gz` : source.trim();
}

async function describe(facts: SourceFacts, read: () => Promise<SourceTree>): Promise<Json> {
  const { url, bytes } = facts;
  const common = { url, hashSlot: slotOf(url), bytes };
  try {
    const tree = await read();
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
  } catch (error) {
    // A single file, a patch for example, has a hash too.
    if (error instanceof SourceError) return { ...common, note: `It was not looked into: ${error.message}` };
    throw error;
  }
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
