import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

/** Contents of an archive's files, one behind the other in one nameless file: what it calls them is never a path here. */
export interface Spool {
  /** Where the next piece will stand. */
  size: () => number;
  append: (piece: Uint8Array) => void;
  /** A piece is only good until the next one is asked for. */
  read: (offset: number, size: number) => Generator<Uint8Array>;
  close: () => void;
}

const bufferedBytes = 1_048_576;

/**
 * Opens a spool. It blocks, so it is for threads of their own. The file loses its name at once, so that it is gone
 * with the process, however that ends.
 * @param path of a file that does not exist yet
 */
export function openSpool(path: string): Spool {
  const file = openSync(path, 'wx+', 0o600);
  rmSync(path);
  const buffer = Buffer.allocUnsafe(bufferedBytes);
  let written = 0;
  let used = 0;

  const write = (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at, written + at);
    written += bytes.length;
  };
  const flush = () => {
    write(buffer.subarray(0, used));
    used = 0;
  };

  return {
    size: () => written + used,
    append(piece) {
      if (used + piece.length > bufferedBytes) flush();
      if (piece.length > bufferedBytes) write(piece);
      else {
        buffer.set(piece, used);
        used += piece.length;
      }
    },
    *read(offset, size) {
      flush();
      for (let at = 0; at < size;) {
        const read = readSync(file, buffer, 0, Math.min(bufferedBytes, size - at), offset + at);
        if (read === 0) throw new Error('the spool is shorter than what was written to it');
        yield buffer.subarray(0, read);
        at += read;
      }
    },
    close: () => closeSync(file),
  };
}
