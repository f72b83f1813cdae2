/** What stands for each character of a string's text. */
export const masked = '\u0001';

/** A word, a sign, a bracket, a quote, or the `${` of a string; the text of strings gives none. */
export interface NixToken {
  text: string;
  at: number;
  /** Of a bracket, a quote or `${`: the index of the token that closes or opens it; else -1. */
  mate: number;
}

export interface NixCode {
  /** Code alone: comments are blanks and the text of strings is `masked`; what a string interpolates is code and stays. */
  code: string;
  tokens: NixToken[];
}

const closing = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['${', '}'],
  ['"', '"'],
  ["''", "''"],
]);
const closers = new Set([')', ']', '}']);

/**
 * A text of the same length as a Nix text, in which only code is left, and its tokens: enough to look for words that are
 * code. It is no parser. One way through the text: its time is linear in the length.
 *
 * @returns null when a string, a comment or a bracket is not closed, or closed by another one, and when a URL stands
 *   without quotes (`a:/*"` is one to Nix, and would hide what follows)
 * @see https://nix.dev/manual/nix/latest/language/string-literals and Nix, src/libexpr/lexer.l
 */
export function codeOf(text: string): NixCode | null {
  const code: string[] = [];
  const { tokens, open, push, close } = tokenStack();
  let at = 0;
  const take = (length: number, filler?: string) => {
    const piece = text.slice(at, at + length);
    code.push(filler === undefined ? piece : piece.replace(/[^\n]/g, filler));
    at += length;
  };

  while (at < text.length) {
    const top = textAt(tokens, open.at(-1) ?? -1);
    if (top === '"' || top === "''") {
      const step = inString(text, at, top === '"' ? 'string' : 'indented');
      if (step.ends) close(top, at);
      else if (step.opens) push('${', at);
      take(step.length, step.ends || step.opens ? undefined : masked);
      continue;
    }
    const quiet = commentLength(text, at);
    if (quiet === null) return null;
    if (quiet > 0) {
      take(quiet, ' ');
      continue;
    }
    sign.lastIndex = at;
    const found = String(sign.exec(text));
    if (found === ':' && url.test(text.slice(Math.max(at - 1, 0), at + 2))) return null;
    if (closers.has(found)) {
      if (!close(found, at)) return null;
    } else if (!/^\s/.test(found)) push(found, at);
    take(found.length);
  }
  return open.length === 0 ? { code: code.join(''), tokens } : null;
}

/** Tokens as they come, and which of them are open. */
function tokenStack() {
  const tokens: NixToken[] = [];
  const open: number[] = [];
  const push = (sign: string, at: number) => {
    if (closing.has(sign)) open.push(tokens.length);
    tokens.push({ text: sign, at, mate: -1 });
  };
  const close = (sign: string, at: number): boolean => {
    const opener = open.pop();
    const token = opener === undefined ? undefined : tokens[opener];
    if (opener === undefined || !token || closing.get(token.text) !== sign) return false;
    token.mate = tokens.length;
    tokens.push({ text: sign, at, mate: opener });
    return true;
  };
  return { tokens, open, push, close };
}

/** The colon of a URL, which Nix takes without quotes. */
const url = /^[\w+.-]:[\w%/?:@&=+$,.!~*'-]/;

/** A word (it may hold quotes, as in `foldl'`), blanks, a sign of several characters, or any one character. */
const sign = /[A-Za-z_][\w'-]*|\s+|''|[=!<>]=|->|\/\/|\+\+|&&|\|\||\.\.\.|[^]/y;

/** Of a comment at this place; null for one that does not end. Nix ends a line at a carriage return, too. */
function commentLength(text: string, at: number): number | null {
  if (text[at] === '#') {
    const line = /[^\r\n]*/y;
    line.lastIndex = at;
    return line.exec(text)?.[0].length ?? 0;
  }
  if (!text.startsWith('/*', at)) return 0;
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? null : end + 2 - at;
}

/** The text of a token; empty before the first and after the last one. */
export function textAt(tokens: readonly NixToken[], index: number): string {
  return tokens[index]?.text ?? '';
}

/** The index of the token that closes or opens this one; -1 when none does. */
export function mateAt(tokens: readonly NixToken[], index: number): number {
  return tokens[index]?.mate ?? -1;
}

export function isWord(token: string): boolean {
  return /^[A-Za-z_]/.test(token);
}

/** The text of the string whose opening quote is this token, as it is written; null when it interpolates or is none. */
export function plainString(text: string, tokens: readonly NixToken[], index: number): string | null {
  const token = tokens[index];
  return token?.text === '"' && token.mate === index + 1
    ? text.slice(token.at + 1, tokens[index + 1]?.at)
    : null;
}

/** Goes through what an `inherit` names. @returns the index of its end */
export function inherited(tokens: readonly NixToken[], from: number, see: (name: string) => void): number {
  let at = tokens[from]?.text === '(' ? (tokens[from]?.mate ?? from) + 1 : from;
  for (; /^(?!inherit$)[A-Za-z_]/.test(tokens[at]?.text ?? ''); at++) see(tokens[at]?.text ?? '');
  return at;
}

/** The next piece of a string. */
function inString(text: string, at: number, kind: 'string' | 'indented') {
  // `$$` is text, whatever follows: the first dollar takes the second one's meaning.
  const escape = kind === 'string' ? /\\[^]|\$\$/y : /'''|''\$|''\\[^]|\$\$/y;
  escape.lastIndex = at;
  const escaped = escape.exec(text)?.[0];
  const end = kind === 'string' ? '"' : "''";
  if (escaped !== undefined) return { length: escaped.length, opens: false, ends: false };
  if (text.startsWith('${', at)) return { length: 2, opens: true, ends: false };
  if (text.startsWith(end, at)) return { length: end.length, opens: false, ends: true };
  return { length: 1, opens: false, ends: false };
}

/** Line and column, from 1, of a position in a text. */
export function positionOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
