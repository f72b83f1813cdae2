import { Parser } from 'tar/parse';
import type { ReadEntry } from 'tar/read-entry';
import { createArchiveEntries, unsafe } from './archive-entries.js';
import { archiveFormat } from './archive-format.js';
import type { SourceLimits } from './limits.js';
import { SourceError } from './source-error.js';
import { type SourceTree, bytesToKeep, sourceTree } from './source-tree.js';

/** Takes the bytes of a tar piece by piece, and gives the tree at the end. Whatever it does not like it throws. */
export interface TarReader {
  write: (chunk: Buffer) => void;
  /** Whether the archive said that it ends here; what follows must not be written. */
  hasEnded: () => boolean;
  finish: () => SourceTree;
}

export function createTarReader(limits: SourceLimits): TarReader {
  const entries = createArchiveEntries(limits);
  const kept = new Map<string, Buffer>();
  let room = limits.keptBytes;
  let ended = false;

  const keep = (entry: ReadEntry, path: string) => {
    const most = Math.min(bytesToKeep(path, limits.keptFileBytes), entry.size, room);
    const chunks: Buffer[] = [];
    let have = 0;
    room -= most;
    entry.on('data', (chunk) => {
      // Copied: a slice would keep the whole chunk of the stream alive.
      if (have < most) chunks.push(Buffer.from(chunk.subarray(0, most - have)));
      have += chunk.length;
    });
    entry.on('end', () => most > 0 && kept.set(path, Buffer.concat(chunks)));
  };

  // `strict` makes every fault of the archive an error; it is thrown out of `write`, for all here runs within it.
  const parser = new Parser({ strict: true, gzip: false, brotli: false, zstd: false });
  parser.on('ignoredEntry', ({ path }: ReadEntry) => {
    throw unsafe(`has an entry ${JSON.stringify(path.slice(0, 80))} of an unusual kind`);
  });
  // The parser drops the attributes that make a pax entry sparse, and would give its map as its content.
  parser.on('meta', (attributes: string) => {
    if (attributes.includes('GNU.sparse.')) throw unsafe('has a sparse file');
  });
  parser.on('entry', (entry: ReadEntry) => {
    const { path: raw, type, size, mode = 0, linkpath: linkPath = '' } = entry;
    const path = entries.add({ path: raw, type, size, mode, linkPath });
    if (path !== null) keep(entry, path);
    entry.resume();
  });
  parser.on('eof', () => (ended = true));

  let head: Buffer | null = Buffer.alloc(0);
  return {
    write(chunk) {
      if (head === null) return void parser.write(chunk);
      head = Buffer.concat([head, chunk]);
      if (head.length < 512) return;
      // Asked here, for the parser would by itself unpack a gzip within the gzip, past our limits.
      if (archiveFormat(head) !== 'tar') throw notTar();
      parser.write(head);
      head = null;
    },
    hasEnded: () => ended,
    finish() {
      if (head !== null) throw notTar();
      parser.end();
      return sourceTree(entries.found, kept);
    },
  };
}

function notTar(): SourceError {
  return new SourceError(
    'not_an_archive',
    'The URL gives a compressed file with no tar archive in it. Use the address of a .tar.gz archive.',
  );
}
