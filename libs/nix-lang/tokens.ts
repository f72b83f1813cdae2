// Tokens for highlighting: every character belongs to one, also of a text that does not parse.
import { globals } from './globals.js';
import { tokenize } from './lexer.js';
import { keywords, nameOf, type TokenName } from './token.js';

export type TokenClass =
  | 'keyword'
  | 'string'
  | 'escape'
  | 'interpolation'
  | 'path'
  | 'uri'
  | 'number'
  | 'comment'
  | 'identifier'
  | 'builtin'
  | 'operator'
  | 'punctuation'
  | 'space'
  | 'invalid';

export interface HighlightedToken {
  readonly class: TokenClass;
  readonly start: number;
  /** Exclusive, and the start of the next one. */
  readonly end: number;
}

const classes: Partial<Record<TokenName, TokenClass>> = {
  integer: 'number',
  float: 'number',
  'string-open': 'string',
  'string-close': 'string',
  'indented-open': 'string',
  'indented-text': 'string',
  'indented-close': 'string',
  path: 'path',
  'home-path': 'path',
  'path-text': 'path',
  'search-path': 'path',
  uri: 'uri',
  'bad-integer': 'invalid',
  'bad-float': 'invalid',
  unknown: 'invalid',
};
const punctuation = new Set<TokenName>(['{', '}', '(', ')', '[', ']', ';', ':', ',', '.', '=', '@', '...']);

/** Splits a text for highlighting. Total: the tokens follow each other from the first character to the last. */
export function tokens(text: string): HighlightedToken[] {
  const found: HighlightedToken[] = [];
  const { kinds, starts, ends, count, comments } = tokenize(text);
  const braces: TokenClass[] = [];
  let comment = 0;
  let at = 0;
  let before: TokenName = 'end';

  const add = (tokenClass: TokenClass, end: number): void => {
    if (end > at) found.push({ class: tokenClass, start: at, end });
    at = end;
  };
  const addTrivia = (end: number): void => {
    for (; comment < comments.length && comments[comment]! < end; comment += 2) {
      add('space', comments[comment]!);
      add('comment', comments[comment + 1]!);
    }
    add('space', end);
  };

  for (let index = 0; index < count; index++) {
    const kind = nameOf(kinds[index]!);
    const end = ends[index]!;
    addTrivia(starts[index]!);
    if (kind === 'string-text') addEscapes(text, at, end, add);
    else if (kind === 'indented-escape') add(end - at > 1 ? 'escape' : 'string', end);
    else if (kind === '{' || kind === '${') {
      braces.push(kind === '{' ? 'punctuation' : 'interpolation');
      add(braces.at(-1)!, end);
    } else if (kind === '}') add(braces.pop() ?? 'punctuation', end);
    else add(classOf(kind, text.slice(at, end), before), end);
    before = kind;
  }
  return found;
}

function classOf(kind: TokenName, text: string, before: TokenName): TokenClass {
  if (kind === 'identifier') return before !== '.' && globals.has(text) ? 'builtin' : 'identifier';
  if (kind === 'or' && before === '.') return 'identifier';
  if (keywords.has(text)) return 'keyword';
  return classes[kind] ?? (punctuation.has(kind) ? 'punctuation' : 'operator');
}

function addEscapes(
  text: string,
  start: number,
  end: number,
  add: (one: TokenClass, end: number) => void,
): void {
  for (let at = text.indexOf('\\', start); at !== -1 && at < end; at = text.indexOf('\\', at + 2)) {
    add('string', at);
    add('escape', Math.min(at + 2, end));
  }
  add('string', end);
}
