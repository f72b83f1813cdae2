/** What a spreadsheet would take for a formula (https://owasp.org/www-community/attacks/CSV_Injection), its full-width forms too. */
const formula = /^\s*[=+\-@\t\r\n＝＋－＠]/;
const plain = /^[\w ./:-]*$/;

/**
 * A line of CSV (RFC 4180), with its end. A text that a spreadsheet would compute is led in by an apostrophe, which
 * shows it as it is; all that is not plain is quoted, so that no separator of any locale ends a cell.
 */
export function csvLine(cells: (string | number | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return plain.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}
