import { AttributesBuilder } from './attributes.js';
import { checkInherited } from './check-heads.js';
import type { Cursor } from './cursor.js';
import { parseAttributeName, parseAttributePath } from './parse-names.js';
import { kindOf, type TokenKind } from './token.js';
import type { AttributeName, Attributes, Binding, Expression, Inherit } from './tree.js';

interface Bindings {
  readonly bindings: readonly (Binding | Inherit)[];
  readonly attributes: Attributes;
}

/** The bindings of a set or a `let`, up to the token that ends them. */
export function parseBindings(cursor: Cursor, recursive: boolean, closing: TokenKind): Bindings {
  const bindings: (Binding | Inherit)[] = [];
  const attributes = new AttributesBuilder(recursive);
  while (cursor.kind !== closing) {
    const binding = cursor.kind === kindOf.inherit ? parseInherit(cursor) : parseBinding(cursor, closing);
    bindings.push(binding);
    if (binding.kind === 'inherit') attributes.inherit(cursor, binding);
    else attributes.add(cursor, binding);
  }
  return { bindings, attributes };
}

function parseBinding(cursor: Cursor, closing: TokenKind): Binding {
  const { start } = cursor;
  if (!startsName(cursor)) cursor.fail({ what: closing === kindOf.in ? 'let-binding' : 'binding' });
  const path = parseAttributePath(cursor);
  cursor.take(kindOf['='], { what: 'equals', path });
  const value = cursor.expression();
  cursor.take(kindOf[';'], { what: 'semicolon', path });
  return { kind: 'binding', path, value, start, end: cursor.lastEnd };
}

function parseInherit(cursor: Cursor): Inherit {
  const { start } = cursor;
  let from: Expression | null = null;
  const names: AttributeName[] = [];
  cursor.advance();
  if (cursor.kind === kindOf['(']) {
    cursor.enter();
    from = cursor.expression();
    cursor.leave(kindOf[')'], { what: 'close', mark: ')' });
  }
  while (startsName(cursor)) {
    const name = parseAttributeName(cursor);
    checkInherited(name);
    names.push(name);
  }
  cursor.take(kindOf[';'], { what: 'inherit-end' });
  return { kind: 'inherit', from, names, start, end: cursor.lastEnd };
}

function startsName({ kind }: Cursor): boolean {
  return (
    kind === kindOf.identifier ||
    kind === kindOf.or ||
    kind === kindOf['string-open'] ||
    kind === kindOf['${']
  );
}
