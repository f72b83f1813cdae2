import { posix } from 'node:path';
import type { SourceLimits } from './limits.js';
import { SourceError } from './source-error.js';
import type { SourceEntry } from './source-tree.js';

/** What a tar header says, as far as it is looked at. */
interface RawEntry {
  path: string;
  type: string;
  size: number;
  mode: number;
  linkPath: string;
}

/**
 * Collects the entries of one archive and refuses every one that could surprise whoever unpacks it: a path out of
 * the archive, a link out of it, a path that goes through a link, a device, one name for two kinds of things.
 */
export interface ArchiveEntries {
  /** All entries by path, with the directories that have no entry of their own. */
  found: Map<string, SourceEntry>;
  /** Takes the next entry; returns its clean path if it is a plain file, whose content may follow. @throws SourceError */
  add: (raw: RawEntry) => string | null;
}

const kinds: Record<string, SourceEntry['type'] | 'hardlink'> = {
  File: 'file',
  OldFile: 'file',
  ContiguousFile: 'file',
  Directory: 'directory',
  SymbolicLink: 'symlink',
  Link: 'hardlink',
};

export function createArchiveEntries(limits: SourceLimits): ArchiveEntries {
  const found = new Map<string, SourceEntry>();
  let headers = 0;

  const put = (entry: SourceEntry) => {
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
      if (type === undefined)
        found.set(parent, { path: parent, type: 'directory', size: 0, executable: true });
      else if (type !== 'directory') throw unsafe(`has an entry below ${quote(parent)}, which is a ${type}`);
    }
  };

  return {
    found,
    add(raw) {
      if (++headers > limits.entries || found.size > limits.entries) {
        throw new SourceError(
          'too_large',
          `The archive has more than ${limits.entries} entries. Use a smaller archive of the same source.`,
        );
      }
      const type = kinds[raw.type];
      if (type === undefined)
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
      if (type === 'symlink') refuseOutside(path, raw.linkPath);
      put({ path, type, size: type === 'file' ? raw.size : 0, executable: (raw.mode & 0o100) !== 0 });
      return type === 'file' ? path : null;
    },
  };
}

/** A path without `.` parts and doubled slashes; the empty string for the top itself. */
function cleanPath(path: string, limits: SourceLimits): string {
  if (Buffer.byteLength(path) > limits.pathBytes)
    throw unsafe(`has a path of more than ${limits.pathBytes} bytes`);
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
  const end = posix.normalize(posix.join(posix.dirname(path), target));
  if (target.startsWith('/') || end === '..' || end.startsWith('../')) {
    throw unsafe(`has a link ${quote(path)} that leads out of it`);
  }
}

function quote(path: string): string {
  return JSON.stringify(path.length > 80 ? `${path.slice(0, 80)}…` : path);
}

export function unsafe(what: string): SourceError {
  return new SourceError(
    'unsafe_archive',
    `The archive ${what}, so it is not used. Check that the URL is the project's own release.`,
  );
}
