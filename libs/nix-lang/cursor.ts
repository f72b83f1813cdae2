import { explain, type Expected } from './explain.js';
import { LineTable } from './line-table.js';
import { tokenize, type Tokens } from './lexer.js';
import { ParseStop } from './parse-stop.js';
import { kindOf, type TokenKind } from './token.js';
import type { Expression } from './tree.js';

/**
 * The parser's place in the tokens. The functions of the grammar take it, and come back to each other through
 * `expression`, which `parse` sets.
 */
export class Cursor {
  readonly tokens: Tokens;
  readonly lines: LineTable;
  /** The number of the current token. */
  at = 0;
  kind: TokenKind;
  /** Opening tokens not closed yet: for messages, and counted as depth. */
  readonly open: number[] = [];

  constructor(
    readonly text: string,
    private readonly maxDepth: number,
    private readonly parseExpression: (cursor: Cursor) => Expression,
  ) {
    this.tokens = tokenize(text);
    this.lines = new LineTable(text);
    this.kind = this.tokens.kinds[0]!;
  }

  get start(): number {
    return this.tokens.starts[this.at]!;
  }

  get end(): number {
    return this.tokens.ends[this.at]!;
  }

  /** Where the token before the current one ends. */
  get lastEnd(): number {
    return this.at === 0 ? 0 : this.tokens.ends[this.at - 1]!;
  }

  /** The kind of a token further on; `end` behind the last. */
  peek(distance: number): TokenKind {
    const at = this.at + distance;
    return at >= 0 && at < this.tokens.count ? this.tokens.kinds[at]! : kindOf.end;
  }

  advance(): void {
    this.at++;
    this.kind = this.tokens.kinds[this.at]!;
  }

  tokenText(): string {
    return this.text.slice(this.start, this.end);
  }

  /** Takes a token of this kind, or stops with words about what was expected. */
  take(kind: TokenKind, expected: Expected): void {
    if (this.kind !== kind) this.fail(expected);
    this.advance();
  }

  expression(): Expression {
    return this.parseExpression(this);
  }

  /** Takes an opening token. Each `enter` has its `leave`. */
  enter(): void {
    if (this.open.length >= this.maxDepth) throw this.tooDeep(this.maxDepth);
    this.open.push(this.at);
    this.advance();
  }

  /** Takes the closing token that belongs to the last `enter`. */
  leave(kind: TokenKind, expected: Expected): void {
    this.take(kind, expected);
    this.open.pop();
  }

  tooDeep(depth: number): ParseStop {
    return new ParseStop(
      this,
      'too-deep',
      `more than ${depth} brackets, strings and conditions within each other`,
      'give inner parts names with `let … in`',
    );
  }

  /** Stops at the current token. */
  fail(expected: Expected): never {
    throw explain(this, expected);
  }

  lineOf(offset: number): number {
    return this.lines.positionOf(offset).line;
  }
}
