import type { Cursor } from './cursor.js';
import { kindOf } from './token.js';
import type { Expression, Formal, Formals } from './tree.js';

/** Whether a `{` opens a function's arguments rather than a set. Nix follows both until one fails; two tokens tell. */
export function looksLikeFormals(cursor: Cursor): boolean {
  switch (cursor.peek(1)) {
    case kindOf['...']:
      return true;
    case kindOf['}']:
      return cursor.peek(2) === kindOf[':'] || cursor.peek(2) === kindOf['@'];
    case kindOf.identifier:
      switch (cursor.peek(2)) {
        case kindOf[',']:
        case kindOf['?']:
        case kindOf['}']:
          return true;
        default:
          return false;
      }
    default:
      return false;
  }
}

/** `{ a, b ? 1, ... }`; a comma may stand after the last one. */
export function parseFormals(cursor: Cursor): Formals {
  const { start } = cursor;
  const formals: Formal[] = [];
  let ellipsis = false;
  cursor.enter();
  while (cursor.kind === kindOf.identifier) {
    formals.push(parseFormal(cursor));
    if (cursor.kind !== kindOf[',']) break;
    cursor.advance();
  }
  if (cursor.kind === kindOf['...'] && (formals.length === 0 || cursor.peek(-1) === kindOf[','])) {
    ellipsis = true;
    cursor.advance();
  }
  cursor.leave(kindOf['}'], { what: 'formal-end', ellipsis });
  return { kind: 'formals', formals, ellipsis, start, end: cursor.lastEnd };
}

function parseFormal(cursor: Cursor): Formal {
  const { start } = cursor;
  const name = cursor.tokenText();
  let fallback: Expression | null = null;
  cursor.advance();
  if (cursor.kind === kindOf['?']) {
    cursor.advance();
    fallback = cursor.expression();
  }
  return { kind: 'formal', name, fallback, start, end: cursor.lastEnd };
}
