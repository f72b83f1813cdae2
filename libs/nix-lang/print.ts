import type { LineTable } from './line-table.js';
import { Measure } from './print-measure.js';
import { Output } from './print-output.js';
import { type Piece, planOf } from './print-plan.js';
import type { Comment, Expression } from './tree.js';

export interface Printable {
  readonly tree: Expression;
  /** As `parse` gives them; without them none are printed. */
  readonly comments?: readonly Comment[];
  /** Given, single empty lines between bindings are kept. */
  readonly lines?: LineTable;
}

/**
 * Writes a tree as text, two spaces to a level, in a form of its own: the same tree gives the same text, the text parses to
 * the same tree, and printing that gives the text again. Strings stay as they were written. Comments stay before or behind
 * what they stood at.
 */
export function print({ tree, comments = [], lines }: Printable): string {
  const output = new Output(comments, lines ?? null);
  const measure = new Measure(tree, comments);
  const pieces: Piece[] = [{ node: tree }];
  for (let piece = pieces.pop(); piece !== undefined; piece = pieces.pop()) {
    if (typeof piece === 'string') output.write(piece);
    else if (typeof piece === 'function') piece(output);
    else {
      const plan = planOf(piece.node, measure);
      for (let at = plan.length - 1; at >= 0; at--) pieces.push(plan[at]!);
    }
  }
  return output.end();
}
