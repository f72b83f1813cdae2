import type { Span } from './tree.js';

/** Ends the parsing. Only `parse` sees it. */
export class ParseStop extends Error {
  readonly span: Span;

  constructor(
    { start, end }: Span,
    readonly rule: string,
    message: string,
    readonly hint: string | null = null,
  ) {
    super(message);
    this.span = { start, end };
  }
}
