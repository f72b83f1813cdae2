import type { AttributeName, Formals } from './tree.js';

/** What a place in the grammar would take, with what the words about it need. */
export type Expected =
  | { what: 'end' | 'in' | 'condition-end' | 'else' | 'formals' | 'colon' | 'parameter' | 'expression' }
  | {
      what:
        'binding' | 'let-binding' | 'string-end' | 'path-end' | 'inherit-end' | 'attribute-name' | 'unknown';
    }
  | { what: 'semicolon-after-head'; keyword: 'with' | 'assert' }
  | { what: 'colon-or-at'; formals: Formals }
  | { what: 'formal-end'; ellipsis: boolean }
  | { what: 'no-chain'; operator: string }
  | { what: 'close'; mark: ')' | ']' | '}' }
  | { what: 'set'; keyword: 'let' | 'rec' }
  | { what: 'equals'; path: readonly AttributeName[] }
  | { what: 'semicolon'; path: readonly AttributeName[] };

type What = Expected['what'];
type Words = { readonly [Kind in What]?: string | ((expected: Extract<Expected, { what: Kind }>) => string) };

const words: Words = {
  end: 'the end of the text',
  in: '`in`',
  'condition-end': '`then`',
  else: '`else`',
  formals: '`{` and the names of arguments',
  colon: '`:`',
  parameter: 'a name for the whole argument',
  'colon-or-at': '`:` or `@`',
  'formal-end': ({ ellipsis }) => (ellipsis ? '`}`' : '`,`, `}` or the name of an argument'),
  expression: 'an expression',
  binding: '`}` or a binding such as `name = value;`',
  'let-binding': '`in` or a binding such as `name = value;`',
  'string-end': 'the end of the string',
  'path-end': 'the end of the path',
  'inherit-end': 'a name or `;`',
  'attribute-name': "an attribute's name",
  semicolon: '`;`',
  'semicolon-after-head': '`;`',
  close: ({ mark }) => (mark === ']' ? 'another element or `]`' : `\`${mark}\``),
  set: '`{`',
  equals: '`=` or `.`',
};

export function describeExpected(expected: Expected): string {
  const found = words[expected.what];
  return typeof found === 'function'
    ? (found as (expected: Expected) => string)(expected)
    : (found ?? 'something else');
}
