// The other end of draft-in-thread.ts.
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadInput, ThreadOutput } from './draft-in-thread.js';
import { draft } from './draft.js';
import { PackagerError } from './packager-error.js';

const { root, entries, texts, ...input } = workerData as ThreadInput;
const byPath = new Map(texts);
const tree = { root, entries, readFile: (path: string) => byPath.get(path) ?? null };
try {
  parentPort!.postMessage({ draft: draft({ ...input, tree }) } satisfies ThreadOutput);
} catch (error) {
  if (!(error instanceof PackagerError)) throw error;
  parentPort!.postMessage({ refusal: error.message } satisfies ThreadOutput);
}
