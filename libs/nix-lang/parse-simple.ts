// `expr_app`, `expr_select` and `expr_simple` of Nix's grammar.
import type { Cursor } from './cursor.js';
import { parseBindings } from './parse-bindings.js';
import { parseAttributePath } from './parse-names.js';
import { parseIndented, parsePath, parseString } from './parse-strings.js';
import { kindOf } from './token.js';
import type { Expression, Select } from './tree.js';

const starts = new Set<number>(
  (
    [
      'identifier',
      'integer',
      'float',
      'string-open',
      'indented-open',
      'path',
      'home-path',
      'search-path',
      'uri',
      '(',
      'let',
      'rec',
      '{',
      '[',
    ] as const
  ).map((name) => kindOf[name]),
);

export function parseApplication(cursor: Cursor): Expression {
  const called = parseSelect(cursor);
  if (!starts.has(cursor.kind)) return called;
  const given: Expression[] = [];
  while (starts.has(cursor.kind)) given.push(parseSelect(cursor));
  return { kind: 'apply', function: called, arguments: given, start: called.start, end: cursor.lastEnd };
}

type OpenSelect = Omit<Select, 'end' | 'fallback'>;

/** A loop for `a.b or c.d or e`, which nests to the right. */
function parseSelect(cursor: Cursor): Expression {
  let heads: OpenSelect[] | null = null;
  let last: Expression | null = null;
  while (last === null) {
    const subject = parseSimple(cursor);
    const { start } = subject;
    if (cursor.kind === kindOf['.']) {
      cursor.advance();
      const path = parseAttributePath(cursor);
      const end = cursor.lastEnd;
      if (cursor.kind === kindOf.or) {
        cursor.advance();
        heads ??= [];
        heads.push({ kind: 'select', subject, path, start });
      } else last = { kind: 'select', subject, path, fallback: null, start, end };
    } else if (cursor.kind === kindOf.or) {
      const argument = { kind: 'variable', name: 'or', start: cursor.start, end: cursor.end } as const;
      cursor.advance();
      last = { kind: 'legacy-or', function: subject, argument, start, end: argument.end };
    } else last = subject;
  }
  if (heads === null) return last;
  for (let at = heads.length - 1; at >= 0; at--) last = { ...heads[at]!, fallback: last, end: last.end };
  return last;
}

function parseSimple(cursor: Cursor): Expression {
  const { start } = cursor;
  switch (cursor.kind) {
    case kindOf.identifier:
    case kindOf.integer:
    case kindOf.float:
    case kindOf['search-path']:
    case kindOf.uri:
      return parseAtom(cursor);
    case kindOf['string-open']:
      return parseString(cursor);
    case kindOf['indented-open']:
      return parseIndented(cursor);
    case kindOf.path:
    case kindOf['home-path']:
      return parsePath(cursor);
    case kindOf['(']: {
      cursor.enter();
      const expression = cursor.expression();
      cursor.leave(kindOf[')'], { what: 'close', mark: ')' });
      return { kind: 'parenthesized', expression, start, end: cursor.lastEnd };
    }
    case kindOf['[']: {
      const elements: Expression[] = [];
      cursor.enter();
      while (starts.has(cursor.kind)) elements.push(parseSelect(cursor));
      cursor.leave(kindOf[']'], { what: 'close', mark: ']' });
      return { kind: 'list', elements, start, end: cursor.lastEnd };
    }
    case kindOf.let:
    case kindOf.rec:
    case kindOf['{']:
      return parseSet(cursor);
    default:
      return cursor.fail({ what: 'expression' });
  }
}

/** `{ … }`, `rec { … }` or `let { … }`. */
function parseSet(cursor: Cursor): Expression {
  const { start } = cursor;
  const keyword = cursor.kind;
  if (keyword !== kindOf['{']) {
    cursor.advance();
    if (cursor.kind !== kindOf['{'])
      cursor.fail({ what: 'set', keyword: keyword === kindOf.let ? 'let' : 'rec' });
  }
  cursor.enter();
  const recursive = keyword !== kindOf['{'];
  const { bindings, attributes } = parseBindings(cursor, recursive, kindOf['}']);
  cursor.leave(kindOf['}'], { what: 'binding' });
  const { lastEnd } = cursor;
  return keyword === kindOf.let
    ? { kind: 'legacy-let', bindings, attributes, start, end: lastEnd }
    : { kind: 'set', recursive, bindings, attributes, start, end: lastEnd };
}

function parseAtom(cursor: Cursor): Expression {
  const { start, end, kind } = cursor;
  const text = cursor.tokenText();
  cursor.advance();
  switch (kind) {
    case kindOf.integer:
      return { kind: 'integer', value: BigInt(text.replace(/^0+(?=.)/, '')), start, end };
    case kindOf.float:
      return { kind: 'float', value: Number(text), start, end };
    case kindOf['search-path']:
      return { kind: 'search-path', path: text.slice(1, -1), start, end };
    case kindOf.uri:
      return { kind: 'uri', value: text, start, end };
    default:
      return text === '__curPos'
        ? { kind: 'current-position', start, end }
        : { kind: 'variable', name: text, start, end };
  }
}
