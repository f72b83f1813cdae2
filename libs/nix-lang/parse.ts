import { Cursor } from './cursor.js';
import { diagnosticAt, type Diagnostic } from './diagnostic.js';
import { LineTable } from './line-table.js';
import { parseExpression } from './parse-expression.js';
import { ParseStop } from './parse-stop.js';
import { kindOf } from './token.js';
import type { Comment, Expression } from './tree.js';

export interface Parsed {
  readonly ok: true;
  readonly tree: Expression;
  /** In their order. They are not part of the tree. */
  readonly comments: readonly Comment[];
  readonly lines: LineTable;
}

export interface ParseFailure {
  readonly ok: false;
  /** The first mistake: there is always exactly one. */
  readonly diagnostics: readonly [Diagnostic];
  readonly lines: LineTable;
}

export interface ParseOptions {
  /** How many brackets, strings and conditions may stand within each other: 300 unless said otherwise. */
  readonly maxDepth?: number;
}

/** Deep enough for every real file that was tried (the deepest had 15), and far from the end of a browser's stack. */
const defaultMaxDepth = 300;

/**
 * Parses a Nix expression by the grammar of Nix 2.8 (libexpr/lexer.l and parser.y), in time linear in the text. Undefined
 * variables, which `nix-instantiate --parse` reports as well, are found by `checkScope`.
 *
 * @returns the tree and its comments, or the first mistake. Throws nothing, whatever the text.
 */
export function parse(text: string, options: ParseOptions = {}): Parsed | ParseFailure {
  const zero = text.indexOf('\0');
  if (zero !== -1) return failure(new LineTable(text), nulCharacter(zero));

  const cursor = new Cursor(text, options.maxDepth ?? defaultMaxDepth, parseExpression);
  try {
    const tree = cursor.expression();
    if (cursor.kind !== kindOf.end) cursor.fail({ what: 'end' });
    return { ok: true, tree, comments: commentsOf(cursor), lines: cursor.lines };
  } catch (error) {
    if (error instanceof ParseStop) return failure(cursor.lines, error);
    // Only where the caller asked for more depth than the stack has, or called from deep within it.
    if (error instanceof RangeError) return failure(cursor.lines, cursor.tooDeep(cursor.open.length));
    throw error;
  }
}

function failure(lines: LineTable, { span, rule, message, hint }: ParseStop): ParseFailure {
  return { ok: false, diagnostics: [diagnosticAt(lines, span, { rule, message, hint })], lines };
}

/** Nix 2.8 takes such a character for the end of the text: what follows would be hidden from a reader. */
function nulCharacter(at: number): ParseStop {
  return new ParseStop(
    { start: at, end: at + 1 },
    'syntax',
    'the text holds a NUL character',
    'delete it: Nix would stop reading there',
  );
}

function commentsOf({ text, tokens }: Cursor): Comment[] {
  const comments: Comment[] = [];
  for (let at = 0; at < tokens.comments.length; at += 2) {
    const start = tokens.comments[at]!;
    const end = tokens.comments[at + 1]!;
    comments.push({ start, end, text: text.slice(start, end), ownLine: startsLine(text, start) });
  }
  return comments;
}

function startsLine(text: string, offset: number): boolean {
  let at = offset - 1;
  while (text[at] === ' ' || text[at] === '\t') at--;
  return at < 0 || text[at] === '\n' || text[at] === '\r';
}
