import type { SourceTree } from '../sources/index.js';
import type { Recipe } from './expression.js';

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

/** How one build system is recognized and written. */
export interface Template {
  buildSystem: 'make' | 'autotools' | 'cmake';
  /** The file at the top that says it is this one, or null. */
  detect: (look: Look) => string | null;
  /** What its files state about name and version. */
  states?: (look: Look & { file: string }) => { name?: string | undefined; version?: string | undefined };
  write: (look: Look & { file: string; name: string }) => {
    recipe: Recipe;
    evidence: Evidence[];
    notes: string[];
  };
}
