import type { Cursor } from './cursor.js';
import { attributeNameOf, parseInterpolation, parseString } from './parse-strings.js';
import { kindOf } from './token.js';
import type { AttributeName } from './tree.js';

/** `a.b."c".${d}`. */
export function parseAttributePath(cursor: Cursor): AttributeName[] {
  const path = [parseAttributeName(cursor)];
  while (cursor.kind === kindOf['.']) {
    cursor.advance();
    path.push(parseAttributeName(cursor));
  }
  return path;
}

export function parseAttributeName(cursor: Cursor): AttributeName {
  const { start } = cursor;
  switch (cursor.kind) {
    case kindOf.identifier:
    case kindOf.or: {
      const name = cursor.tokenText();
      cursor.advance();
      return { kind: 'attribute-name', name, expression: null, start, end: cursor.lastEnd };
    }
    case kindOf['string-open']:
      return attributeNameOf(parseString(cursor));
    case kindOf['${']:
      return attributeNameOf(parseInterpolation(cursor));
    default:
      return cursor.fail({ what: 'attribute-name' });
  }
}
