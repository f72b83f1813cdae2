/** What stands for each character of a string's text, and (in `outer`) of what it interpolates. */
export const masked = '\u0001';
export const interpolated = '\u0002';

export interface NixCode {
  /** Code alone: comments are blanks and the text of strings is `masked`; what a string interpolates is code and stays. */
  code: string;
  /** The same, with what strings interpolate masked too: each string is one piece without a quote in it. */
  outer: string;
}

interface Frame {
  kind: 'code' | 'string' | 'indented';
  braces: number;
}

/**
 * Two texts of the same length as a Nix text, in which only code is left: enough to look for words that are code. It is
 * no parser.
 *
 * @returns null when a string, a comment or a brace is not closed
 * @see https://nix.dev/manual/nix/latest/language/string-literals
 */
export function codeOf(text: string): NixCode | null {
  let code = '';
  let outer = '';
  // What is open: a string of either kind, or code (at the bottom, or interpolated) with its open braces.
  const open: Frame[] = [{ kind: 'code', braces: 0 }];
  let at = 0;
  const take = (length: number, filler?: string) => {
    const piece = text.slice(at, at + length);
    const shown = filler === undefined ? piece : piece.replace(/[^\n]/g, filler);
    code += shown;
    // Inside of the outermost string: its text, or what it interpolates.
    outer +=
      open.length === 1 || (open.length === 2 && filler === masked)
        ? shown
        : piece.replace(/[^]/g, interpolated);
    at += length;
  };

  while (at < text.length) {
    const top = open.at(-1);
    if (!top) return null;
    if (top.kind !== 'code') {
      const step = inString(text, at, top.kind);
      if (step.ends) {
        const frame = open.pop();
        take(step.length);
        if (!frame) return null;
      } else {
        take(step.length, step.opens ? undefined : masked);
        if (step.opens) open.push({ kind: 'code', braces: 0 });
      }
      continue;
    }
    const quiet = quietLength(text, at);
    if (quiet === null) return null;
    const opens = quoteAt(text, at);
    if (quiet.length > 0) take(quiet.length, quiet.isComment ? ' ' : undefined);
    else if (opens) {
      take(opens === 'string' ? 1 : 2);
      open.push({ kind: opens, braces: 0 });
    } else {
      if (text[at] === '{') top.braces++;
      const closes = text[at] === '}' && top.braces-- === 0;
      take(1);
      if (closes) open.pop();
    }
  }
  const [bottom, ...left] = open;
  return bottom?.braces === 0 && left.length === 0 ? { code, outer } : null;
}

function quoteAt(text: string, at: number): 'string' | 'indented' | null {
  if (text[at] === '"') return 'string';
  return text.startsWith("''", at) ? 'indented' : null;
}

/** A comment or a word at this place (a word may hold quotes, as in `foldl'`); null for a comment that does not end. */
function quietLength(text: string, at: number): { length: number; isComment: boolean } | null {
  const comment = /#[^\n]*|\/\*[^]*?\*\//y;
  const word = /[A-Za-z_][\w'-]*/y;
  comment.lastIndex = word.lastIndex = at;
  const found = comment.exec(text)?.[0];
  if (found !== undefined) return { length: found.length, isComment: true };
  if (text.startsWith('/*', at)) return null;
  return { length: word.exec(text)?.[0].length ?? 0, isComment: false };
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
