import type { Evaluator } from '../evaluator/index.js';
import { type PackagerDraft, PackagerError, draft, findSource } from '../packager/index.js';
import {
  type FetchedSource,
  SourceError,
  type SourceOrigin,
  type InspectedSource,
  type Sources,
} from '../sources/index.js';
import { type Assessment, assess } from './assess.js';
import { draftOrigin, knownSource, treeFacts } from './known-source.js';
import { GenerationError, type GenerationFailureCode, type Generator, type Json } from './generator.js';

// Types, not interfaces: only those are known to be Json.
type Fetched = {
  url: string;
  finalUrl: string;
  fileName: string;
  sha256: string;
  bytes: number;
  origin?: SourceOrigin;
};
type Inspected = {
  name: string;
  version: string;
  buildSystem: string;
  evidence: { file: string; says: string }[];
  root: string | null;
  files: number;
  unpackedBytes: number;
};
type Written = {
  expression: string;
  notes: string[];
  /** Not in steps that were stored before there were any. */
  unresolved?: { slot: string; hash: string }[];
};

/**
 * The generator that needs no model: it packages the source that stands in the prompt. Each step can be
 * replayed alone: what an earlier process downloaded is taken from the cache, or downloaded again and must be the same.
 */
export function createPackagerGenerator({
  sources,
  evaluator,
}: {
  sources: Sources;
  evaluator: Evaluator;
}): Generator {
  return {
    async run({ prompt, organizationId }, recorder) {
      const url = findSource(prompt);
      if (url === null) throw noModel();

      const fetched = await recorder.step<Fetched>('fetch_source', { url }, (signal) =>
        answering(async () => {
          const { path: _, ...facts } = await sources.fetch(url, { organizationId, signal });
          return { output: facts };
        }),
      );

      // Read once in this process, whichever step needs it first.
      let drafted: { tree: InspectedSource; result: PackagerDraft } | undefined;
      const redraft = async (signal: AbortSignal) =>
        (drafted ??= await draftOf(sources, fetched, organizationId, signal));
      const input = { url: fetched.url, sha256: fetched.sha256 };

      const inspected = await recorder.step<Inspected>('inspect_source', input, (signal) =>
        answering(async () => {
          const { tree, result } = await redraft(signal);
          const { name, version, buildSystem, evidence } = result;
          const files = tree.entries.filter(({ type }) => type === 'file');
          const unpackedBytes = files.reduce((sum, { size }) => sum + size, 0);
          return {
            output: {
              name,
              version,
              buildSystem,
              evidence: [...evidence],
              root: tree.root,
              files: files.length,
              unpackedBytes,
            },
          };
        }),
      );

      const written = await recorder.step<Written>('write_expression', input, (signal) =>
        answering(async () => {
          const { expression, notes, unresolved } = (await redraft(signal)).result;
          return { output: { expression, notes, unresolved } };
        }),
      );

      const checked = await recorder.step<Assessment>(
        'check_expression',
        { ...input, expression: written.expression },
        async (signal) => {
          const known = knownSource({
            ...fetched,
            asked: url,
            ...treeFacts((await redraft(signal)).tree),
          });
          const fakes = new Map((written.unresolved ?? []).map(({ slot, hash }) => [hash, slot]));
          return { output: await assess(written.expression, [known], { evaluator, signal, fakes }) };
        },
      );
      // A failed evaluation is told with the answer; what breaks a rule is nobody's to build.
      if (checked.checks.some(({ name, outcome }) => outcome === 'failed' && mustPass.has(name)))
        throw new GenerationError(
          'expression_refused',
          `The packager wrote an expression that is refused, which is a mistake of ours: ${checked.problems[0]!.slice(0, 500)}`,
        );

      return {
        expression: checked.expression,
        checks: checked.checks,
        provenance: provenanceOf(fetched, inspected, written),
      };
    },
  };
}

const mustPass = new Set<string>(['parsed', 'policy']);

async function draftOf(sources: Sources, fetched: Fetched, organizationId: string, signal: AbortSignal) {
  const { url, fileName, sha256 } = fetched;
  const source: FetchedSource = await sources.fetch(url, { organizationId, signal, expectedSha256: sha256 });
  const tree = await sources.inspect(source.sha256, signal);
  const known = knownSource({ ...fetched, asked: url, ...treeFacts(tree) });
  const input = { url, fileName, sha256Hex: sha256, tree, format: tree.format, origin: draftOrigin(known) };
  return { tree, result: await draft(input, signal) };
}

function provenanceOf(
  { url, finalUrl, sha256, bytes }: Fetched,
  { buildSystem, evidence }: Inspected,
  { notes, unresolved = [] }: Written,
): { [key: string]: Json } {
  return {
    generator: 'packager',
    source: { url, finalUrl, sha256, bytes },
    buildSystem,
    evidence,
    notes,
    unresolved,
  };
}

function noModel(): GenerationError {
  return new GenerationError(
    'no_model',
    'No model is configured on this server, so it can only package a source that stands in the prompt: the URL of an archive, as in "package https://example.org/hello-1.0.tar.gz", or github:OWNER/REPO/TAG, gitlab:…, codeberg:…, pypi:NAME/VERSION, npm:… or crates:…. To have prompts in plain words answered, its operator sets OPENAI_API_KEY and AI_DRV_MODEL.',
  );
}

const codes: Record<SourceError['code'], GenerationFailureCode> = {
  refused: 'source_unavailable',
  unavailable: 'source_unavailable',
  changed: 'source_unavailable',
  too_large: 'source_unusable',
  not_an_archive: 'source_unusable',
  unsafe_archive: 'source_unusable',
};

/** Turns what is wrong with a source into an answer; everything else (a lost fence, a full disk) passes untouched. */
async function answering<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SourceError) throw new GenerationError(codes[error.code], error.message);
    if (error instanceof PackagerError) throw new GenerationError('build_system_unknown', error.message);
    throw error;
  }
}
