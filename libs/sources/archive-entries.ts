import { posix } from 'node:path';
import type { SourceLimits } from './limits.js';
import { SourceError } from './source-error.js';

/** What an archive says of an entry. Paths are bytes as it has them, as a binary string (see `NarNode`). */
export interface RawEntry {
  path: string;
  /** `other` is all that is refused. */
  type: 'file' | 'directory' | 'symlink' | 'hardlink' | 'other';
  size: number;
  executable: boolean;
  linkPath: string;
}

/** An entry that was taken. A hard link has become the file that it names. */
export interface ArchiveEntry {
  /** Clean, and bytes as in `RawEntry`. */
  path: string;
  type: 'file' | 'directory' | 'symlink';
  size: number;
  executable: boolean;
  /** Of a symlink. */
  target: string;
  /** Of a file: where its content begins in what was spooled. */
  offset: number;
}

/**
 * Collects the entries of one archive and refuses every one that could surprise whoever unpacks it: a path out of
 * the archive, a link out of it, a path that goes through a link, a device, one name for two kinds of things.
 */
export interface ArchiveEntries {
  /** All entries by path, with the directories that have no entry of their own. */
  found: Map<string, ArchiveEntry>;
  /** Takes the next entry; returns its clean path if it is a plain file, whose content is to follow at `offset`. @throws SourceError */
  add: (raw: RawEntry, offset: number) => string | null;
}

export function createArchiveEntries(limits: SourceLimits): ArchiveEntries {
  const found = new Map<string, ArchiveEntry>();
  let headers = 0;

  const put = (entry: ArchiveEntry) => {
    const before = found.get(entry.path);
    // tar lets the last one win; that is harmless for two files or two directories only.
    if (before && (before.type !== entry.type || entry.type === 'symlink')) {
      throw unsafe(`has two different entries named ${quote(entry.path)}`);
    }
    found.set(entry.path, entry);
  };

  const putParents = (path: string) => {
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      const parent = path.slice(0, at);
      const type = found.get(parent)?.type;
      if (type === undefined) found.set(parent, directory(parent));
      else if (type !== 'directory') throw unsafe(`has an entry below ${quote(parent)}, which is a ${type}`);
    }
  };

  return {
    found,
    add(raw, offset) {
      if (++headers > limits.entries || found.size > limits.entries) {
        throw tooManyEntries(limits);
      }
      const { type, executable } = raw;
      if (type === 'other')
        throw unsafe(`has an entry ${quote(raw.path)} that is neither a file nor a directory nor a link`);
      const path = cleanPath(raw.path, limits);
      if (path === '') return null;
      putParents(path);
      if (type === 'hardlink') {
        const target = found.get(cleanPath(raw.linkPath, limits));
        if (target?.type !== 'file')
          throw unsafe(`has a hard link ${quote(path)} to something that is not a file in it`);
        put({ ...target, path });
        return null;
      }
      if (type === 'directory') put(directory(path));
      if (type === 'symlink') {
        refuseOutside(path, raw.linkPath);
        put({ path, type, size: 0, executable: true, target: raw.linkPath, offset });
      }
      if (type !== 'file') return null;
      put({ path, type, size: raw.size, executable, target: '', offset });
      return path;
    },
  };
}

function directory(path: string): ArchiveEntry {
  return { path, type: 'directory', size: 0, executable: true, target: '', offset: 0 };
}

/** A path without `.` parts and doubled slashes; the empty string for the top itself. */
function cleanPath(path: string, limits: SourceLimits): string {
  if (path.length > limits.pathBytes) throw unsafe(`has a path of more than ${limits.pathBytes} bytes`);
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(path)) throw unsafe('has a path with a control character');
  if (/^[/\\]|^[a-z]:[/\\]/i.test(path)) throw unsafe(`has the absolute path ${quote(path)}`);
  // Backslashes separate directories on some systems.
  if (path.split(/[/\\]/).includes('..')) throw unsafe(`has the path ${quote(path)}, which leads out of it`);
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length > limits.depth) throw unsafe(`is more than ${limits.depth} directories deep`);
  return parts.join('/');
}

function refuseOutside(path: string, target: string): void {
  if (target === '' || target.includes('\0')) throw unsafe(`has a link ${quote(path)} to nothing`);
  const end = posix.normalize(posix.join(posix.dirname(path), target));
  if (target.startsWith('/') || end === '..' || end.startsWith('../')) {
    throw unsafe(`has a link ${quote(path)} that leads out of it`);
  }
}

/** A path as people read it; bytes that are no UTF-8 become U+FFFD. */
export function decoded(path: string): string {
  return Buffer.from(path, 'latin1').toString('utf8');
}

function quote(path: string): string {
  return JSON.stringify(path.length > 80 ? `${decoded(path.slice(0, 80))}…` : decoded(path));
}

export function tooManyEntries(limits: SourceLimits): SourceError {
  return new SourceError(
    'too_large',
    `The archive has more than ${limits.entries} entries. Use a smaller archive of the same source.`,
  );
}

export function unsafe(what: string): SourceError {
  return new SourceError(
    'unsafe_archive',
    `The archive ${what}, so it is not used. Check that the URL is the project's own release.`,
  );
}
