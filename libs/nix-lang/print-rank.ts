// How strong each expression holds together, to know where a tree that was made by hand needs parentheses.
import { binaryLevel, hasLevel, negateLevel, notLevel } from './precedence.js';
import type { Expression } from './tree.js';

/** What a place takes without parentheses. */
const anyRank = -1;
const applicationRank = negateLevel + 1;
export const selectRank = negateLevel + 2;
export const simpleRank = negateLevel + 3;

export function rankOf(node: Expression): number {
  switch (node.kind) {
    case 'lambda':
    case 'let':
    case 'with':
    case 'assert':
    case 'if':
      return anyRank;
    case 'binary':
      return binaryLevel(node.operator).level;
    case 'unary':
      return node.operator === '!' ? notLevel : negateLevel;
    case 'has-attribute':
      return hasLevel;
    case 'apply':
      return applicationRank;
    case 'select':
    case 'legacy-or':
      return selectRank;
    default:
      return simpleRank;
  }
}

/**
 * The weakest unary operator that stands bare at an expression's right edge, as `!` in `a + !b`: an operator behind it that
 * binds stronger would become a part of its operand.
 */
export function rightEdge(node: Expression): number {
  let weakest = simpleRank;
  for (let at = node; ;) {
    if (at.kind === 'unary') {
      weakest = Math.min(weakest, rankOf(at));
      at = at.operand;
    } else if (at.kind === 'binary') at = at.right;
    else return weakest;
  }
}
