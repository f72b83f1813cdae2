import type { ArchiveFormat } from './archive-format.js';

/** One entry of an archive. A hard link counts as the file that it names. */
export interface SourceEntry {
  /** Relative to the root where there is one; `/` between the parts, none at the ends. */
  path: string;
  type: 'file' | 'directory' | 'symlink';
  size: number;
  executable: boolean;
}

/** What a packager may know of an archive. Nothing of it ever stood on disk under a name that it chose. */
export interface SourceTree {
  /** The one top directory that holds everything, as most source archives have it, or null. */
  root: string | null;
  entries: SourceEntry[];
  /** The beginning (256 KiB) of a text file near the top, by its path in `entries`; null if it is not there, not text or not kept. */
  readFile: (path: string) => string | null;
}

/** A source that was read to its end, with what only its whole content tells. */
export interface InspectedSource extends SourceTree {
  format: ArchiveFormat;
  /**
   * The SRI hash of the unpacked tree's NAR: what `fetchzip`, `fetchFromGitHub` and their like are given. It is that of
   * what is in `root`, which they strip; where there is none it is that of everything, and `stripRoot` must be false.
   */
  narHash: string;
}

/** Files that say how something is built, at most two directories deep. */
const buildFile =
  /^(gnumakefile|makefile|cmakelists\.txt|configure|meson\.build|dune-project|package\.json|setup\.py)$|^(makefile|configure)\.(am|in|ac)$/i;

/** Files whose first lines may name a licence; only these first bytes are kept. */
const sourceFile = /\.(c|h|cc|cpp|cxx|hpp|hh|sh|py|pl|rs|go|y|l)$/i;
const sourceHeadBytes = 4_096;

/**
 * How many bytes of a file are worth keeping for `readFile`: its beginning if it is a build file, all of a small file
 * at the top, the licence header of a source file, else none. The root is not known yet, so it counts as a level.
 */
export function bytesToKeep(path: string, maxBytes: number): number {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  if (buildFile.test(name) && parts.length <= 4) return maxBytes;
  if (sourceFile.test(name)) return parts.length <= 3 ? sourceHeadBytes : 0;
  return parts.length <= 2 ? maxBytes : 0;
}
