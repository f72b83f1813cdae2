// The other end of read-archive.ts: reads one archive and answers with what is in it, or with what is wrong with it.
import { parentPort, workerData } from 'node:worker_threads';
import type { ArchiveFormat } from './archive-format.js';
import { type ArchiveContents, createArchiveSink, refuseBomb } from './archive-sink.js';
import { type Compression, decompress } from './decompress.js';
import type { SourceLimits } from './limits.js';
import { SourceError, type SourceErrorCode } from './source-error.js';
import { openSpool } from './spool.js';
import { createTarReader } from './tar-reader.js';
import { readZip } from './zip-reader.js';

export interface ThreadInput {
  path: string;
  format: ArchiveFormat & (Compression | 'tar' | 'zip');
  /** Where the contents are spooled: a file that does not exist yet. */
  spoolPath: string;
  limits: SourceLimits;
}

export type ThreadOutput =
  | { contents: ArchiveContents }
  | { refused: SourceErrorCode; message: string }
  | { damaged: string }
  /** An error of our own disk is not the archive's fault. */
  | { failed: NodeJS.ErrnoException };

async function read({ path, format, spoolPath, limits }: ThreadInput): Promise<ArchiveContents> {
  const spool = openSpool(spoolPath);
  try {
    const sink = createArchiveSink(limits, spool);
    let unpacked = 0;
    const take = (piece: Uint8Array, bytesRead: number) => {
      unpacked += piece.length;
      refuseBomb(unpacked, bytesRead, limits);
      return true;
    };
    if (format === 'zip') await readZip(path, sink, limits, take);
    else {
      const reader = createTarReader(sink);
      await decompress(path, format === 'tar' ? 'none' : format, (piece, bytesRead) => {
        take(piece, bytesRead);
        return reader.write(piece);
      });
      reader.end();
    }
    return await sink.finish();
  } finally {
    spool.close();
  }
}

function outputOf(error: unknown): ThreadOutput {
  if (error instanceof SourceError) return { refused: error.code, message: error.message };
  if ((error as NodeJS.ErrnoException).syscall !== undefined)
    return { failed: error as NodeJS.ErrnoException };
  return { damaged: error instanceof Error ? error.message : 'unknown' };
}

const output = await read(workerData as ThreadInput).then(
  (contents): ThreadOutput => ({ contents }),
  outputOf,
);
parentPort!.postMessage(output);
