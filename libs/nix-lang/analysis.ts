// What rules and readers ask of a tree: what stands around a node, where a name comes from, and what an expression gives
// as far as it is written down.
import type { Parsed } from './parse.js';
import { type Meaning, type Resolved, resolve, type Use } from './resolve.js';
import type { AttributeSet, Expression, Lambda, Node, StringExpression } from './tree.js';
import { walk } from './walk.js';

/** How far definitions are followed: more is a riddle, not a package. */
const mostSteps = 16;

/** The texts between what is not known: one more than there are such gaps. `["a"]` is the plain text a. */
export type Segments = readonly string[];

export class Analysis {
  /** The function that the expression is, if it is one: parentheses around it do not count. */
  readonly function: Lambda | null;
  readonly #resolved: Resolved;
  readonly #parents = new Map<Node, Node>();

  constructor(readonly parsed: Parsed) {
    const tree = bare(parsed.tree);
    this.function = tree.kind === 'lambda' ? tree : null;
    this.#resolved = resolve(parsed.tree);
    walk(parsed.tree, {
      enter: (node, parent) => {
        if (parent !== null) this.#parents.set(node, parent);
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
    switch (plain.kind) {
      case 'set':
        return [plain];
      case 'variable': {
        const value = this.#definition(plain);
        return value && this.setsOf(value, steps + 1);
      }
      case 'select': {
        const [name, ...rest] = plain.path;
        if (rest.length > 0 || name === undefined) return null;
        const within = this.setsOf(plain.subject, steps + 1)?.flatMap((set) => valuesOf(set, name.name));
        return all(within?.map((value) => value && this.setsOf(value, steps + 1)));
      }
      case 'if':
        return all([plain.consequent, plain.alternate].map((branch) => this.setsOf(branch, steps + 1)));
      default:
        return null;
    }
  }

  /**
   * The text that an expression gives, as far as it is written down: strings, names that `let` or `rec` give to them,
   * `finalAttrs.version`, and sums of those. What is not known is a gap between two segments.
   */
  textOf(expression: Expression, steps = 0): Segments {
    if (steps > mostSteps) return gap;
    const plain = bare(expression);
    switch (plain.kind) {
      case 'string':
        return this.#stringOf(plain, steps);
      case 'uri':
        return [plain.value];
      case 'variable': {
        const value = this.#definition(plain);
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
    return own ? (valuesOf(own, name.name)[0] ?? null) : null;
  }

  /** `mkDerivation (finalAttrs: { … })`: what the variable `finalAttrs` stands for, before anybody overrides it. */
  #fixedPoint(subject: Expression): AttributeSet | null {
    const meaning = subject.kind === 'variable' ? this.meaningOf(subject) : undefined;
    if (meaning?.kind !== 'parameter' || meaning.definition.kind !== 'identifier') return null;
    const call = this.parentOf(meaning.lambda);
    const body = bare(meaning.lambda.body);
    return call?.kind === 'apply' && call.arguments.length === 1 && body.kind === 'set' ? body : null;
  }

  #definition(use: Use): Expression | null {
    const meaning = this.meaningOf(use);
    if (meaning?.kind !== 'attribute') return null;
    const { value } = meaning.definition;
    return value.kind === 'inherit' || value.kind === 'attributes' ? null : value;
  }
}

const gap: Segments = ['', ''];

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

/** The values of a set: that of a name, or all where the name is computed. Null for one that is not written there. */
function valuesOf(set: AttributeSet, name: string | null): (Expression | null)[] {
  if (set.attributes.dynamic.length > 0 || set.attributes.forgotten.length > 0) return [null];
  return (name === null ? [...set.attributes.names.keys()] : [name]).map((one) => valueIn(set, one));
}

function all(lists: (AttributeSet[] | null)[] | undefined): AttributeSet[] | null {
  if (lists === undefined || lists.some((list) => list === null)) return null;
  return (lists as AttributeSet[][]).flat();
}

function joined(parts: readonly Segments[]): Segments {
  const segments = [''];
  for (const [first = '', ...rest] of parts) {
    segments.push(segments.pop()! + first);
    segments.push(...rest);
  }
  return segments;
}
