import type { AttributeName, Formals } from './tree.js';

/** What a place in the grammar would take, with what the words about it need. */
export type Expected =
  | { what: 'end' | 'in' | 'then' | 'else' | 'formals' | 'colon' | 'parameter' | 'expression' }
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

export function describeExpected(expected: Expected): string {
  switch (expected.what) {
    case 'end':
      return 'the end of the text';
    case 'in':
    case 'then':
    case 'else':
      return `\`${expected.what}\``;
    case 'formals':
      return '`{` and the names of arguments';
    case 'colon':
      return '`:`';
    case 'parameter':
      return 'a name for the whole argument';
    case 'colon-or-at':
      return '`:` or `@`';
    case 'formal-end':
      return expected.ellipsis ? '`}`' : '`,`, `}` or the name of an argument';
    case 'expression':
      return 'an expression';
    case 'binding':
      return '`}` or a binding such as `name = value;`';
    case 'let-binding':
      return '`in` or a binding such as `name = value;`';
    case 'string-end':
      return 'the end of the string';
    case 'path-end':
      return 'the end of the path';
    case 'inherit-end':
      return 'a name or `;`';
    case 'attribute-name':
      return "an attribute's name";
    case 'semicolon':
    case 'semicolon-after-head':
      return '`;`';
    case 'close':
      return expected.mark === ']' ? 'another element or `]`' : `\`${expected.mark}\``;
    case 'set':
      return '`{`';
    case 'equals':
      return '`=` or `.`';
    default:
      return 'something else';
  }
}
