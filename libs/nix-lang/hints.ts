import type { Cursor } from './cursor.js';
import type { Expected } from './expected.js';
import { keywords, kindOf, nameOf } from './token.js';
import type { AttributeName } from './tree.js';

/** What was most likely meant, or null. */
export function hintFor(cursor: Cursor, expected: Expected): string | null {
  return hintFromToken(cursor, expected) ?? hintFromPlace(cursor, expected) ?? unclosed(cursor);
}

/** Mistakes that the token itself gives away. */
function hintFromToken(cursor: Cursor, { what }: Expected): string | null {
  const text = cursor.tokenText();
  const before = cursor.peek(-1);
  if (/^[“”„]/.test(text)) return 'strings have straight double quotes: "…"';
  if (/^[‘’']/.test(text)) return "strings have double quotes, \"…\", or two single ones on each side, ''…''";
  if (/^[\u00a0\u2000-\u200f\u3000\ufeff]/.test(text)) return 'put an ordinary space there, or delete it';
  if (text === '|' && cursor.text.startsWith('|>', cursor.start))
    return 'pipe operators came after Nix 2.8: write `function argument`';
  if (text === '&' || text === '|') return `the operator is \`${text}${text}\``;
  if (text === '%') return 'Nix has no remainder operator; nixpkgs has `lib.mod`';
  if (text === '$') return 'an interpolation is `${…}`, and only within strings, paths and names';
  if (cursor.kind === kindOf['==']) return what === 'equals' ? 'a binding has one `=`' : null;
  if (cursor.kind === kindOf['//'] && (before === kindOf[';'] || before === kindOf['{'] || cursor.at === 0))
    return 'comments start with `#`';
  if (cursor.kind === kindOf['/'] && cursor.text.startsWith('/*', cursor.start))
    return 'this comment has no end: `*/` is missing';
  if (keywords.has(text) && (what === 'attribute-name' || what === 'binding' || what === 'formal-end'))
    return nameIsKeyword(cursor, text);
  return null;
}

function nameIsKeyword(cursor: Cursor, text: string): string | null {
  const next = cursor.peek(1);
  return next === kindOf['='] || next === kindOf['.'] || next === kindOf[';'] || next === kindOf[',']
    ? `\`${text}\` is a keyword: as an attribute's name it needs quotes, \`"${text}"\``
    : null;
}

/** Mistakes that the place gives away. */
function hintFromPlace(cursor: Cursor, expected: Expected): string | null {
  const { kind } = cursor;
  switch (expected.what) {
    case 'semicolon':
      if (kind === kindOf[',']) return 'bindings end with `;`, not with a comma';
      if (kind === kindOf.then || kind === kindOf.else) return null;
      return `a \`;\` is missing after the value of ${nameOfPath(expected.path)}${onLine(cursor)}`;
    case 'semicolon-after-head':
      return `write \`${expected.keyword} …;\` and then the expression that it is for`;
    case 'inherit-end':
      if (kind === kindOf[',']) return 'names after `inherit` are separated by spaces';
      if (kind === kindOf['.']) return 'to take a name out of a set write `inherit (set) name;`';
      return `a \`;\` is missing after \`inherit\`${onLine(cursor)}`;
    case 'equals':
      if (kind === kindOf[':']) return 'in a set write `name = value;`';
      if (kind === kindOf[';'] || kind === kindOf['}'])
        return 'write `name = value;`, or `inherit name;` for a variable of that name';
      return null;
    case 'no-chain':
      return 'put one of the two comparisons in parentheses';
    case 'set':
      return expected.keyword === 'let'
        ? 'put the whole `let … in …` in parentheses'
        : '`rec` stands before a set: `rec { … }`';
    case 'else':
      return 'every `if` has its `else`';
    case 'in':
    case 'let-binding':
      return kind === kindOf.end || kind === kindOf['}'] || kind === kindOf[')']
        ? 'a `let` ends with `in` and the expression that uses its names'
        : null;
    case 'formal-end':
      if (kind === kindOf['=']) return "an argument's default comes after a question mark: `name ? value`";
      if (kind === kindOf.identifier) return 'arguments are separated by commas';
      if (expected.ellipsis) return '`...` comes last';
      return null;
    case 'colon-or-at':
      return 'a function is `{ names }: body`; a set needs values, `{ name = value; }`';
    case 'close':
      return hintForClose(cursor, expected.mark);
    case 'expression':
      return hintForExpression(cursor);
    case 'binding':
      return kind === kindOf[','] ? 'bindings end with `;`, not with a comma' : null;
    default:
      return null;
  }
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

/** Where something is missing at the end of an earlier line, that line is worth a word. */
function onLine(cursor: Cursor): string {
  const line = cursor.lineOf(Math.max(0, cursor.lastEnd - 1));
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
