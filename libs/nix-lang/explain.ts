// Words for what the parser did not expect: what stands there, what could, and what was most likely meant.
import type { Cursor } from './cursor.js';
import { describeExpected, type Expected } from './expected.js';
import { hintFor } from './hints.js';
import { ParseStop } from './parse-stop.js';
import { kindOf, nameOf } from './token.js';

export type { Expected };

export function explain(cursor: Cursor, expected: Expected): ParseStop {
  const broken = explainBroken(cursor);
  if (broken !== null) return broken;
  const hint = hintFor(cursor, expected);
  if (expected.what === 'no-chain')
    return new ParseStop(
      cursor,
      'syntax',
      `${describeToken(cursor)} cannot follow ${mark(expected.operator)}: neither binds first`,
      hint,
    );
  return new ParseStop(
    endSpan(cursor),
    'syntax',
    `unexpected ${describeToken(cursor)}, expected ${describeExpected(expected)}`,
    hint,
  );
}

/** At the end Nix points at the last thing before it, be it white space; so is the line the same. */
function endSpan(cursor: Cursor): { start: number; end: number } {
  if (cursor.kind !== kindOf.end) return cursor;
  return { start: cursor.tokens.lastLexeme, end: cursor.end };
}

function explainBroken(cursor: Cursor): ParseStop | null {
  const text = cursor.tokenText();
  switch (cursor.kind) {
    case kindOf['bad-integer']:
      return new ParseStop(
        cursor,
        'number',
        `the number ${shorten(text)} is too large`,
        'the largest is 9223372036854775807',
      );
    case kindOf['bad-float']:
      return new ParseStop(
        cursor,
        'number',
        `the number ${shorten(text)} is beyond what a floating-point number holds`,
      );
    case kindOf['trailing-slash']:
      return new ParseStop(
        { start: cursor.tokens.starts[cursor.at - 1]!, end: cursor.end },
        'syntax',
        'a path cannot end with a slash',
        'delete the slash, or write `./.` for the folder itself',
      );
    case kindOf.unknown: {
      const name =
        text === '”' || text === '“' || text === '’' ? `the quote ${text}` : describeCharacter(text);
      return new ParseStop(
        cursor,
        'syntax',
        `${name} has no meaning here`,
        hintFor(cursor, { what: 'unknown' }),
      );
    }
    default:
      return null;
  }
}

function describeToken(cursor: Cursor): string {
  const text = cursor.tokenText();
  switch (nameOf(cursor.kind)) {
    case 'end':
      return 'end of the text';
    case 'identifier':
      return `name ${mark(shorten(text))}`;
    case 'integer':
    case 'float':
      return `number ${mark(shorten(text))}`;
    case 'string-open':
    case 'indented-open':
      return 'string';
    case 'string-close':
    case 'indented-close':
      return `end of a string`;
    case 'string-text':
    case 'indented-text':
    case 'indented-escape':
      return 'text of a string';
    case 'path':
    case 'home-path':
    case 'search-path':
      return `path ${mark(shorten(text))}`;
    case 'path-text':
      return `continuation of the path, ${mark(shorten(text))}`;
    case 'path-end':
      return 'end of a path';
    case 'uri':
      return `URI ${mark(shorten(text))}`;
    default:
      return /^[a-z]/.test(text) ? `keyword ${mark(text)}` : mark(text);
  }
}

function describeCharacter(text: string): string {
  const code = text.codePointAt(0)!;
  const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return code < 33 || (code >= 127 && code < 161) || /\s|\p{C}/u.test(text)
    ? `the invisible character ${number}`
    : `the character ${mark(text)}${code > 126 ? ` (${number})` : ''}`;
}

const mark = (text: string): string => `\`${text}\``;
const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 37)}…` : text);
