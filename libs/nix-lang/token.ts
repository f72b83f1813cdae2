// Kinds of tokens, as Nix's lexer gives them to its parser (libexpr/lexer.l), and a few for what is broken.

const names = [
  'end',
  'identifier',
  'integer',
  'float',
  'if',
  'then',
  'else',
  'assert',
  'with',
  'let',
  'in',
  'rec',
  'inherit',
  'or',
  '...',
  '==',
  '!=',
  '<=',
  '>=',
  '&&',
  '||',
  '->',
  '//',
  '++',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '=',
  ';',
  ':',
  ',',
  '.',
  '@',
  '?',
  '!',
  '<',
  '>',
  '+',
  '-',
  '*',
  '/',
  '${',
  'string-open',
  'string-text',
  'string-close',
  'indented-open',
  'indented-text', // may begin with indentation
  'indented-escape', // a lone `$` or `'`, and `''$`, `'''`, `''\n`: Nix gives each a piece of its own
  'indented-close',
  'path', // the first piece; `path-text` and `${` may follow, `path-end` always does
  'home-path',
  'path-text',
  'path-end',
  'search-path',
  'uri',
  'trailing-slash', // a path that ends with `/`
  'bad-integer',
  'bad-float',
  'unknown', // a character that no token starts with
] as const;

export type TokenName = (typeof names)[number];
export type TokenKind = number & { readonly brand?: 'token kind' };

const kinds = Object.fromEntries(names.map((name, kind) => [name, kind])) as Record<TokenName, TokenKind>;

/** A token's kind: a small number, since a long text has millions. */
export const kindOf: Readonly<Record<TokenName, TokenKind>> = kinds;

export function nameOf(kind: TokenKind): TokenName {
  return names[kind]!;
}

export const keywords: ReadonlyMap<string, TokenKind> = new Map(
  (['if', 'then', 'else', 'assert', 'with', 'let', 'in', 'rec', 'inherit', 'or'] as const).map((word) => [
    word,
    kinds[word],
  ]),
);
