import type { InspectedSource } from './source-tree.js';

/** What was read of archives, by the hex sha256 of their content, which it depends on alone. */
export interface InspectedCache {
  get: (sha256: string) => InspectedSource | undefined;
  set: (sha256: string, source: InspectedSource) => void;
}

/** About what an entry takes beside its path: an object and what holds it. */
const bytesPerEntry = 200;

/** Keeps what was used last, together of at most about `maxBytes`. What is larger is not kept. */
export function createInspectedCache(maxBytes: number): InspectedCache {
  const kept = new Map<string, { source: InspectedSource; bytes: number }>();
  let total = 0;
  const forget = (sha256: string) => {
    total -= kept.get(sha256)?.bytes ?? 0;
    kept.delete(sha256);
  };
  return {
    get(sha256) {
      const found = kept.get(sha256);
      if (!found) return undefined;
      // A Map keeps the order of insertion: the first one is the one that was not used for longest.
      kept.delete(sha256);
      kept.set(sha256, found);
      return found.source;
    },
    set(sha256, source) {
      forget(sha256);
      const bytes = sizeOf(source);
      if (bytes > maxBytes) return;
      kept.set(sha256, { source, bytes });
      total += bytes;
      for (const [oldest] of kept) {
        if (total <= maxBytes) break;
        forget(oldest);
      }
    },
  };
}

function sizeOf({ entries, readFile }: InspectedSource): number {
  return entries.reduce(
    (sum, { path }) => sum + bytesPerEntry + 2 * (path.length + (readFile(path)?.length ?? 0)),
    0,
  );
}
