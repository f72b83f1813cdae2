import { kindOf } from './token.js';
import type { BinaryOperator } from './tree.js';

export interface Strength {
  readonly level: number;
  /** To which side equal operators group; with `none` they cannot follow each other. */
  readonly side: 'left' | 'right' | 'none';
}

/** From the weakest to the strongest, as in Nix's parser.y. */
const levels: readonly (readonly [Strength['side'], readonly BinaryOperator[]])[] = [
  ['right', ['->']],
  ['left', ['||']],
  ['left', ['&&']],
  ['none', ['==', '!=']],
  ['none', ['<', '<=', '>', '>=']],
  ['right', ['//']],
  ['left', []], // `!`
  ['left', ['+', '-']],
  ['left', ['*', '/']],
  ['right', ['++']],
];
export const notLevel = 6;
export const hasLevel = levels.length;
/** A minus before its operand binds stronger than everything but application. */
export const negateLevel = levels.length + 1;

const byOperator = new Map<BinaryOperator, Strength>(
  levels.flatMap(([side, operators], level) =>
    operators.map((operator) => [operator, { level, side }] as const),
  ),
);

export function binaryLevel(operator: BinaryOperator): Strength {
  return byOperator.get(operator)!;
}

/** By the kind of the operator's token. */
export const binaryOperators: readonly (Strength | undefined)[] = (() => {
  const table: Strength[] = [];
  for (const [operator, strength] of byOperator) table[kindOf[operator]] = strength;
  return table;
})();
