import type { Parsed } from '../parse.js';
import type { Meaning, Resolved, Use } from '../resolve.js';
import type { AttributeSet, Expression, Lambda, Node, Span } from '../tree.js';

/** One thing that an expression may not do. Rules know nothing of each other; `rules.ts` lists them. */
export interface Rule {
  /** As it stands in a diagnostic: `path-literal`. */
  readonly name: string;
  /** Why there is such a rule, in a sentence for the documentation. */
  readonly reason: string;
  /** Called for every node, in the order of the text. */
  readonly check: (node: Node, context: Context, report: Report) => void;
}

export type Report = (span: Span, message: string, hint: string) => void;

/** What rules may ask of the expression as a whole. */
export class Context {
  /** The function that the expression is, if it is one: parentheses around it do not count. */
  readonly function: Lambda | null;

  constructor(
    readonly parsed: Parsed,
    private readonly resolved: Resolved,
    private readonly parents: ReadonlyMap<Node, Node>,
  ) {
    const tree = bare(parsed.tree);
    this.function = tree.kind === 'lambda' ? tree : null;
  }

  meaningOf(use: Use): Meaning | undefined {
    return this.resolved.meanings.get(use);
  }

  /** What a node stands in; parentheses do not count. */
  parentOf(node: Node): Node | null {
    let parent = this.parents.get(node) ?? null;
    while (parent?.kind === 'parenthesized') parent = this.parents.get(parent) ?? null;
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
  setsOf(expression: Expression, depth = 0): AttributeSet[] | null {
    if (depth > 8) return null;
    const plain = bare(expression);
    switch (plain.kind) {
      case 'set':
        return [plain];
      case 'variable': {
        const meaning = this.meaningOf(plain);
        if (meaning?.kind !== 'attribute') return null;
        const { value } = meaning.definition;
        return value.kind === 'inherit' || value.kind === 'attributes' ? null : this.setsOf(value, depth + 1);
      }
      case 'select': {
        const [name, ...rest] = plain.path;
        if (rest.length > 0 || name === undefined) return null;
        const within = this.setsOf(plain.subject, depth + 1)?.flatMap((set) => valuesOf(set, name.name));
        return all(within?.map((value) => (value === null ? null : this.setsOf(value, depth + 1))));
      }
      case 'if':
        return all([plain.consequent, plain.alternate].map((branch) => this.setsOf(branch, depth + 1)));
      default:
        return null;
    }
  }
}

/** An expression without the parentheses around it. */
export function bare(expression: Expression): Expression {
  let plain = expression;
  while (plain.kind === 'parenthesized') plain = plain.expression;
  return plain;
}

/** A name as it is shown: quoted, and short. */
export function shown(name: string): string {
  return `\`${name.length > 60 ? `${name.slice(0, 60)}…` : name}\``;
}

/** The values of a set: that of a name, or all where the name is computed. Null for one that is not written there. */
function valuesOf({ attributes }: AttributeSet, name: string | null): (Expression | null)[] {
  if (attributes.dynamic.length > 0 || attributes.forgotten.length > 0) return [null];
  const found = name === null ? [...attributes.names.values()] : [attributes.names.get(name)];
  return found.map((attribute) => {
    const value = attribute?.value;
    return value === undefined || value.kind === 'inherit' || value.kind === 'attributes' ? null : value;
  });
}

function all(lists: (AttributeSet[] | null)[] | undefined): AttributeSet[] | null {
  if (lists === undefined || lists.some((list) => list === null)) return null;
  return (lists as AttributeSet[][]).flat();
}
