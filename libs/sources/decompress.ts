import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import Bunzip from 'seek-bzip';
import xz from 'xz-decompress';
import { ZSTDDecoder } from 'zstddec/stream';
import { SourceError } from './source-error.js';

export const compressions = ['gzip', 'bzip2', 'xz', 'zstd'] as const;
export type Compression = (typeof compressions)[number];

/**
 * Takes the next piece of what was compressed, with how much of the file was read so far; false ends the work. The
 * piece is only good until it returns.
 */
export type Take = (piece: Uint8Array, bytesRead: number) => boolean;

const pieceBytes = 65_536;

/**
 * Unpacks a file of one or several members, one behind the other, and checks their checksums. Most of it blocks, so it
 * is for a thread of its own. Memory is bounded: a dictionary of at most 64 MiB for xz, a window of 128 MiB for zstd
 * (what `xz -9` and `zstd -19` need).
 * @throws SourceError for what is not read; Error for what is damaged
 */
export async function decompress(path: string, format: Compression | 'none', take: Take): Promise<void> {
  if (format === 'bzip2') bunzip2(path, take);
  else if (format === 'zstd') await unzstd(path, take);
  else if (format === 'xz') await unxz(path, take);
  else await streamed(path, format, take);
}

async function streamed(path: string, format: 'gzip' | 'none', take: Take): Promise<void> {
  const file = createReadStream(path, { highWaterMark: pieceBytes });
  const bytes = format === 'none' ? file : createGunzip();
  if (bytes !== file) file.on('error', (error) => bytes.destroy(error)).pipe(bytes as NodeJS.WritableStream);
  try {
    for await (const piece of bytes as AsyncIterable<Buffer>) if (!take(piece, file.bytesRead)) return;
  } finally {
    file.destroy();
    bytes.destroy();
  }
}

async function unxz(path: string, take: Take): Promise<void> {
  const file = createReadStream(path, { highWaterMark: pieceBytes });
  const unpacked = new xz.XzReadableStream(Readable.toWeb(file) as globalThis.ReadableStream<Uint8Array>);
  try {
    for await (const piece of unpacked as unknown as ReadableStream<Uint8Array>)
      if (!take(piece, file.bytesRead)) return;
  } catch (error) {
    throw /error code [46]$/.test((error as Error).message) ? unusual('xz', error) : error;
  } finally {
    file.destroy();
  }
}

async function unzstd(path: string, take: Take): Promise<void> {
  const decoder = new ZSTDDecoder();
  await decoder.init();
  const input = openInput(path);
  try {
    let stalled = 0;
    for (const piece of decoder.decodeStreaming(input.pieces())) {
      // It does not look at the error codes of what it wraps, and would ask the same again for ever.
      if (piece.length > 0) stalled = 0;
      else if (++stalled > 1_000) throw unusual('zstd');
      if (piece.length > 0 && !take(piece, input.bytesRead())) return;
    }
  } finally {
    input.close();
  }
}

function bunzip2(path: string, take: Take): void {
  const input = openInput(path);
  const pieces = input.pieces();
  let piece: Uint8Array = Buffer.alloc(0);
  let at = 0;
  const more = () => {
    while (at === piece.length) {
      const next = pieces.next();
      if (next.done) return false;
      piece = next.value;
      at = 0;
    }
    return true;
  };
  const readByte = () => (more() ? piece[at++]! : -1);
  const output = Buffer.alloc(pieceBytes);
  let used = 0;
  const enough = new Error('enough was read');
  const flush = () => {
    if (!take(output.subarray(0, used), input.bytesRead())) throw enough;
    used = 0;
  };
  try {
    Bunzip.decode(
      {
        readByte() {
          const byte = readByte();
          // The end within a block; the library would read on and on.
          if (byte < 0) throw new Error('the bzip2 file is cut short');
          return byte;
        },
        read(into, offset, length) {
          let read = 0;
          for (; read < length && more(); read++) into[offset + read] = readByte();
          return read;
        },
        eof: () => !more(),
      },
      {
        writeByte(byte) {
          output[used++] = byte;
          if (used === pieceBytes) flush();
        },
      },
      true,
    );
    if (used > 0) flush();
  } catch (error) {
    if (error !== enough) throw error;
  } finally {
    input.close();
  }
}

/** A file piece by piece, blocking; each piece is only good until the next. */
function openInput(path: string) {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(pieceBytes);
  let bytes = 0;
  return {
    *pieces(): Generator<Uint8Array, void> {
      for (;;) {
        const read = readSync(file, buffer, 0, pieceBytes, null);
        if (read === 0) return;
        bytes += read;
        yield buffer.subarray(0, read);
      }
    },
    bytesRead: () => bytes,
    close: () => closeSync(file),
  };
}

function unusual(format: string, cause?: unknown): SourceError {
  return new SourceError(
    'not_an_archive',
    `The ${format} archive is damaged, or is packed in an unusual way (a very large dictionary, a filter for machine code, or a rare kind of checksum). Check the URL, or use a .tar.gz of the same source.`,
    { cause },
  );
}
