import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type ArchiveFormat, archiveFormat } from './archive-format.js';
import type { ThreadInput, ThreadOutput } from './archive-thread.js';
import { startDeadline } from './deadline.js';
import type { SourceLimits } from './limits.js';
import { SourceError } from './source-error.js';
import type { InspectedSource } from './source-tree.js';

/**
 * Reads an archive from disk to its end, under all limits: the list of its entries, the few files that tell how it is
 * built, and the hash of its tree. It is done in a thread of its own, which is ended when its time is over: whatever an
 * archive makes a decompressor do, nobody else waits for it. Contents are spooled beside the archive meanwhile.
 * @throws SourceError, or the reason of the caller's signal when that aborts
 */
export async function readArchive(
  path: string,
  limits: SourceLimits,
  caller?: AbortSignal,
): Promise<InspectedSource> {
  caller?.throwIfAborted();
  const format = refuseOther(await formatOf(path));
  const spoolPath = join(dirname(path), `${randomUUID()}.part`);
  const workerData: ThreadInput = { path, format, spoolPath, limits };
  const deadline = startDeadline(limits.inspectMs, caller);
  const thread = new Worker(new URL('./archive-thread.js', import.meta.url), {
    workerData,
    env: {},
    // What this process was started with (a test's flags) is nothing to it.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  try {
    const [output] = await Promise.race([
      once(thread, 'message', { signal: deadline.signal }) as Promise<[ThreadOutput]>,
      // A decompressor that waits for input which never comes ends the thread without an answer.
      once(thread, 'exit', { signal: deadline.signal }).then((): [ThreadOutput] => [
        { damaged: 'the thread ended without an answer' },
      ]),
    ]);
    if ('refused' in output) throw new SourceError(output.refused, output.message);
    if ('failed' in output) throw output.failed;
    if ('damaged' in output) throw damaged(output.damaged);
    const { root, entries, texts, narHash } = output.contents;
    return { format, root, entries, narHash, readFile: (name) => texts.get(name) ?? null };
  } catch (error) {
    if (caller?.aborted) throw caller.reason;
    if (deadline.isOver()) throw tooMuch(`took longer than ${limits.inspectMs / 1000} s`);
    if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY')
      throw tooMuch('took too much memory');
    throw error;
  } finally {
    deadline.end();
    await thread.terminate();
    // It has no name from the moment that it is open; but the thread may have ended just before.
    await rm(spoolPath, { force: true });
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

const readable = ['gzip', 'bzip2', 'xz', 'zstd', 'tar', 'zip'] as const;

function refuseOther(format: ArchiveFormat): ThreadInput['format'] {
  const known = readable.find((name) => name === format);
  if (known) return known;
  const sentence = {
    html: 'The URL gives a web page, not an archive. Use the address of the archive itself, which usually ends in .tar.gz.',
    empty: 'The URL gives an empty file. Use the address of an archive, such as a .tar.gz.',
    unknown:
      'The URL gives a file that is no archive. Use the address of a .tar, .tar.gz, .tar.bz2, .tar.xz, .tar.zst or .zip.',
  };
  const unsupported = `A ${format} archive is not read. Use a .tar.gz, .tar.xz or .zip of the same source.`;
  throw new SourceError(
    'not_an_archive',
    format in sentence ? sentence[format as keyof typeof sentence] : unsupported,
  );
}

function tooMuch(what: string): SourceError {
  return new SourceError('too_large', `Reading the archive ${what}. Use a smaller one.`);
}

function damaged(cause: string): SourceError {
  return new SourceError(
    'not_an_archive',
    'The archive is damaged or cut short. Check that the URL gives a whole archive.',
    { cause },
  );
}
