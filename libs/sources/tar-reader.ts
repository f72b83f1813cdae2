import { type RawEntry, decoded, unsafe } from './archive-entries.js';
import type { ArchiveSink } from './archive-sink.js';
import { SourceError } from './source-error.js';
import { type PaxAttributes, type TarHeader, blockBytes, readPax, readTarHeader } from './tar-header.js';

/** Takes the bytes of a tar piece by piece. Whatever it does not like it throws. */
export interface TarReader {
  /** False when the archive said that it ends here: what follows need not be written. */
  write: (chunk: Uint8Array) => boolean;
  /** @throws SourceError, or Error when the archive is cut short */
  end: () => void;
}

/** Long names and pax headers are held in memory; this is far above what a real one has. */
const maxMetaBytes = 1_048_576;

const metaFlags = 'xXgLK';
const kinds: Record<string, RawEntry['type']> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'directory',
  '3': 'other',
  '4': 'other',
  '6': 'other',
};

/**
 * Reads ustar, GNU and pax archives into a sink. Our own, for the libraries decode names as UTF-8, and a hash of the
 * tree needs their bytes; and what is unpacked must be what GNU tar unpacks, or the hash is of another tree.
 */
export function createTarReader(sink: ArchiveSink): TarReader {
  const block = Buffer.alloc(blockBytes);
  let inBlock = 0;
  let headers = 0;
  let ended = false;
  /** Bytes of the entry's content that are still to come, and of the padding behind it. */
  let left = 0;
  let padding = 0;
  /** Where content goes that says something of the next entry. */
  let meta: { flag: string; pieces: Uint8Array[] } | null = null;
  let global: PaxAttributes = new Map();
  let pax: PaxAttributes = new Map();
  let long: { path?: string; linkPath?: string } = {};

  const readMeta = ({ flag, pieces }: NonNullable<typeof meta>) => {
    const content = Buffer.concat(pieces);
    const text = content.toString('latin1').replace(/\0[^]*$/, '');
    if (flag === 'L') long.path = text;
    else if (flag === 'K') long.linkPath = text;
    else if (flag === 'g') {
      global = new Map([...global, ...readPax(content)]);
      if (['path', 'linkpath', 'size'].some((key) => global.has(key)))
        throw unsafe('gives one name to all its entries');
    } else pax = readPax(content);
  };

  const begin = (header: TarHeader) => {
    headers++;
    left = header.size;
    if (metaFlags.includes(header.flag)) {
      if (left > maxMetaBytes) throw unsafe('has a name of more than a megabyte');
      meta = { flag: header.flag, pieces: [] };
      if (left === 0) endContent();
    } else {
      const path = pax.get('path') || long.path || header.path;
      const type = kinds[header.flag];
      if (type === undefined)
        throw unsafe(`has an entry ${JSON.stringify(decoded(path.slice(0, 80)))} of an unusual kind`);
      // Before there were entries of directories, a slash at the end said it.
      const isDirectory = type === 'directory' || (type === 'file' && path.endsWith('/'));
      if (type === 'hardlink') left = 0;
      else if (pax.get('size')) left = sizeOf(pax.get('size')!);
      sink.begin({
        path,
        type: isDirectory ? 'directory' : type,
        size: left,
        executable: (header.mode & 0o100) !== 0,
        linkPath: pax.get('linkpath') || long.linkPath || header.linkPath,
      });
      pax = new Map();
      long = {};
    }
    padding = (blockBytes - (left % blockBytes)) % blockBytes;
  };

  const endContent = () => {
    if (meta) readMeta(meta);
    meta = null;
  };

  const takeBlock = () => {
    inBlock = 0;
    const header = readTarHeader(block);
    if (header) begin(header);
    else if (headers > 0 && block.every((byte) => byte === 0)) ended = true;
    else if (headers > 0) throw new Error('a tar header is damaged');
    else throw notTar();
  };

  return {
    write(chunk) {
      for (let at = 0; at < chunk.length && !ended;) {
        const most = chunk.length - at;
        if (left > 0) {
          const piece = chunk.subarray(at, at + Math.min(left, most));
          // Copied: the chunk is its giver's.
          if (meta) meta.pieces.push(Uint8Array.from(piece));
          else sink.content(piece);
          left -= piece.length;
          at += piece.length;
          if (left === 0) endContent();
        } else if (padding > 0) {
          const skipped = Math.min(padding, most);
          padding -= skipped;
          at += skipped;
        } else {
          const taken = Math.min(blockBytes - inBlock, most);
          block.set(chunk.subarray(at, at + taken), inBlock);
          inBlock += taken;
          at += taken;
          if (inBlock === blockBytes) takeBlock();
        }
      }
      return !ended;
    },
    end() {
      if (headers === 0) throw notTar();
      // GNU tar takes an archive without the blocks of zeros at its end, and so do we.
      if (left > 0 || padding > 0 || inBlock > 0 || meta) throw new Error('the tar is cut short');
    },
  };
}

function sizeOf(text: string): number {
  const size = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(size))
    throw new Error('a size in a pax header is no size');
  return size;
}

function notTar(): SourceError {
  return new SourceError(
    'not_an_archive',
    'The URL gives a compressed file with no tar archive in it. Use the address of a .tar.gz or another archive.',
  );
}
