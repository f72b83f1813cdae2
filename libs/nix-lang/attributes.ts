// What the bindings of a set mean together: `addAttr` of Nix's parser.y.
import type { Cursor } from './cursor.js';
import { ParseStop } from './parse-stop.js';
import type {
  Attribute,
  AttributeName,
  Attributes,
  AttributeValue,
  Binding,
  DynamicAttribute,
  Expression,
  Inherit,
} from './tree.js';

export class AttributesBuilder implements Attributes {
  readonly kind = 'attributes';
  readonly names = new Map<string, Attribute>();
  readonly dynamic: DynamicAttribute[] = [];
  readonly forgotten: DynamicAttribute[] = [];

  constructor(readonly recursive: boolean) {}

  /** Adds `a.b.c = value`, into sets that are there already where it can. Stops where a name is taken. */
  add(cursor: Cursor, binding: Binding): void {
    const { path, value } = binding;
    const target = path
      .slice(0, -1)
      .reduce((within: AttributesBuilder, name) => within.#inner(cursor, binding, name), this);

    const last = path.at(-1)!;
    if (last.name === null) {
      target.dynamic.push({ name: last, value });
      return;
    }
    const taken = target.names.get(last.name);
    if (taken === undefined) {
      target.names.set(last.name, { value, start: binding.start, end: path.at(-1)!.end });
      return;
    }
    const there = setOf(taken.value);
    const more = setOf(value);
    if (there === null || more === null) throw duplicate(cursor, showPath(path), spanOf(path), taken);
    for (const dynamic of [...more.dynamic, ...more.forgotten]) there.forgotten.push(dynamic);
    for (const [name, attribute] of more.names) {
      const other = there.names.get(name);
      if (other !== undefined) throw duplicate(cursor, name, attribute, other);
      there.names.set(name, attribute);
    }
  }

  inherit(cursor: Cursor, binding: Inherit): void {
    for (const name of binding.names) {
      const taken = this.names.get(name.name!);
      if (taken !== undefined) throw duplicate(cursor, name.name!, name, taken);
      this.names.set(name.name!, { value: binding, start: name.start, end: name.end });
    }
  }

  /** The set behind the first names of a path, made if it is not there. */
  #inner(cursor: Cursor, { path }: Binding, name: AttributeName): AttributesBuilder {
    const taken = name.name === null ? undefined : this.names.get(name.name);
    if (taken !== undefined) {
      const there = setOf(taken.value);
      if (there === null) throw duplicate(cursor, showPath(path), spanOf(path), taken);
      return there;
    }
    const made = new AttributesBuilder(false);
    if (name.name === null) this.dynamic.push({ name, value: made });
    else this.names.set(name.name, { value: made, start: path[0]!.start, end: name.end });
    return made;
  }
}

/** The attributes of a value that other bindings may add to: a set, whether or not it is recursive or in parentheses. */
function setOf(value: AttributeValue): AttributesBuilder | null {
  if (value.kind === 'attributes') return value as AttributesBuilder;
  let inner: Expression | Inherit = value;
  while (inner.kind === 'parenthesized') inner = inner.expression;
  return inner.kind === 'set' ? (inner.attributes as AttributesBuilder) : null;
}

function spanOf(path: readonly AttributeName[]): { start: number; end: number } {
  return { start: path[0]!.start, end: path.at(-1)!.end };
}

function showPath(path: readonly AttributeName[]): string {
  return path.map(({ name }) => name ?? '${…}').join('.');
}

function duplicate(
  cursor: Cursor,
  name: string,
  span: { start: number; end: number },
  first: { start: number },
): ParseStop {
  return new ParseStop(
    { start: span.start, end: span.end },
    'duplicate-attribute',
    `the attribute \`${name}\` is already defined on line ${cursor.lineOf(first.start)}`,
    'delete one of the two, or make them one set',
  );
}
