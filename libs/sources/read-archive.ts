import { type ReadStream, createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type Gunzip, createGunzip } from 'node:zlib';
import { unsafe } from './archive-entries.js';
import { type ArchiveFormat, archiveFormat } from './archive-format.js';
import { startDeadline } from './deadline.js';
import type { SourceLimits } from './limits.js';
import { SourceError } from './source-error.js';
import type { SourceTree } from './source-tree.js';
import { createTarReader } from './tar-reader.js';

/** Below this the ratio of unpacked to packed says nothing: a small archive of blank files is no bomb. */
const ratioFromBytes = 16_000_000;

/**
 * Reads a tar or tar.gz from disk to its end, under all limits, and keeps the list of its entries and the few files
 * that tell how it is built. Nothing is unpacked, so a hostile archive has nothing to write to.
 * @throws SourceError, or the reason of the caller's signal when that aborts
 */
export async function readArchive(
  path: string,
  limits: SourceLimits,
  caller?: AbortSignal,
): Promise<SourceTree> {
  const format = refuseOther(await formatOf(path));
  const deadline = startDeadline(limits.inspectMs, caller);
  const file = createReadStream(path, { signal: deadline.signal });
  const bytes = format === 'gzip' ? gunzip(file) : file;
  try {
    return await readTar(bytes, file, limits, deadline.signal);
  } catch (error) {
    if (caller?.aborted) throw caller.reason;
    if (error instanceof SourceError) throw error;
    if (deadline.isOver())
      throw new SourceError(
        'too_large',
        `Reading the archive took longer than ${limits.inspectMs / 1000} s. Use a smaller one.`,
      );
    // An error of our own disk is not the archive's fault.
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    throw damaged(error);
  } finally {
    deadline.end();
    file.destroy();
    bytes.destroy();
  }
}

async function formatOf(path: string): Promise<ArchiveFormat> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    return archiveFormat(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

function refuseOther(format: ArchiveFormat): 'gzip' | 'tar' {
  if (format === 'gzip' || format === 'tar') return format;
  const sentence = {
    html: 'The URL gives a web page, not an archive. Use the address of the archive itself, which usually ends in .tar.gz.',
    empty: 'The URL gives an empty file. Use the address of a .tar.gz archive.',
    unknown: 'The URL gives a file that is not a tar archive. Use the address of a .tar.gz archive.',
  };
  const unsupported = `A ${format} archive is not supported yet. Use the .tar.gz of the same source.`;
  throw new SourceError(
    'not_an_archive',
    format in sentence ? sentence[format as keyof typeof sentence] : unsupported,
  );
}

function gunzip(file: ReadStream): Gunzip {
  const bytes = createGunzip();
  file.on('error', (error) => bytes.destroy(error));
  return file.pipe(bytes);
}

async function readTar(
  bytes: ReadStream | Gunzip,
  file: ReadStream,
  limits: SourceLimits,
  signal: AbortSignal,
): Promise<SourceTree> {
  const reader = createTarReader(limits);
  let unpacked = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    // A small file is long read when its unpacking still goes on, so aborting the reading alone would not end it.
    signal.throwIfAborted();
    unpacked += chunk.length;
    if (unpacked > limits.unpackedBytes) throw tooLarge(limits);
    if (unpacked > ratioFromBytes && unpacked > file.bytesRead * limits.ratio) {
      throw unsafe('is compressed like no source is (a "gzip bomb")');
    }
    reader.write(chunk);
    // The parser would collect whatever follows the end in memory.
    if (reader.hasEnded()) break;
  }
  return reader.finish();
}

function tooLarge(limits: SourceLimits): SourceError {
  return new SourceError(
    'too_large',
    `The archive unpacks to more than ${Math.floor(limits.unpackedBytes / 1e6)} MB. Use a smaller archive of the same source.`,
  );
}

function damaged(cause: unknown): SourceError {
  return new SourceError(
    'not_an_archive',
    'The archive is damaged or cut short. Check that the URL gives a whole .tar.gz.',
    { cause },
  );
}
