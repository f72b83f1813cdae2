import type { SourceTree } from '../sources/index.js';
import type { Note, Recipe } from './expression.js';

/** A fact and the file that says it, so that a person can check. */
export interface Evidence {
  file: string;
  says: string;
}

export interface Look {
  tree: SourceTree;
  /** Whether there is a plain file of that name at the top. */
  has: (path: string) => boolean;
}

export type BuildSystem = 'make' | 'autotools' | 'cmake' | 'meson' | 'cargo' | 'go' | 'npm' | 'python';

/** What build files state themselves, to be used where the archive's name does not say it. */
export interface Stated {
  name?: string | undefined;
  version?: string | undefined;
  /** As they write it; an SPDX identifier is understood. */
  license?: string | undefined;
}

/** How one build system is recognized and written. */
export interface Template {
  buildSystem: BuildSystem;
  /** The file at the top that says it is this one, or null. */
  detect: (look: Look) => string | null;
  states?: (look: Look & { file: string }) => Stated;
  write: (look: Look & { file: string; name: string }) => {
    recipe: Recipe;
    evidence: Evidence[];
    notes: Note[];
  };
}
