import type { Diagnostic } from './diagnostic.js';
import type { LineTable } from './line-table.js';

const widest = 120;

/**
 * A diagnostic for people: the sentence, the place, the line before it, the line with a caret, and the hint.
 *
 * @param lines of the text that was parsed
 * @param name what the text is called, such as a file's name
 */
export function formatDiagnostic(diagnostic: Diagnostic, lines: LineTable, name = 'expression'): string {
  const { line, column, message, hint } = diagnostic;
  const gutter = ' '.repeat(String(line).length);
  const { text, shift } = excerpt(lines.textOf(line), column);
  const caretAt = column - 1 - shift;
  // Tabs stay tabs before the caret, so that it stands below its character at any width of them.
  const indent = text.slice(0, caretAt).replace(/[^\t]/g, ' ').padEnd(caretAt);
  const length = Math.min(diagnostic.endOffset - diagnostic.offset, text.length - caretAt);
  return [
    `error: ${message}`,
    `${gutter}  at ${name}:${line}:${column}`,
    ...(line > 1
      ? [`${String(line - 1).padStart(gutter.length)} | ${excerpt(lines.textOf(line - 1), 1).text}`]
      : []),
    `${line} | ${text}`,
    `${gutter} | ${indent}${'^'.repeat(Math.max(1, length))}`,
    ...(hint === null ? [] : [`${gutter} hint: ${hint}`]),
  ].join('\n');
}

/** A line short enough to show, with the column within it. */
function excerpt(text: string, column: number): { text: string; shift: number } {
  if (text.length <= widest) return { text, shift: 0 };
  const shift = Math.max(0, Math.min(column - 1 - widest / 2, text.length - widest));
  return { text: text.slice(shift, shift + widest), shift };
}
