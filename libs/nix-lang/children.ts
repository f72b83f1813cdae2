import type { Expression, Lambda, Node } from './tree.js';

const none: readonly Node[] = [];

type ChildrenOf = {
  readonly [Kind in Node['kind']]: (node: Extract<Node, { kind: Kind }>) => readonly Node[];
};

const childrenOf: ChildrenOf = {
  variable: () => none,
  'current-position': () => none,
  integer: () => none,
  float: () => none,
  'search-path': () => none,
  uri: () => none,
  text: () => none,
  identifier: () => none,
  string: ({ parts }) => parts,
  path: ({ parts }) => parts,
  interpolation: ({ expression }) => [expression],
  parenthesized: ({ expression }) => [expression],
  set: ({ bindings }) => bindings,
  'legacy-let': ({ bindings }) => bindings,
  list: ({ elements }) => elements,
  select: ({ subject, path, fallback }) =>
    fallback === null ? [subject, ...path] : [subject, ...path, fallback],
  'has-attribute': ({ subject, path }) => [subject, ...path],
  apply: (node) => [node.function, ...node.arguments],
  'legacy-or': (node) => [node.function, node.argument],
  unary: ({ operand }) => [operand],
  binary: ({ left, right }) => [left, right],
  lambda: (node) => [...parametersOf(node), node.body],
  formals: ({ formals }) => formals,
  formal: ({ fallback }) => (fallback === null ? none : [fallback]),
  let: ({ bindings, body }) => [...bindings, body],
  with: ({ subject, body }) => [subject, body],
  assert: ({ condition, body }) => [condition, body],
  if: ({ condition, consequent, alternate }) => [condition, consequent, alternate],
  binding: ({ path, value }) => [...path, value],
  inherit: ({ from, names }) => (from === null ? names : [from, ...names]),
  'attribute-name': ({ expression }) => (expression === null ? none : [expression]),
};

/** The nodes directly within a node, in the order of the text. */
export function children(node: Node): readonly Node[] {
  return (childrenOf[node.kind] as (node: Node) => readonly Node[])(node);
}

export function parametersOf({ parameter, formals }: Lambda): Node[] {
  if (parameter === null) return [formals!];
  if (formals === null) return [parameter];
  return parameter.start <= formals.start ? [parameter, formals] : [formals, parameter];
}

/** The expressions within an expression that has no names of its own to define. */
export function expressionsOf(node: Expression): Expression[] {
  const found: Expression[] = [];
  for (const child of children(node)) {
    if (child.kind === 'interpolation') found.push(child.expression);
    else if (child.kind === 'attribute-name') {
      if (child.expression !== null) found.push(withinName(child.expression));
    } else if (child.kind !== 'text') found.push(child as Expression);
  }
  return found;
}

/** The expression that gives a name which is not a plain identifier. */
export function withinName(written: Extract<Node, { kind: 'string' | 'interpolation' }>): Expression {
  return written.kind === 'interpolation' ? written.expression : written;
}
