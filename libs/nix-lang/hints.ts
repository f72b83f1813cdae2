import type { Cursor } from './cursor.js';
import type { Expected } from './expected.js';
import { keywords, kindOf, nameOf } from './token.js';
import type { AttributeName } from './tree.js';

/** What was most likely meant, or null. */
export function hintFor(cursor: Cursor, expected: Expected): string | null {
  return hintFromToken(cursor, expected) ?? hintFromPlace(cursor, expected) ?? unclosed(cursor);
}

const looksLike: readonly (readonly [RegExp, string])[] = [
  [/^[“”„]/, 'strings have straight double quotes: "…"'],
  [/^[‘’']/, "strings have double quotes, \"…\", or two single ones on each side, ''…''"],
  [/^[\u00a0\u2000-\u200f\u3000\ufeff]/, 'put an ordinary space there, or delete it'],
  [/^&/, 'the operator is `&&`'],
  [/^~/, 'a path in the home directory is `~/name`'],
  [/^\|>/, 'pipe operators came after Nix 2.8: write `function argument`'],
  [/^\|/, 'the operator is `||`'],
  [/^%/, 'Nix has no remainder operator; nixpkgs has `lib.mod`'],
  [/^\$/, 'an interpolation is `${…}`, and only within strings, paths and names'],
  [/^\/\*/, 'this comment has no end: `*/` is missing'],
];

/** Mistakes that the token itself gives away. */
function hintFromToken(cursor: Cursor, { what }: Expected): string | null {
  const { kind } = cursor;
  const text = cursor.tokenText();
  if (kind === kindOf.unknown || kind === kindOf['/']) {
    const here = cursor.text.slice(cursor.start, cursor.start + 2);
    const found = looksLike.find(([pattern]) => pattern.test(here));
    if (found !== undefined) return found[1];
  }
  if (kind === kindOf['==']) return what === 'equals' ? 'a binding has one `=`' : null;
  if (kind === kindOf['//'] && (cursor.at === 0 || afterComplete.has(cursor.peek(-1))))
    return 'comments start with `#`';
  return keywords.has(text) && wantsName.has(what) ? nameIsKeyword(cursor, text) : null;
}

const afterComplete = new Set<number>([kindOf[';'], kindOf['{'], kindOf[','], kindOf['[']]);
const wantsName = new Set<Expected['what']>(['attribute-name', 'binding', 'let-binding', 'formal-end']);

function nameIsKeyword(cursor: Cursor, text: string): string | null {
  const next = cursor.peek(1);
  return next === kindOf['='] || next === kindOf['.'] || next === kindOf[';'] || next === kindOf[',']
    ? `\`${text}\` is a keyword: as an attribute's name it needs quotes, \`"${text}"\``
    : null;
}

type Place = {
  readonly [Kind in Expected['what']]?: (
    cursor: Cursor,
    expected: Extract<Expected, { what: Kind }>,
  ) => string | null;
};

/** Mistakes that the place gives away. */
const places: Place = {
  semicolon: (cursor, { path }) => {
    if (cursor.kind === kindOf[',']) return 'bindings end with `;`, not with a comma';
    if (cursor.kind === kindOf.then || cursor.kind === kindOf.else) return null;
    const end = cursor.kind === kindOf['='] ? endBeforeName(cursor) : cursor.lastEnd;
    return `a \`;\` is missing after the value of ${nameOfPath(path)}${onLine(cursor, end)}`;
  },
  'semicolon-after-head': (_cursor, { keyword }) =>
    `write \`${keyword} …;\` and then the expression that it is for`,
  'inherit-end': (cursor) => {
    if (cursor.kind === kindOf[',']) return 'names after `inherit` are separated by spaces';
    if (cursor.kind === kindOf['.']) return 'to take a name out of a set write `inherit (set) name;`';
    return `a \`;\` is missing after \`inherit\`${onLine(cursor, cursor.lastEnd)}`;
  },
  equals: ({ kind }) => {
    if (kind === kindOf[':']) return 'in a set write `name = value;`';
    return kind === kindOf[';'] || kind === kindOf['}']
      ? 'write `name = value;`, or `inherit name;` for a variable of that name'
      : null;
  },
  'no-chain': () => 'put one of the two comparisons in parentheses',
  set: (_cursor, { keyword }) =>
    keyword === 'let'
      ? 'put the whole `let … in …` in parentheses'
      : '`rec` stands before a set: `rec { … }`',
  else: () => 'every `if` has its `else`',
  in: (cursor) => hintForLet(cursor),
  'let-binding': (cursor) => hintForLet(cursor),
  'formal-end': ({ kind }, { ellipsis }) => {
    if (kind === kindOf['=']) return "an argument's default comes after a question mark: `name ? value`";
    if (kind === kindOf.identifier) return 'arguments are separated by commas';
    return ellipsis ? '`...` comes last' : null;
  },
  'colon-or-at': () => 'a function is `{ names }: body`; a set needs values, `{ name = value; }`',
  close: (cursor, { mark }) => hintForClose(cursor, mark),
  expression: (cursor) => hintForExpression(cursor),
  binding: ({ kind }) => (kind === kindOf[','] ? 'bindings end with `;`, not with a comma' : null),
};

function hintFromPlace(cursor: Cursor, expected: Expected): string | null {
  const hint = places[expected.what] as ((cursor: Cursor, expected: Expected) => string | null) | undefined;
  return hint?.(cursor, expected) ?? null;
}

function hintForLet({ kind }: Cursor): string | null {
  const ended = kind === kindOf.end || kind === kindOf['}'] || kind === kindOf[')'];
  return ended ? 'a `let` ends with `in` and the expression that uses its names' : null;
}

function hintForClose(cursor: Cursor, mark: string): string | null {
  const { kind } = cursor;
  if (mark === ']' && (kind === kindOf[','] || kind === kindOf[';']))
    return 'elements of a list are separated by spaces alone';
  if (
    mark === ']' &&
    nameOf(kind).length <= 2 &&
    kind !== kindOf[')'] &&
    kind !== kindOf['}'] &&
    kind !== kindOf['=']
  )
    return 'in a list an operator needs parentheses around it: `[ (a + b) ]`';
  return null;
}

function hintForExpression(cursor: Cursor): string | null {
  const { kind } = cursor;
  const before = cursor.peek(-1);
  const head = [kindOf.if, kindOf.with, kindOf.assert].includes(kind);
  if (head && cursor.at > 0) return `put the whole \`${cursor.tokenText()} …\` in parentheses`;
  if (kind === kindOf[';'] && before === kindOf['=']) return 'a value is missing before the `;`';
  if (kind === kindOf['}'] && before === kindOf[';']) return 'the expression after the `;` is missing';
  if (kind === kindOf['@']) return 'a function is `name@{ a, b }: body`';
  return null;
}

function nameOfPath(path: readonly AttributeName[]): string {
  return `\`${path.map(({ name }) => name ?? '${…}').join('.')}\``;
}

/** In `a = 1 b.c = 2;` it is only at the second `=` that something is wrong: the value ended before `b.c`. */
function endBeforeName(cursor: Cursor): number {
  let back = -1;
  while (cursor.peek(back) === kindOf.identifier && cursor.peek(back - 1) === kindOf['.']) back -= 2;
  return cursor.tokens.ends[Math.max(0, cursor.at + back - 1)]!;
}

/** Where something is missing at the end of an earlier line, that line is worth a word. */
function onLine(cursor: Cursor, end: number): string {
  const line = cursor.lineOf(Math.max(0, end - 1));
  return line === cursor.lineOf(cursor.start) ? '' : `, at the end of line ${line}`;
}

/** At the end of the text, or at a bracket that does not fit, the innermost open one is worth a word. */
function unclosed(cursor: Cursor): string | null {
  const last = cursor.open.at(-1);
  const closes = ['end', ')', ']', '}', 'string-close', 'indented-close'].includes(nameOf(cursor.kind));
  if (last === undefined || !closes) return null;
  const { line, column } = cursor.lines.positionOf(cursor.tokens.starts[last]!);
  const text = cursor.text.slice(cursor.tokens.starts[last], cursor.tokens.ends[last]).trim();
  return `the \`${text}\` of line ${line}, column ${column} is still open`;
}
