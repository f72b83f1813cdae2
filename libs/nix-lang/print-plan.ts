// How each kind of node is laid out: a list of tokens, gaps and inner nodes, which `print` takes apart in turn.
import { parametersOf } from './children.js';
import type { Measure } from './print-measure.js';
import type { Gap, Output } from './print-output.js';
import { rankOf, rightEdge, selectRank, simpleRank } from './print-rank.js';
import { attributePiecesOf, pathPieces, stringPieces } from './print-strings.js';
import { binaryLevel, hasLevel } from './precedence.js';
import type { AttributeName, Binary, Binding, Expression, Inherit, Lambda, Node } from './tree.js';

export type Piece = string | ((output: Output) => void) | { readonly node: Node };

const gap =
  (kind: Gap): Piece =>
  (output) =>
    output.gap(kind);
const space = gap('space');
const line = gap('line');
const indent: Piece = (output) => output.indent(1);
const dedent: Piece = (output) => output.indent(-1);
const comments =
  (offset: number): Piece =>
  (output) =>
    output.commentsBefore(offset);

/** The pieces of a node: first the comments that stood before it. */
export function planOf(node: Node, measure: Measure): readonly Piece[] {
  return [comments(node.start), ...plan(node, measure)];
}

/** An expression, in parentheses where the place does not take it bare. */
function bare(node: Expression, rank: number): Piece[] {
  return rankOf(node) >= rank ? [{ node }] : ['(', { node }, ')'];
}

type Plans = {
  readonly [Kind in Node['kind']]?: (node: Extract<Node, { kind: Kind }>, measure: Measure) => Piece[];
};

const plans: Plans = {
  variable: ({ name }) => [name],
  identifier: ({ name }) => [name],
  'current-position': () => ['__curPos'],
  integer: ({ value }) => [value.toString()],
  float: ({ value }) => [floatText(value)],
  uri: ({ value }) => [(output) => output.writeUri(value)],
  'search-path': ({ path }) => [`<${path}>`],
  string: (node) => stringPieces(node),
  path: (node) => pathPieces(node),
  interpolation: ({ expression, end }) => ['${', { node: expression }, comments(end - 1), '}'],
  'attribute-name': (node) => attributePiecesOf(node),
  parenthesized: ({ expression, end }, measure) => {
    const block =
      !measure.fits(expression) && ['let', 'if', 'assert', 'with', 'binary'].includes(expression.kind);
    const inner: Piece = { node: expression };
    return block
      ? ['(', line, indent, inner, comments(end - 1), dedent, line, ')']
      : ['(', inner, comments(end - 1), ')'];
  },
  set: (node, measure) => [...(node.recursive ? ['rec', space] : []), ...braces(node, measure)],
  'legacy-let': (node, measure) => ['let', space, ...braces(node, measure)],
  list: (node, measure) => {
    const { elements, end } = node;
    if (elements.length === 0) return ['[', space, comments(end - 1), ']'];
    const between = measure.fits(node) ? space : line;
    const inner = elements.flatMap((element) => [between, ...bare(element, selectRank)]);
    return ['[', indent, ...inner, comments(end - 1), dedent, between, ']'];
  },
  select: ({ subject, path, fallback }) => [
    ...bare(subject, simpleRank),
    // A number or a path would take the point for its own.
    ...(['integer', 'float', 'path', 'uri'].includes(subject.kind) ? [space] : []),
    glued('.'),
    ...pathOf(path),
    ...(fallback === null ? [] : [space, 'or', space, ...bare(fallback, selectRank)]),
  ],
  'has-attribute': ({ subject, path }) => [
    ...left(subject, hasLevel, true),
    space,
    '?',
    space,
    ...pathOf(path),
  ],
  apply: (node) => [
    ...bare(node.function, selectRank),
    ...node.arguments.flatMap((argument) => [space, ...bare(argument, selectRank)]),
  ],
  'legacy-or': (node) => [...bare(node.function, simpleRank), space, { node: node.argument }],
  unary: (node) => [node.operator, ...bare(node.operand, rankOf(node))],
  binary: (node) => binary(node),
  lambda: (node, measure) => lambda(node, measure),
  formals: (node, measure) => {
    const { formals, ellipsis, end } = node;
    const all: Piece[] = [...formals.map((formal) => ({ node: formal })), ...(ellipsis ? ['...'] : [])];
    if (all.length === 0) return ['{', space, comments(end - 1), '}'];
    const between = measure.fits(node) ? space : line;
    const inner = all.flatMap((one, at) => [between, one, ...(at < all.length - 1 ? [glued(',')] : [])]);
    return ['{', indent, ...inner, comments(end - 1), dedent, between, '}'];
  },
  formal: ({ name, fallback }) =>
    fallback === null ? [name] : [name, space, '?', space, { node: fallback }],
  let: ({ bindings, body }) => [
    'let',
    indent,
    ...items(bindings),
    dedent,
    // Comments behind the last binding stay above `in`.
    line,
    'in',
    line,
    { node: body },
  ],
  with: ({ subject, body }) => ['with', space, { node: subject }, glued(';'), space, { node: body }],
  assert: ({ condition, body }) => ['assert', space, { node: condition }, glued(';'), line, { node: body }],
  if: (node, measure) => {
    const { condition, consequent, alternate } = node;
    const head: Piece[] = ['if', space, { node: condition }, space, 'then'];
    if (measure.fits(node))
      return [...head, space, { node: consequent }, space, 'else', space, { node: alternate }];
    const last: Piece[] =
      alternate.kind === 'if' ? [space, { node: alternate }] : [indent, line, { node: alternate }, dedent];
    return [...head, indent, line, { node: consequent }, dedent, line, 'else', ...last];
  },
  binding: (node, measure) => binding(node, measure),
  inherit: (node) => inherit(node),
};

function plan(node: Node, measure: Measure): readonly Piece[] {
  const found = plans[node.kind] as ((node: Node, measure: Measure) => Piece[]) | undefined;
  return found?.(node, measure) ?? [];
}

/** A token that stands right behind the one before it. */
function glued(text: string): Piece {
  return (output) => output.write(text, true);
}

function pathOf(path: readonly AttributeName[]): Piece[] {
  return path.flatMap((node, at) => (at === 0 ? [{ node }] : [glued('.'), { node }]));
}

function braces(
  node: { bindings: readonly (Binding | Inherit)[]; end: number } & Node,
  measure: Measure,
): Piece[] {
  const { bindings, end } = node;
  if (bindings.length === 0) return ['{', space, comments(end - 1), '}'];
  if (bindings.length === 1 && measure.fits(node))
    return ['{', space, { node: bindings[0]! }, comments(end - 1), space, '}'];
  return ['{', indent, ...items(bindings), comments(end - 1), dedent, line, '}'];
}

/** Bindings, each on a line of its own. */
function items(bindings: readonly (Binding | Inherit)[]): Piece[] {
  return bindings.flatMap((node, at): Piece[] => [
    line,
    (output) => {
      if (at === 0) output.reached(node.start);
      output.commentsBefore(node.start);
      output.blankBefore(node.start);
    },
    { node },
    (output) => output.reached(node.end),
  ]);
}

function binding({ path, value, end }: Binding, measure: Measure): Piece[] {
  const block = !measure.fits(value) && ['let', 'if', 'assert', 'binary'].includes(value.kind);
  const inner: Piece[] = block ? [indent, line, { node: value }, dedent] : [space, { node: value }];
  return [...pathOf(path), space, '=', ...inner, comments(end - 1), glued(';')];
}

function inherit({ from, names, end }: Inherit): Piece[] {
  return [
    'inherit',
    ...(from === null ? [] : [space, '(', { node: from }, ')']),
    ...names.flatMap((node) => [space, { node }]),
    comments(end - 1),
    glued(';'),
  ];
}

function lambda(node: Lambda, measure: Measure): Piece[] {
  const head = parametersOf(node).flatMap((one, at): Piece[] =>
    at === 0 ? [{ node: one }] : ['@', { node: one }],
  );
  const short = node.formals === null || measure.fits(node);
  return [...head, glued(':'), short ? space : line, { node: node.body }];
}

function binary({ operator, left: first, right }: Binary): Piece[] {
  const { level, side } = binaryLevel(operator);
  const second =
    right.kind === 'unary' ? [{ node: right }] : bare(right, side === 'right' ? level : level + 1);
  return [...left(first, level, side === 'left'), space, operator, space, ...second];
}

/** What stands left of an operator: as strong as it, or stronger, to its right edge. */
function left(node: Expression, level: number, mayEqual: boolean): Piece[] {
  return rightEdge(node) > level ? bare(node, mayEqual ? level : level + 1) : ['(', { node }, ')'];
}

/** Nix reads no exponent without a point. */
function floatText(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text.includes('.') ? text : `${text}.`;
  const [digits, exponent] = text.split('e') as [string, string];
  return `${digits.includes('.') ? digits : `${digits}.`}e${exponent}`;
}
