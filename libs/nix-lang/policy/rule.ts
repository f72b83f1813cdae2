import type { Analysis } from '../analysis.js';
import type { Node, Span } from '../tree.js';

/** One thing that an expression may not do. Rules know nothing of each other; `rules.ts` lists them. */
export interface Rule {
  /** As it stands in a diagnostic: `path-literal`. */
  readonly name: string;
  /** Why there is such a rule, in a sentence for the documentation. */
  readonly reason: string;
  /** Called for every node, in the order of the text. */
  readonly check: (node: Node, context: Analysis, report: Report) => void;
}

export type Report = (span: Span, message: string, hint: string) => void;

/** A name as it is shown: quoted, and short. */
export function shown(name: string): string {
  return `\`${name.length > 60 ? `${name.slice(0, 60)}…` : name}\``;
}
