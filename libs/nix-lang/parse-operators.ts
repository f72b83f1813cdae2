// `expr_op` of Nix's grammar, with a stack of its own instead of calls: chains and right-associative operators of any
// length need no stack.
import type { Cursor } from './cursor.js';
import { parseAttributePath } from './parse-names.js';
import { parseApplication } from './parse-simple.js';
import { binaryOperators, negateLevel, notLevel, type Strength } from './precedence.js';
import { kindOf, nameOf } from './token.js';
import type { BinaryOperator, Expression, UnaryOperator } from './tree.js';

interface Pending extends Strength {
  readonly start: number;
  /** Null for a unary operator. */
  readonly left: Expression | null;
  readonly operator: BinaryOperator | UnaryOperator;
}

export function parseOperators(cursor: Cursor): Expression {
  const { kind } = cursor;
  if (kind !== kindOf['!'] && kind !== kindOf['-']) {
    const only = parseApplication(cursor);
    // Most expressions have no operator.
    if (cursor.kind !== kindOf['?'] && binaryOperators[cursor.kind] === undefined) return only;
    return parseRest(cursor, only);
  }
  return parseRest(cursor, null);
}

function parseRest(cursor: Cursor, first: Expression | null): Expression {
  const pending: Pending[] = [];
  let given = first;
  for (;;) {
    if (given === null)
      while (cursor.kind === kindOf['!'] || cursor.kind === kindOf['-']) pending.push(unary(cursor));
    let operand: Expression = given ?? parseApplication(cursor);
    given = null;
    if (cursor.kind === kindOf['?']) {
      // Of all operators only the minus before an operand binds stronger than `?`.
      for (let top = pending.at(-1); top?.level === negateLevel; top = pending.at(-1)) {
        operand = reduce(top, operand);
        pending.pop();
      }
      while (cursor.kind === kindOf['?']) operand = parseHas(cursor, operand);
    }
    const found = binaryOperators[cursor.kind];
    const level = found?.level ?? -1;
    for (let top = pending.at(-1); top !== undefined && top.level >= level; top = pending.at(-1)) {
      if (top.level === level && top.side === 'right') break;
      if (top.level === level && top.side === 'none')
        cursor.fail({ what: 'no-chain', operator: top.operator });
      operand = reduce(top, operand);
      pending.pop();
    }
    if (found === undefined) return operand;
    const operator = nameOf(cursor.kind) as BinaryOperator;
    pending.push({ level, side: found.side, start: operand.start, left: operand, operator });
    cursor.advance();
  }
}

function unary(cursor: Cursor): Pending {
  const operator = cursor.kind === kindOf['!'] ? '!' : '-';
  const { start } = cursor;
  cursor.advance();
  return { level: operator === '!' ? notLevel : negateLevel, side: 'left', start, left: null, operator };
}

function reduce({ left, operator, start }: Pending, operand: Expression): Expression {
  const { end } = operand;
  return left === null
    ? { kind: 'unary', operator: operator as UnaryOperator, operand, start, end }
    : { kind: 'binary', operator: operator as BinaryOperator, left, right: operand, start, end };
}

function parseHas(cursor: Cursor, subject: Expression): Expression {
  cursor.advance();
  const path = parseAttributePath(cursor);
  return { kind: 'has-attribute', subject, path, start: subject.start, end: cursor.lastEnd };
}
