import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Files used less long ago than this are kept whatever the size: a generation may be about to read them. */
const graceMs = 10 * 60_000;

interface CachedFile {
  path: string;
  bytes: number;
}

/** A directory of files named by the hex sha256 of their content. Several processes may share it. */
export interface Cache {
  /** The file of that content if it is there and undamaged; a damaged one is deleted. */
  find: (sha256: string) => Promise<CachedFile | null>;
  /** Has a new file written and files it under the hash that `write` returns; on any error nothing stays behind. */
  add: <T extends { sha256: string }>(
    write: (into: FileHandle) => Promise<T>,
  ) => Promise<T & { path: string }>;
  /** Deletes the longest unused files until all together have at most `maxBytes`. */
  prune: (maxBytes: number) => Promise<void>;
}

/** Opens a cache; the directory is made when the first file is added. */
export function openCache(directory: string): Cache {
  const pathOf = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError('a sha256 must be 64 lower-case hex digits');
    return join(directory, sha256);
  };

  return {
    async find(sha256) {
      const path = pathOf(sha256);
      const bytes = await sizeOf(path);
      if (bytes === null) return null;
      if ((await hashFile(path)) !== sha256) {
        await rm(path, { force: true });
        return null;
      }
      const now = new Date();
      await utimes(path, now, now);
      return { path, bytes };
    },

    async add(write) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const temporary = join(directory, `${randomUUID()}.part`);
      const file = await open(temporary, 'wx', 0o600);
      try {
        const written = await write(file);
        // Without it, a power cut after the rename could leave an empty file under a good name.
        await file.sync();
        const path = pathOf(written.sha256);
        await rename(temporary, path);
        return { ...written, path };
      } finally {
        await file.close();
        await rm(temporary, { force: true });
      }
    },

    async prune(maxBytes) {
      const files = await listFiles(directory);
      const old = files
        .filter(({ usedAt }) => usedAt < Date.now() - graceMs)
        .toSorted((a, b) => a.usedAt - b.usedAt);
      let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
      // What a killed process was writing goes first, and in any case.
      const unfinished = old.filter(({ path }) => path.endsWith('.part'));
      // Far above the bound even young ones go: a generation that still wants one downloads it again, and checks its hash.
      const flood =
        total > 2 * maxBytes
          ? files.filter(({ path }) => !path.endsWith('.part')).toSorted((a, b) => a.usedAt - b.usedAt)
          : [];
      for (const { path, bytes } of new Set([...unfinished, ...old, ...flood])) {
        if (total <= maxBytes && !path.endsWith('.part')) break;
        await rm(path, { force: true });
        total -= bytes;
      }
    },
  };
}

async function listFiles(directory: string) {
  const files: (CachedFile & { usedAt: number })[] = [];
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const entry = await stat(path).catch(ignoreMissing);
    if (entry?.isFile()) files.push({ path, bytes: entry.size, usedAt: entry.mtimeMs });
  }
  return files;
}

async function sizeOf(path: string): Promise<number | null> {
  return (await stat(path).catch(ignoreMissing))?.size ?? null;
}

/** Another process may delete a file at any moment; every other error is one. */
function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
