// Static scope, as `bindVars` of Nix's nixexpr.cc: what each variable means. One pass with a stack of its own, so depth
// does no harm; each name has a list of its definitions that are in force, so nesting costs no time.
import { globals as nixGlobals } from './globals.js';
import type {
  Attribute,
  AttributeName,
  Attributes,
  AttributeSet,
  AttributeValue,
  Expression,
  Formal,
  Identifier,
  Inherit,
  Lambda,
  LegacyLet,
  Let,
  Variable,
  With,
} from './tree.js';
import { expressionsOf, withinName } from './children.js';

/** What a name stands for where it is used. */
export type Meaning =
  | { readonly kind: 'global' }
  | { readonly kind: 'parameter'; readonly definition: Identifier | Formal; readonly lambda: Lambda }
  | {
      readonly kind: 'attribute';
      readonly definition: Attribute;
      readonly set: AttributeSet | LegacyLet | Let | null;
    }
  /** Not defined around it, but within `with`: an attribute of the innermost subject that has it, if any does. */
  | { readonly kind: 'with'; readonly scope: WithScope }
  | { readonly kind: 'undefined' };

export interface WithScope {
  readonly with: With;
  readonly outer: WithScope | null;
}

/** A use of a name: a variable, or a name in `inherit a;`. */
export type Use = Variable | AttributeName;

export interface Resolved {
  readonly meanings: ReadonlyMap<Use, Meaning>;
  /** Uses of names that nothing defines, in the order of the text. */
  readonly undefined: readonly Use[];
}

export interface ResolveOptions {
  /** The names that are there before the text: those of Nix 2.8 unless said otherwise. */
  readonly globals?: ReadonlySet<string>;
  /** Told of each undefined name, with the names that are in force there. */
  readonly onUndefined?: (use: Use, inForce: Iterable<string>) => void;
}

/** Finds out what each variable of a tree means. */
export function resolve(tree: Expression, options: ResolveOptions = {}): Resolved {
  const resolver = new Resolver(options);
  resolver.run(tree);
  return { meanings: resolver.meanings, undefined: resolver.undefined.toSorted((a, b) => a.start - b.start) };
}

type Task = Expression | (() => void);
type SetLike = AttributeSet | LegacyLet | Let | null;

class Resolver {
  readonly meanings = new Map<Use, Meaning>();
  readonly undefined: Use[] = [];
  readonly #globals: ReadonlySet<string>;
  readonly #inForce = new Map<string, Meaning[]>();
  #with: WithScope | null = null;
  /** The last is next. */
  readonly #tasks: Task[] = [];

  constructor(private readonly options: ResolveOptions) {
    this.#globals = options.globals ?? nixGlobals;
  }

  run(tree: Expression): void {
    this.#tasks.push(tree);
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop())
      if (typeof task === 'function') task();
      else this.#visit(task);
  }

  #visit(node: Expression): void {
    switch (node.kind) {
      case 'variable':
        return this.#use(node, node.name);
      case 'lambda':
        return this.#lambda(node);
      case 'let':
        return this.#attributes(node.attributes, node, node.body);
      case 'set':
      case 'legacy-let':
        return this.#attributes(node.attributes, node);
      case 'with':
        return this.#enterWith(node);
      default:
        this.#later(expressionsOf(node));
    }
  }

  /** The first is next. */
  #later(tasks: readonly Task[]): void {
    for (let at = tasks.length - 1; at >= 0; at--) this.#tasks.push(tasks[at]!);
  }

  #use(use: Use, name: string): void {
    const meaning = this.#meaningOf(name);
    this.meanings.set(use, meaning);
    if (meaning.kind !== 'undefined') return;
    this.undefined.push(use);
    this.options.onUndefined?.(use, this.#names());
  }

  #meaningOf(name: string): Meaning {
    const definition = this.#inForce.get(name)?.at(-1);
    if (definition !== undefined) return definition;
    if (this.#globals.has(name)) return { kind: 'global' };
    return this.#with === null ? { kind: 'undefined' } : { kind: 'with', scope: this.#with };
  }

  *#names(): Iterable<string> {
    for (const [name, definitions] of this.#inForce) if (definitions.length > 0) yield name;
    yield* this.#globals;
  }

  #define(name: string, meaning: Meaning): void {
    const definitions = this.#inForce.get(name);
    if (definitions === undefined) this.#inForce.set(name, [meaning]);
    else definitions.push(meaning);
  }

  #lambda(lambda: Lambda): void {
    const defined: (Identifier | Formal)[] = [...(lambda.formals?.formals ?? [])];
    if (lambda.parameter !== null) defined.push(lambda.parameter);
    for (const definition of defined)
      this.#define(definition.name, { kind: 'parameter', definition, lambda });
    const fallbacks = defined.flatMap((one) => (one.kind === 'formal' && one.fallback ? [one.fallback] : []));
    const leave = (): void => {
      for (const { name } of defined) this.#inForce.get(name)!.pop();
    };
    this.#later([...fallbacks, lambda.body, leave]);
  }

  #enterWith(node: With): void {
    const outer = this.#with;
    const enter = (): void => void (this.#with = { with: node, outer });
    const leave = (): void => void (this.#with = outer);
    this.#later([node.subject, enter, node.body, leave]);
  }

  /** A set's values; for `let` also its body. Names in a plain `inherit` mean what they mean outside. */
  #attributes(attributes: Attributes, set: SetLike, body?: Expression): void {
    const inner: Task[] = [];
    let last: AttributeValue | null = null;
    for (const { value } of attributes.names.values()) {
      // The names of one `inherit` come one after the other, and mean one expression.
      if (value === last) continue;
      last = value;
      if (value.kind === 'inherit' && value.from === null) this.#inherit(value);
      else inner.push(this.#valueTask(value));
    }
    for (const { name, value } of attributes.dynamic) inner.push(nameTask(name), this.#valueTask(value));
    for (const { name, value } of attributes.forgotten) inner.push(nameTask(name), this.#valueTask(value));
    if (body !== undefined) inner.push(body);
    if (!attributes.recursive) return this.#later(inner);

    for (const [name, definition] of attributes.names)
      this.#define(name, { kind: 'attribute', definition, set });
    inner.push(() => {
      for (const name of attributes.names.keys()) this.#inForce.get(name)!.pop();
    });
    this.#later(inner);
  }

  #inherit({ names }: Inherit): void {
    for (const name of names) this.#use(name, name.name!);
  }

  #valueTask(value: AttributeValue): Task {
    if (value.kind === 'attributes') return () => this.#attributes(value, null);
    return value.kind === 'inherit' ? value.from! : value;
  }
}

function nameTask({ expression }: AttributeName): Expression {
  return withinName(expression!);
}
