import type { Cursor } from './cursor.js';
import { stripIndentation, type IndentedPiece } from './indentation.js';
import { unescapeIndented, unescapeString } from './lexer-strings.js';
import { kindOf } from './token.js';
import type {
  AttributeName,
  Expression,
  Interpolation,
  PathExpression,
  StringExpression,
  StringText,
} from './tree.js';

export function parseString(cursor: Cursor): StringExpression {
  const { start } = cursor;
  const parts: (StringText | Interpolation)[] = [];
  cursor.enter();
  for (;;) {
    if (cursor.kind === kindOf['string-text']) parts.push(parseText(cursor, unescapeString));
    else if (cursor.kind === kindOf['${']) parts.push(parseInterpolation(cursor));
    else break;
  }
  cursor.leave(kindOf['string-close'], { what: 'string-end' });
  return { kind: 'string', indented: false, parts, start, end: cursor.lastEnd };
}

export function parseIndented(cursor: Cursor): StringExpression {
  const { start } = cursor;
  const pieces: IndentedPiece[] = [];
  cursor.enter();
  for (;;) {
    if (cursor.kind === kindOf['indented-text']) pieces.push({ part: parseText(cursor, asIs), plain: true });
    else if (cursor.kind === kindOf['indented-escape'])
      pieces.push({ part: parseText(cursor, unescapeIndented), plain: false });
    else if (cursor.kind === kindOf['${']) pieces.push({ part: parseInterpolation(cursor), plain: false });
    else break;
  }
  cursor.leave(kindOf['indented-close'], { what: 'string-end' });
  return { kind: 'string', indented: true, parts: stripIndentation(pieces), start, end: cursor.lastEnd };
}

export function parseInterpolation(cursor: Cursor): Interpolation {
  const { start } = cursor;
  cursor.enter();
  const expression = cursor.expression();
  cursor.leave(kindOf['}'], { what: 'close', mark: '}' });
  return { kind: 'interpolation', expression, start, end: cursor.lastEnd };
}

export function parsePath(cursor: Cursor): PathExpression {
  const { start } = cursor;
  const home = cursor.kind === kindOf['home-path'];
  const parts: (StringText | Interpolation)[] = [parseText(cursor, asIs)];
  // Nix's grammar has no room for a second text before the first interpolation: `a//b` ends here, `a//b${c}` does not.
  if (cursor.kind === kindOf['path-text'] && cursor.peek(1) !== kindOf['${'])
    cursor.fail({ what: 'path-end' });
  for (;;) {
    if (cursor.kind === kindOf['path-text']) parts.push(parseText(cursor, asIs));
    else if (cursor.kind === kindOf['${']) parts.push(parseInterpolation(cursor));
    else break;
  }
  cursor.take(kindOf['path-end'], { what: 'path-end' });
  return { kind: 'path', home, parts, start, end: cursor.lastEnd };
}

const asIs = (text: string): string => text;

function parseText(cursor: Cursor, meaning: (raw: string) => string): StringText {
  const { start, end } = cursor;
  const raw = cursor.tokenText();
  cursor.advance();
  return { kind: 'text', value: meaning(raw), raw, start, end };
}

export function attributeNameOf(expression: StringExpression | Interpolation): AttributeName {
  const inner = expression.kind === 'interpolation' ? expression.expression : expression;
  const { start, end } = expression;
  return { kind: 'attribute-name', name: staticString(inner), expression, start, end };
}

/** The text of an expression that Nix's parser takes for a plain string, or null. */
function staticString(expression: Expression): string | null {
  let inner = expression;
  for (;;) {
    if (inner.kind === 'parenthesized') inner = inner.expression;
    else if (inner.kind === 'uri') return inner.value;
    else if (inner.kind !== 'string' || inner.parts.length > 1) return null;
    else {
      const only = inner.parts[0];
      if (only === undefined) return '';
      if (only.kind === 'text') return only.value;
      if (!inner.indented) return null;
      inner = only.expression; // ''${"a"}'' is "a", where "${"a"}" is an interpolation
    }
  }
}
