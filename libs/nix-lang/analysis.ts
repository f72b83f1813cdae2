// What rules and readers ask of a tree: what stands around a node, where a name comes from, and what an expression gives
// as far as it is written down.
import type { Parsed } from './parse.js';
import { type Meaning, type Resolved, resolve, type Use, type WithScope } from './resolve.js';
import type { Attributes, AttributeSet, Expression, Lambda, Node, Select, StringExpression } from './tree.js';
import { gap, joined, type Segments } from './segments.js';
import { walk } from './walk.js';

export type { Segments } from './segments.js';

const mostSteps = 16; // how far definitions are followed: more is a riddle, not a package

/** A value as it is written: an expression, or the set that `a.b = 1;` makes of `a`. */
type Written = Expression | Attributes;

export class Analysis {
  /** The function that the expression is, if it is one: parentheses around it do not count. */
  readonly function: Lambda | null;
  readonly #resolved: Resolved;
  readonly #parents = new Map<Node, Node>();
  /** What is known already; null while it is looked for, so that what refers to itself is a riddle. */
  readonly #sets = new Map<Expression, AttributeSet[] | null>();
  readonly #texts = new Map<Expression, Segments>();
  readonly #depths = new Map<Select, number>();
  readonly #bindings = new Map<string, Expression[]>();
  /** Whether something here may be replaced in what `finalAttrs` stands for. */
  #overrides = false;

  constructor(readonly parsed: Parsed) {
    const tree = bare(parsed.tree);
    this.function = tree.kind === 'lambda' ? tree : null;
    this.#resolved = resolve(parsed.tree);
    walk(parsed.tree, {
      enter: (node, parent) => {
        if (parent !== null) this.#parents.set(node, parent);
        if (node.kind === 'binding') {
          const name = node.path.at(-1)?.name ?? '';
          const values = this.#bindings.get(name);
          if (values) values.push(node.value);
          else this.#bindings.set(name, [node.value]);
        }
        if (node.kind === 'attribute-name' || node.kind === 'variable')
          this.#overrides ||= /^(?:override|extend)/.test(node.name ?? '');
      },
    });
  }

  meaningOf(use: Use): Meaning | undefined {
    return this.#resolved.meanings.get(use);
  }

  /** What a node stands in; parentheses do not count. */
  parentOf(node: Node): Node | null {
    let parent = this.#parents.get(node) ?? null;
    while (parent?.kind === 'parenthesized') parent = this.#parents.get(parent) ?? null;
    return parent;
  }

  /** Whether a name comes from outside of the expression: Nix's own, an argument of callPackage, or out of a `with`. */
  isForeign(use: Use): boolean {
    const meaning = this.meaningOf(use);
    return (
      meaning === undefined ||
      meaning.kind === 'global' ||
      meaning.kind === 'with' ||
      (meaning.kind === 'parameter' && meaning.lambda === this.function)
    );
  }

  /** Whether an expression is Nix's `builtins`, whatever stands around it. */
  isBuiltins(expression: Expression): boolean {
    const plain = bare(expression);
    return plain.kind === 'variable' && plain.name === 'builtins' && this.isForeign(plain);
  }

  /**
   * The sets that an expression can give, where they are written in it: `{ … }`, a name that `let` gives to one, and
   * `sources.${system}` or `sources.linux` of such. Null where it may be anything.
   */
  setsOf(expression: Expression, steps = 0): AttributeSet[] | null {
    if (steps > mostSteps) return null;
    const plain = bare(expression);
    const known = this.#sets.get(plain);
    if (known !== undefined) return known;
    this.#sets.set(plain, null);
    const found = this.#findSets(plain, steps);
    this.#sets.set(plain, found);
    return found;
  }

  #findSets(plain: Expression, steps: number): AttributeSet[] | null {
    switch (plain.kind) {
      case 'set':
        return [plain];
      case 'variable': {
        const value = this.definitionOf(plain);
        return value && this.setsOf(value, steps + 1);
      }
      case 'select': {
        const found = this.#within(plain, plain.path.length, steps);
        return all(found?.map((one) => (one.kind === 'attributes' ? null : this.setsOf(one, steps + 1))));
      }
      case 'if':
        return all([plain.consequent, plain.alternate].map((branch) => this.setsOf(branch, steps + 1)));
      default:
        return null;
    }
  }

  /** Whether the set that the name at an index of a selection's path is taken from is written in the expression. */
  isWritten(node: Select, index: number): boolean {
    let depth = this.#depths.get(node);
    if (depth === undefined) {
      for (depth = 0; depth <= node.path.length && this.#areSets(this.#within(node, depth, 0));) depth++;
      this.#depths.set(node, depth);
    }
    return index < depth;
  }

  /** What a selection can give, as far as all of it is written here. */
  valuesOf(node: Select): Expression[] | null {
    const found = this.#within(node, node.path.length, 0);
    return found?.every((one) => one.kind !== 'attributes') ? found : null;
  }

  /** What this expression gives to attributes of a name, wherever they stand. */
  bindingsOf(name: string): readonly Expression[] {
    return this.#bindings.get(name) ?? [];
  }

  /** Whether all that an expression can give are sets that are written here. */
  isWrittenValue(expression: Expression): boolean {
    const plain = bare(expression);
    if (this.setsOf(plain) !== null || (!this.#overrides && this.#fixedPoint(plain) !== null)) return true;
    return plain.kind === 'select' && this.#areSets(this.#within(plain, plain.path.length, 0));
  }

  #areSets(found: Written[] | null): boolean {
    return found !== null && found.every((one) => one.kind === 'attributes' || this.setsOf(one, 1) !== null);
  }

  /** What the first names of a selection's path lead to; null where that is not written in the expression. */
  #within({ subject, path, fallback }: Select, count: number, steps: number): Written[] | null {
    // `sources.${system} or (throw "…")` gives one of the sources, or nothing.
    if (fallback !== null && count === path.length && !this.#fails(fallback)) return null;
    let found: readonly Written[] = [(this.#overrides ? null : this.#fixedPoint(bare(subject))) ?? subject];
    for (const { name } of path.slice(0, count)) {
      const places = found.map((one) =>
        one.kind === 'attributes' ? [one] : this.setsOf(one, steps + 1)?.map(({ attributes }) => attributes),
      );
      const values = places.flatMap(
        (list) => list?.flatMap((place) => this.#valuesIn(place, name)) ?? [null],
      );
      if (values.includes(null)) return null;
      found = [...new Set(values as Written[])];
    }
    return [...found];
  }

  /** The values of a set: that of a name, or all where the name is computed. Null for one that is not written there. */
  #valuesIn({ names, dynamic, forgotten }: Attributes, name: string | null): (Written | null)[] {
    if (dynamic.length > 0 || forgotten.length > 0) return [null];
    return (name === null ? [...names.keys()] : [name]).map((one) => {
      const value = names.get(one)?.value;
      if (value?.kind !== 'inherit') return value ?? null;
      const use = value.from === null ? value.names.find((taken) => taken.name === one) : undefined;
      return use ? this.definitionOf(use) : null;
    });
  }

  /** Whether an expression gives nothing but an error. */
  #fails(expression: Expression): boolean {
    let value: Expression | null = bare(expression);
    if (value.kind === 'variable' && !this.isForeign(value)) value = this.definitionOf(value);
    const called = value && bare(value);
    if (called?.kind !== 'apply') return false;
    const { function: thrower } = called;
    return (
      thrower.kind === 'variable' &&
      /^(?:throw|abort)$/.test(thrower.name) &&
      this.meaningOf(thrower)?.kind === 'global'
    );
  }

  /**
   * The text that an expression gives, as far as it is written down: strings, names that `let` or `rec` give to them,
   * `finalAttrs.version`, and sums of those. What is not known is a gap between two segments.
   */
  textOf(expression: Expression, steps = 0): Segments {
    if (steps > mostSteps) return gap;
    const plain = bare(expression);
    const known = this.#texts.get(plain);
    if (known !== undefined) return known;
    this.#texts.set(plain, gap);
    const found = this.#findText(plain, steps);
    this.#texts.set(plain, found);
    return found;
  }

  #findText(plain: Expression, steps: number): Segments {
    switch (plain.kind) {
      case 'string':
        return this.#stringOf(plain, steps);
      case 'uri':
        return [plain.value];
      case 'variable': {
        const value = this.definitionOf(plain);
        return value ? this.textOf(value, steps + 1) : gap;
      }
      case 'select': {
        const value = plain.fallback === null ? this.#selected(plain, steps) : null;
        return value ? this.textOf(value, steps + 1) : gap;
      }
      case 'binary':
        return plain.operator === '+'
          ? joined([this.textOf(plain.left, steps + 1), this.textOf(plain.right, steps + 1)])
          : gap;
      default:
        return gap;
    }
  }

  #stringOf({ parts }: StringExpression, steps: number): Segments {
    return joined(
      parts.map((part) => (part.kind === 'text' ? [part.value] : this.textOf(part.expression, steps + 1))),
    );
  }

  #selected({ subject, path }: Extract<Node, { kind: 'select' }>, steps: number): Expression | null {
    const [name, ...rest] = path;
    if (rest.length > 0 || !name || name.name === null) return null;
    const own = this.#fixedPoint(bare(subject)) ?? this.setsOf(subject, steps + 1)?.at(0);
    return own ? valueIn(own, name.name) : null;
  }

  /** `mkDerivation (finalAttrs: { … })`: what the variable `finalAttrs` stands for, before anybody overrides it. */
  #fixedPoint(subject: Expression): AttributeSet | null {
    const meaning = subject.kind === 'variable' ? this.meaningOf(subject) : undefined;
    if (meaning?.kind !== 'parameter' || meaning.definition.kind !== 'identifier') return null;
    const call = this.parentOf(meaning.lambda);
    const body = bare(meaning.lambda.body);
    if (call?.kind !== 'apply' || call.arguments.length !== 1 || body.kind !== 'set') return null;
    return this.isOutside(call.function) &&
      /^(?:mkDerivation|build[A-Z]\w*|fix)$/.test(nameOf(call.function) ?? '')
      ? body
      : null;
  }

  /** Whether an expression is a name that is taken out of what callPackage gives, or is Nix's own. */
  isOutside(expression: Expression): boolean {
    let plain = bare(expression);
    while (plain.kind === 'select') plain = bare(plain.subject);
    if (plain.kind !== 'variable') return false;
    const meaning = this.meaningOf(plain);
    if (meaning?.kind !== 'with') {
      const definition = meaning?.kind === 'attribute' ? meaning.definition.value : null;
      // `let inherit (lib) optional;`
      if (definition?.kind === 'inherit') return definition.from !== null && this.isOutside(definition.from);
      return this.isForeign(plain);
    }
    for (let scope: WithScope | null = meaning.scope; scope !== null; scope = scope.outer)
      if (bare(scope.with.subject).kind !== 'variable' && bare(scope.with.subject).kind !== 'select')
        return false;
      else if (!this.isOutside(scope.with.subject)) return false;
    return true;
  }

  /** What `let`, `rec` or `a.b = …` give to a name, where it is an expression. */
  definitionOf(use: Use): Expression | null {
    const meaning = this.meaningOf(use);
    if (meaning?.kind !== 'attribute') return null;
    const { value } = meaning.definition;
    return value.kind === 'inherit' || value.kind === 'attributes' ? null : value;
  }
}

/** An expression without the parentheses around it. */
export function bare(expression: Expression): Expression {
  let plain = expression;
  while (plain.kind === 'parenthesized') plain = plain.expression;
  return plain;
}

/** The value of an attribute of a set, where it is written there as an expression. */
export function valueIn({ attributes }: AttributeSet, name: string): Expression | null {
  const value = attributes.names.get(name)?.value;
  return value === undefined || value.kind === 'inherit' || value.kind === 'attributes' ? null : value;
}

/** The last name of a variable or of a selection. */
export function nameOf(expression: Expression): string | null {
  const plain = bare(expression);
  if (plain.kind === 'variable') return plain.name;
  return plain.kind === 'select' ? (plain.path.at(-1)?.name ?? null) : null;
}

function all(lists: (AttributeSet[] | null)[] | undefined): AttributeSet[] | null {
  if (lists === undefined || lists.some((list) => list === null)) return null;
  return [...new Set((lists as AttributeSet[][]).flat())];
}
