import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PackagerDraft } from './draft.js';
import type { DraftInput } from './fetched-as.js';
import { PackagerError } from './packager-error.js';

/** What passes between the two threads: a tree's texts in place of its function. */
export interface ThreadInput extends Omit<DraftInput, 'tree'> {
  root: string | null;
  entries: DraftInput['tree']['entries'];
  texts: [path: string, text: string][];
}

export type ThreadOutput = { draft: PackagerDraft } | { refusal: string };

const defaultTimeoutMs = 10_000;

/**
 * Writes an expression in a thread of its own. Build files are anybody's text, and what reads them is made of patterns: a
 * text that makes one of them run for ever costs this thread its time, and nobody else.
 * @throws PackagerError when none can be written, or reading takes too long; the signal's reason when that aborts
 */
export async function draftInThread(
  { tree, ...input }: DraftInput,
  signal?: AbortSignal,
  timeoutMs = defaultTimeoutMs,
): Promise<PackagerDraft> {
  signal?.throwIfAborted();
  const texts = tree.entries.flatMap(({ path, type }): [string, string][] => {
    const text = type === 'file' ? tree.readFile(path) : null;
    return text === null ? [] : [[path, text]];
  });
  const workerData: ThreadInput = { ...input, root: tree.root, entries: tree.entries, texts };
  const thread = new Worker(new URL('./draft-thread.js', import.meta.url), {
    workerData,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const ended = AbortSignal.any(signal ? [signal, timeout] : [timeout]);
    const [output] = (await once(thread, 'message', { signal: ended })) as [ThreadOutput];
    if ('refusal' in output) throw new PackagerError(output.refusal);
    return output.draft;
  } catch (error) {
    if (error instanceof PackagerError) throw error;
    signal?.throwIfAborted();
    if (!timeout.aborted && (error as { code?: string }).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
    throw new PackagerError(
      'The build files of this source could not be read in reasonable time. Package it by hand, or ask a model.',
    );
  } finally {
    await thread.terminate();
  }
}
