import { describe, expect, it } from '@jest/globals';
import { checkScope, type Expression, parse, type Parsed } from './index.js';

function parsed(text: string): Parsed {
  const result = parse(text);
  if (!result.ok) throw new Error(`${text}: ${result.diagnostics[0].message}`);
  return result;
}

/** A tree as Nix would print it with all parentheses: enough to see how things group. */
function show(node: Expression): string {
  switch (node.kind) {
    case 'variable':
      return node.name;
    case 'integer':
    case 'float':
      return String(node.value);
    case 'string':
      return JSON.stringify(
        node.parts.flatMap((part) => (part.kind === 'text' ? part.value : [show(part.expression)])),
      );
    case 'path':
      return `path:${node.parts.map((part) => (part.kind === 'text' ? part.value : `(${show(part.expression)})`)).join('')}`;
    case 'search-path':
      return `<${node.path}>`;
    case 'uri':
      return `uri:${node.value}`;
    case 'binary':
      return `(${show(node.left)} ${node.operator} ${show(node.right)})`;
    case 'unary':
      return `(${node.operator}${show(node.operand)})`;
    case 'apply':
      return `(${[node.function, ...node.arguments].map(show).join(' ')})`;
    case 'legacy-or':
      return `(${show(node.function)} or)`;
    case 'parenthesized':
      return show(node.expression);
    case 'select': {
      const path = node.path.map(({ name }) => name ?? '*').join('.');
      return `${show(node.subject)}.${path}${node.fallback ? ` or ${show(node.fallback)}` : ''}`;
    }
    case 'has-attribute':
      return `(${show(node.subject)} ? ${node.path.map(({ name }) => name ?? '*').join('.')})`;
    case 'list':
      return `[${node.elements.map(show).join(', ')}]`;
    default:
      return node.kind;
  }
}

const groups = (text: string): string => show(parsed(text).tree);

describe('the longest token wins', () => {
  it.each([
    ['a/b', 'path:a/b'],
    ['a / b', '(a / b)'],
    ['a+b/c', 'path:a+b/c'],
    ['1/2', 'path:1/2'],
    ['-/b', 'path:-/b'],
    ['x:y', 'uri:x:y'],
    ['x: y', 'lambda'],
    ['x:/y', 'uri:x:/y'],
    ['a<b>c', '(a <b> c)'],
    ['a <b', '(a < b)'],
    ['a//b', '(a // b)'],
    ['~/x', 'path:~/x'],
    ['./${x}/y', 'path:./(x)/y'],
    ['./a${x}b', 'path:./a(x)b'],
    ['a/b//c${x}', 'path:a/b//c(x)'],
    ['1.5.5', '(1.5 0.5)'],
    ['1a', '(1 a)'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1.e3', '1000'],
    ["a'-b", "a'-b"],
    ['a-b', 'a-b'],
    ['a -b', '(a - b)'],
    ['__curPos', 'current-position'],
    ['a.or', 'a.or'],
    ['inherits', 'inherits'],
  ])('%s', (text, expected) => {
    expect(groups(text)).toBe(expected);
  });
});

describe('operators', () => {
  it.each([
    ['a -> b -> c', '(a -> (b -> c))'],
    ['a // b // c', '(a // (b // c))'],
    ['a ++ b ++ c', '(a ++ (b ++ c))'],
    ['a - b - c', '((a - b) - c)'],
    ['a + b * c', '(a + (b * c))'],
    ['!a == b', '((!a) == b)'],
    ['!a + b', '(!(a + b))'],
    ['a + !b + c', '(a + (!(b + c)))'],
    ['-a ? b', '((-a) ? b)'],
    ['-a * b', '((-a) * b)'],
    ['-f x', '(-(f x))'],
    ['!a ? b', '(!(a ? b))'],
    ['a == b && c < d', '((a == b) && (c < d))'],
    ['a || b && c', '(a || (b && c))'],
    ['f a b', '(f a b)'],
    ['f a.b or c d', '(f a.b or c d)'],
    ['a.b or c.d or e', 'a.b or c.d or e'],
    ['f or', '(f or)'],
    ['[ a or b ]', '[(a or), b]'],
    ['f -1', '(f - 1)'],
    ['a ? b ? c', '((a ? b) ? c)'],
  ])('%s', (text, expected) => {
    expect(groups(text)).toBe(expected);
  });

  it.each(['a == b == c', 'a < b < c', 'a + if b then c else d', 'a |> b', 'a <| b', '1 + x: x'])(
    'refuses %s',
    (text) => {
      expect(parse(text).ok).toBe(false);
    },
  );
});

describe('strings', () => {
  it.each([
    ['"a\\n\\t\\r\\x\\"\\\\"', 'a\n\t\rx"\\'],
    ['"$a $$ $"', '$a $$ $'],
    ['"$${a}"', '$${a}'],
    ['"\\${a}"', '${a}'],
    ['"a\r\nb\rc"', 'a\nb\nc'],
    ["''a''", 'a'],
    ["''\n  a\n    b\n  ''", 'a\n  b\n'],
    ["''\n  a\n\n  b''", 'a\n\nb'],
    ["''   \n x''", 'x'],
    ["''  ''", ''],
    ["''\ta''", '\ta'],
  ])('%j means what Nix says', (text, value) => {
    const { tree } = parsed(text);
    expect(
      tree.kind === 'string' && tree.parts.map((part) => part.kind === 'text' && part.value).join(''),
    ).toBe(value);
  });

  it("takes the escapes of ''…'' apart", () => {
    const { tree } = parsed("''a''${b}'''$${c}''\\n$'' ");
    expect(tree.kind === 'string' && tree.parts.map((part) => part.kind === 'text' && part.value)).toEqual([
      'a',
      '$',
      '{b}',
      "''",
      '$${c}',
      '\n',
      '$',
    ]);
  });
});

describe('sets', () => {
  const attributes = (text: string): string[] => {
    const { tree } = parsed(text);
    if (tree.kind !== 'set') throw new Error('no set');
    return [...tree.attributes.names.keys()];
  };

  it('merges paths and sets, also in parentheses and whatever came first', () => {
    expect(attributes('{ a.b = 1; a = { c = 2; }; a = ({ d = 3; }); "a".e = 4; ${"a"}.f = 5; }')).toEqual([
      'a',
    ]);
    expect(parse('{ a = { c = 2; }; a.b.d = 1; a.b.e = 1; }').ok).toBe(true);
  });

  it.each([
    '{ a = 1; a = 2; }',
    '{ a.b = 1; a = { b = 2; }; }',
    '{ a = x; a.b = 1; }',
    '{ a = rec { b = 1; }; a = { b = 1; }; }',
    '{ inherit a; a = 1; }',
    '{ inherit a a; }',
    '{ inherit a; a.b = 1; }',
    'let a = 1; a = 2; in a',
    '{ "a" = 1; a = 2; }',
    '{ a, a }: a',
    '{ a }@a: a',
    'a@{ a }: a',
    'let ${x} = 1; in 1',
    'let "${"a"}" = 1; in a',
    '{ inherit ${x}; }',
    '{ inherit "${x}"; }',
  ])('refuses %s', (text) => {
    expect(parse(text).ok).toBe(false);
  });

  it.each([
    'let ${"a"} = 1; in a',
    "let ${''${\"a\"}''} = 1; in a",
    '{ inherit (x) "y" ${"z"}; }',
    '{ a ? 1, }: a',
    '{ a, ... }: a',
    '{ }: 1',
    '{ ... }@a: a',
    'let { body = 1; }',
    'rec { a.b = 1; }.a',
    '{ inherit or; }.or',
    '{ a = 1; } // { }',
  ])('accepts %s', (text) => {
    expect(parse(text).ok).toBe(true);
  });
});

describe('the scope check', () => {
  const undefinedIn = (text: string): string[] =>
    checkScope(parsed(text)).map(({ offset, endOffset }) => text.slice(offset, endOffset));

  it.each<[string, string[]]>([
    ['a', ['a']],
    ['with a; b', ['a']],
    ['x: with x; y', []],
    ['let a = b; b = 1; in a', []],
    ['{ a = 1; b = a; }', ['a']],
    ['rec { a = 1; b = a; }', []],
    ['let inherit a; in a', ['a']],
    ['rec { a = rec { x = 1; }; a.y = x; }', []],
    ['{ a.b = 1; a = rec { c = b; }; }', ['b']],
    ['{ a ? b, b }: a', []],
    ['{ a }@all: all', []],
    ['{ inherit (x) a; }', ['x']],
    ["__add 1 __foldl'", []],
    ['let { a = 1; body = a; }', []],
    ['x or', ['x', 'or']],
    ['"${a}" + ./${b}', ['a', 'b']],
    ['{ }.${a} or b', ['a', 'b']],
    ['rec { ${a} = a; a = 1; }', []],
  ])('%s', (text, expected) => {
    expect(undefinedIn(text)).toEqual(expected);
  });

  it('says what was likely meant', () => {
    const hints = (text: string): (string | null)[] => checkScope(parsed(text)).map(({ hint }) => hint);
    expect(hints('stdnev: stdenv')).toEqual(['did you mean `stdnev`?']);
    expect(hints('attrNames { }')).toEqual(['did you mean `builtins.attrNames`?']);
  });
});
