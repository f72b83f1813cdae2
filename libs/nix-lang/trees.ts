// For tests: trees without positions to compare, and trees made at random.
import fc from 'fast-check';
import type { Attributes, BinaryOperator, Expression, Node } from './index.js';
import { children } from './index.js';

const nowhere = { start: 0, end: 0 };
const attributes: Attributes = {
  kind: 'attributes',
  recursive: false,
  names: new Map(),
  dynamic: [],
  forgotten: [],
};

/** What a tree says, without positions, as nested lists. `parentheses: false` leaves those out that change nothing. */
export function outline(node: Node, options = { parentheses: true }): unknown {
  if (node.kind === 'parenthesized' && !options.parentheses) return outline(node.expression, options);
  const own = Object.entries(node)
    .filter(([key, value]) => key !== 'start' && key !== 'end' && key !== 'raw' && typeof value !== 'object')
    .map(([key, value]) => `${key}=${String(value)}`);
  return [own.join(' '), ...children(node).map((child) => outline(child, options))];
}

const name = fc.constantFrom('a', 'b', 'or1', "c'", '_d-e');
const operators: BinaryOperator[] = [
  '->',
  '||',
  '&&',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '//',
  '+',
  '-',
  '*',
  '/',
  '++',
];

/** Trees as a program could make them: without parentheses and without the text of strings. */
export const randomTree: fc.Arbitrary<Expression> = fc.letrec<{ tree: Expression }>((tie) => {
  const tree = tie('tree');
  const path = fc
    .array(name, { minLength: 1, maxLength: 2 })
    .map((names) =>
      names.map((one) => ({ kind: 'attribute-name' as const, name: one, expression: null, ...nowhere })),
    );
  const identifier = name.map((one) => ({ kind: 'identifier' as const, name: one, ...nowhere }));
  const text = fc
    .string({
      unit: fc.constantFrom('$', '{', '}', '"', '\\', "'", '\n', '\r', '\t', ' ', 'a', 'é'),
      minLength: 1,
    })
    .map((value) => ({ kind: 'text' as const, value, raw: null, ...nowhere }));
  const interpolation = tree.map((expression) => ({
    kind: 'interpolation' as const,
    expression,
    ...nowhere,
  }));
  const node = <Shape extends object>(shape: fc.Arbitrary<Shape>): fc.Arbitrary<Shape & typeof nowhere> =>
    shape.map((one) => ({ ...one, ...nowhere }));
  const record = <Kind extends string, Shape extends object>(
    kind: Kind,
    shape: { [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> },
  ): fc.Arbitrary<{ kind: Kind } & Shape & typeof nowhere> =>
    node(fc.record(shape).map((one) => ({ kind, ...(one as unknown as Shape) })));
  const leaf: fc.Arbitrary<Expression> = fc.oneof(
    record('variable', { name }),
    record('integer', { value: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }) }),
    record('float', { value: fc.double({ min: 1e-300, max: 1e300, noNaN: true }) }),
    fc.constantFrom('./a', '/b/c', 'd/e', '-/f').map((value) => ({
      kind: 'path' as const,
      home: false,
      parts: [{ kind: 'text' as const, value, raw: value, ...nowhere }],
      ...nowhere,
    })),
    record('uri', { value: fc.constantFrom('a:b', 'http://x.y/z?') }),
    record('search-path', { path: fc.constantFrom('a', 'a/b.c') }),
  );
  return {
    tree: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      leaf,
      record('binary', { operator: fc.constantFrom(...operators), left: tree, right: tree }),
      record('unary', { operator: fc.constantFrom('!' as const, '-' as const), operand: tree }),
      record('apply', { function: tree, arguments: fc.array(tree, { minLength: 1, maxLength: 3 }) }).filter(
        (one) => one.function.kind !== 'apply',
      ),
      record('select', { subject: tree, path, fallback: fc.option(tree) }),
      record('has-attribute', { subject: tree, path }),
      record('legacy-or', {
        function: tree,
        argument: fc.constant({ kind: 'variable' as const, name: 'or', ...nowhere }),
      }),
      record('list', { elements: fc.array(tree, { maxLength: 3 }) }),
      record('string', {
        indented: fc.constant(false),
        // Two texts side by side would be read as one.
        parts: fc.oneof(
          fc.tuple(text),
          fc.tuple(interpolation),
          fc.tuple(text, interpolation),
          fc.tuple(interpolation, text),
          fc.constant([]),
        ),
      }),
      record('lambda', { parameter: identifier, formals: fc.constant(null), body: tree }),
      record('with', { subject: tree, body: tree }),
      record('assert', { condition: tree, body: tree }),
      record('if', { condition: tree, consequent: tree, alternate: tree }),
      record('let', {
        bindings: fc.tuple(record('binding', { path, value: tree })),
        attributes: fc.constant(attributes),
        body: tree,
      }),
      record('set', {
        recursive: fc.boolean(),
        bindings: fc.tuple(record('binding', { path, value: tree })),
        attributes: fc.constant(attributes),
      }),
    ) as fc.Arbitrary<Expression>,
  };
}).tree;
