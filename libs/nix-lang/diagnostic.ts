import type { LineTable } from './line-table.js';

/** What is wrong, where, and what would help. */
export interface Diagnostic {
  /** A short name for the kind of mistake, such as `syntax` or `undefined-variable`. */
  readonly rule: string;
  readonly message: string;
  readonly hint: string | null;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  readonly offset: number;
  /** Exclusive. */
  readonly endOffset: number;
}

/** A diagnostic for a piece of the text. */
export function diagnosticAt(
  lines: LineTable,
  span: { start: number; end: number },
  words: { rule: string; message: string; hint?: string | null },
): Diagnostic {
  const { line, column } = lines.positionOf(span.start);
  return {
    rule: words.rule,
    message: words.message,
    hint: words.hint ?? null,
    line,
    column,
    offset: span.start,
    endOffset: Math.max(span.end, span.start),
  };
}
