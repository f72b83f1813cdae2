import { type NarNode, hashNar, toSri } from '../nix-hash/index.js';
import {
  type ArchiveEntry,
  type RawEntry,
  createArchiveEntries,
  decoded,
  unsafe,
} from './archive-entries.js';
import { archiveFormat } from './archive-format.js';
import type { SourceLimits } from './limits.js';
import { SourceError } from './source-error.js';
import { type SourceEntry, bytesToKeep } from './source-tree.js';
import type { Spool } from './spool.js';

/** What is known of an archive at its end; passes between threads. */
export interface ArchiveContents {
  root: string | null;
  entries: SourceEntry[];
  /** Beginnings of texts, by path. */
  texts: Map<string, string>;
  narHash: string;
}

/** Takes what a reader of one format finds, in the order of the archive. Whatever it does not like it throws. */
export interface ArchiveSink {
  /** Begins an entry. Where it is a file that is wanted, its content follows by `content`; otherwise that is ignored. */
  begin: (raw: RawEntry) => void;
  content: (piece: Uint8Array) => void;
  finish: () => Promise<ArchiveContents>;
}

/** Bytes by which an archive is known within an archive. */
const magicBytes = 6;

export function createArchiveSink(limits: SourceLimits, spool: Spool): ArchiveSink {
  const entries = createArchiveEntries(limits);
  const texts = new Map<string, string>();
  let room = limits.keptBytes;
  let unpacked = 0;
  let current: { path: string; left: number; keep: number; head: Buffer[] } | null = null;
  const nested = { archives: 0, others: 0 };

  const end = () => {
    if (!current) return;
    const { path, left, keep, head } = current;
    current = null;
    if (left !== 0) throw new Error('a file is not as long as the archive says');
    const bytes = Buffer.concat(head);
    if (isArchive(bytes)) nested.archives++;
    else nested.others++;
    // A NUL byte: not a text, whatever its name is.
    if (keep > 0 && !bytes.includes(0)) texts.set(path, bytes.subarray(0, keep).toString('utf8'));
    else texts.delete(path);
  };

  return {
    begin(raw) {
      end();
      const path = entries.add(raw, spool.size());
      if (path === null) {
        if (raw.type === 'hardlink') nested.others++;
        return;
      }
      const keep = Math.min(bytesToKeep(decoded(path), limits.keptFileBytes), raw.size, room);
      room -= keep;
      current = { path, left: raw.size, keep, head: [] };
    },
    content(piece) {
      unpacked += piece.length;
      if (unpacked > limits.unpackedBytes) throw tooLarge(limits);
      if (!current) return;
      const want = Math.max(current.keep, magicBytes) - (current.head[0]?.length ?? 0);
      // Copied: a slice would keep the whole chunk of the stream alive.
      if (want > 0) current.head = [Buffer.concat([...current.head, piece.subarray(0, want)])];
      current.left -= piece.length;
      if (current.left < 0) throw new Error('a file is longer than the archive says');
      spool.append(piece);
    },
    async finish() {
      end();
      if (nested.archives > 0 && nested.others === 0)
        throw new SourceError(
          'not_an_archive',
          'The archive holds nothing but further archives, which are not unpacked. Use the address of the one that has the source in it.',
        );
      return contentsOf(entries.found, texts, spool);
    },
  };
}

/** Finds the root, makes all paths relative to it and readable, and hashes what is in it. */
async function contentsOf(
  found: Map<string, ArchiveEntry>,
  texts: Map<string, string>,
  spool: Spool,
): Promise<ArchiveContents> {
  const tops = new Set([...found.keys()].map((path) => path.split('/', 1)[0] ?? ''));
  const [top] = tops;
  const root = tops.size === 1 && top && found.get(top)?.type === 'directory' ? top : null;
  const below = (path: string) => decoded(root === null ? path : path.slice(root.length + 1));
  return {
    root: root === null ? null : decoded(root),
    entries: [...found.values()]
      .filter(({ path }) => path !== root)
      .map(({ path, type, size, executable }) => ({ path: below(path), type, size, executable })),
    texts: new Map([...texts].map(([path, text]) => [below(path), text])),
    narHash: toSri(await hashNar(treeOf(found, root ?? '', spool))),
  };
}

function treeOf(found: Map<string, ArchiveEntry>, root: string, spool: Spool): NarNode {
  const children = new Map<string, [string, NarNode][]>([['', []]]);
  const nodeOf = ({ path, type, size, executable, target, offset }: ArchiveEntry): NarNode => {
    if (type === 'symlink') return { type, target };
    if (type === 'file') return { type, executable, size, content: () => spool.read(offset, size) };
    return { type, children: () => childrenOf(path) };
  };
  const childrenOf = (path: string) => {
    const list = children.get(path) ?? [];
    children.set(path, list);
    return list;
  };
  for (const entry of found.values()) {
    const slash = entry.path.lastIndexOf('/');
    childrenOf(entry.path.slice(0, Math.max(0, slash))).push([entry.path.slice(slash + 1), nodeOf(entry)]);
  }
  return { type: 'directory', children: () => childrenOf(root) };
}

function isArchive(head: Buffer): boolean {
  return ['gzip', 'xz', 'bzip2', 'zstd', 'zip', 'lzip', '7z'].includes(archiveFormat(head));
}

export function tooLarge(limits: SourceLimits): SourceError {
  return new SourceError(
    'too_large',
    `The archive unpacks to more than ${Math.floor(limits.unpackedBytes / 1e6)} MB. Use a smaller archive of the same source.`,
  );
}

/** Below this the ratio of unpacked to packed says nothing: a small archive of blank files is no bomb. */
const ratioFromBytes = 16_000_000;

/** @throws SourceError when this much came out of that much */
export function refuseBomb(unpacked: number, packed: number, limits: SourceLimits): void {
  if (unpacked > limits.unpackedBytes) throw tooLarge(limits);
  if (unpacked > ratioFromBytes && unpacked > packed * limits.ratio)
    throw unsafe('is compressed like no source is (a "decompression bomb")');
}
