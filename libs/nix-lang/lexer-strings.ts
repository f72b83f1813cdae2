// The texts within strings, as Nix's lexer cuts them.

const dollar = 36;
const quote = 34;
const apostrophe = 39;
const backslash = 92;
const brace = 123;

/** The end of a text within `"…"`: before its `"` or `${`, or the end of everything. `$${` is no interpolation. */
export function stringTextEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === backslash) at += 2;
    else if (code === dollar) {
      const next = text.charCodeAt(at + 1);
      if (next === brace) return at;
      if (next === quote) return at + 1;
      at += next === backslash ? 3 : 2;
    } else at++;
  }
  return text.length;
}

/** The end of a plain text within `''…''`. Gives `start` where an escape, an interpolation or the end stands. */
export function indentedTextEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === dollar || code === apostrophe) {
      const next = text.charCodeAt(at + 1);
      const special =
        code === dollar ? next === brace || next === apostrophe : next === apostrophe || next === dollar;
      if (special || Number.isNaN(next)) return at;
      at += 2;
    } else at++;
  }
  return text.length;
}

/** The end of an escape within `''…''`, or of a lone `$` or `'`. Gives `at` where the string closes. */
export function indentedPieceEnd(text: string, at: number): number {
  if (text.charCodeAt(at) === dollar || text.charCodeAt(at + 1) !== apostrophe) return at + 1;
  const third = text.charCodeAt(at + 2);
  if (third === dollar || third === apostrophe) return at + 3;
  return third === backslash && at + 3 < text.length ? at + 4 : at;
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

/** What a text within `"…"` means: escapes replaced, ends of lines as `\n`. */
export function unescapeString(raw: string): string {
  if (!/[\\\r]/.test(raw)) return raw;
  return raw.replace(/\\([^])|\r\n?/g, (_all, escaped: string | undefined) =>
    escaped === undefined ? '\n' : (escapes[escaped] ?? escaped),
  );
}

/** What an `indented-escape` means. */
export function unescapeIndented(raw: string): string {
  if (raw.length === 4) return unescapeString(raw.slice(2));
  return raw === "''$" ? '$' : raw === "'''" ? "''" : raw;
}
