// `expr` of Nix's grammar: functions, assertions, `with`, `let`, conditions. Each ends with an expression again, so heads
// are collected in a loop and put around it afterwards: a chain of a hundred thousand functions needs no stack.
import { checkFormals, checkLet } from './check-heads.js';
import type { Cursor } from './cursor.js';
import { parseBindings } from './parse-bindings.js';
import { looksLikeFormals, parseFormals } from './parse-formals.js';
import { parseOperators } from './parse-operators.js';
import { kindOf } from './token.js';
import type { Assert, Expression, Identifier, If, Lambda, Let, With } from './tree.js';

type Open<T> = Omit<T, 'end' | 'body'>;
type Head = Open<Lambda> | Open<Assert> | Open<With> | Open<Let> | Omit<If, 'end' | 'alternate'>;

export function parseExpression(cursor: Cursor): Expression {
  let head = parseHead(cursor);
  if (head === null) return parseOperators(cursor);
  const heads: Head[] = [];
  for (; head !== null; head = parseHead(cursor)) heads.push(head);
  let body = parseOperators(cursor);
  for (let at = heads.length - 1; at >= 0; at--) body = close(cursor, heads[at]!, body);
  return body;
}

function parseHead(cursor: Cursor): Head | null {
  const { start } = cursor;
  switch (cursor.kind) {
    case kindOf.identifier:
      if (cursor.peek(1) === kindOf[':'] || cursor.peek(1) === kindOf['@']) return parseNamed(cursor);
      return null;
    case kindOf['{']:
      return looksLikeFormals(cursor) ? parsePattern(cursor) : null;
    case kindOf.assert:
    case kindOf.with: {
      const kind = cursor.kind === kindOf.with ? 'with' : 'assert';
      cursor.enter();
      const inner = cursor.expression();
      cursor.leave(kindOf[';'], { what: 'semicolon-after-head', keyword: kind });
      return kind === 'with' ? { kind, start, subject: inner } : { kind, start, condition: inner };
    }
    case kindOf.let: {
      if (cursor.peek(1) === kindOf['{']) return null;
      cursor.enter();
      const { bindings, attributes } = parseBindings(cursor, true, kindOf.in);
      cursor.leave(kindOf.in, { what: 'in' });
      return { kind: 'let', start, bindings, attributes };
    }
    case kindOf.if: {
      cursor.enter();
      const condition = cursor.expression();
      cursor.take(kindOf.then, { what: 'condition-end' });
      const consequent = cursor.expression();
      cursor.leave(kindOf.else, { what: 'else' });
      return { kind: 'if', start, condition, consequent };
    }
    default:
      return null;
  }
}

/** `x: …` or `x@{ … }: …`. */
function parseNamed(cursor: Cursor): Open<Lambda> {
  const parameter = parseIdentifier(cursor);
  let formals = null;
  if (cursor.kind === kindOf['@']) {
    cursor.advance();
    if (cursor.kind !== kindOf['{']) cursor.fail({ what: 'formals' });
    formals = parseFormals(cursor);
  }
  cursor.take(kindOf[':'], { what: 'colon' });
  return { kind: 'lambda', start: parameter.start, parameter, formals };
}

/** `{ … }: …` or `{ … }@x: …`. */
function parsePattern(cursor: Cursor): Open<Lambda> {
  const formals = parseFormals(cursor);
  let parameter = null;
  if (cursor.kind === kindOf['@']) {
    cursor.advance();
    if (cursor.kind !== kindOf.identifier) cursor.fail({ what: 'parameter' });
    parameter = parseIdentifier(cursor);
  } else if (cursor.kind !== kindOf[':']) cursor.fail({ what: 'colon-or-at', formals });
  cursor.take(kindOf[':'], { what: 'colon' });
  return { kind: 'lambda', start: formals.start, parameter, formals };
}

function parseIdentifier(cursor: Cursor): Identifier {
  const { start, end } = cursor;
  const name = cursor.tokenText();
  cursor.advance();
  return { kind: 'identifier', name, start, end };
}

function close(cursor: Cursor, head: Head, body: Expression): Expression {
  const { end } = body;
  // What Nix checks only when it has read the body comes only then here, so that of two mistakes both name the same.
  if (head.kind === 'lambda') checkFormals(cursor, head);
  if (head.kind === 'let') checkLet(head);
  const { start } = head;
  switch (head.kind) {
    case 'lambda':
      return { kind: 'lambda', parameter: head.parameter, formals: head.formals, body, start, end };
    case 'let':
      return { kind: 'let', bindings: head.bindings, attributes: head.attributes, body, start, end };
    case 'with':
      return { kind: 'with', subject: head.subject, body, start, end };
    case 'assert':
      return { kind: 'assert', condition: head.condition, body, start, end };
    case 'if': {
      const { condition, consequent } = head;
      return { kind: 'if', condition, consequent, alternate: body, start, end };
    }
  }
}
