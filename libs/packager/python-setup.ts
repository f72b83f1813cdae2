/*
 * Reads the plain values out of a setup.py: what stands there as literal strings and lists, by name, whether it is an
 * argument of setup() or a variable. Nothing is run; what is computed is not there.
 */

/** Without the comments at the ends of lines; a # within a string stays. */
export function withoutComments(text: string): string {
  return text.replace(/^((?:[^'"#\n]|'[^'\n]*'|"[^"\n]*")*)#.*$/gm, '$1');
}

/** `name="value"`, or a variable of that name. */
export function stringOf(text: string, name: string): string | undefined {
  const value = valueOf(text, name);
  return value === undefined ? undefined : literals(value.slice(0, 500), 1)[0];
}

/** The strings of `name=[…]`; those of the variable where one is named, and of `"name": […]` within a table. */
export function listOf(text: string, name: string): string[] {
  const value = valueOf(text, name);
  if (value === undefined) return [];
  const open = /^[[(]/.exec(value);
  if (open) return literals(upToClose(value), 200);
  const variable = /^(\w+)/.exec(value)?.[1];
  const other = variable !== undefined && variable !== name ? valueOf(text, variable) : undefined;
  return other !== undefined && /^[[(]/.test(other) ? literals(upToClose(other), 200) : [];
}

function valueOf(text: string, name: string): string | undefined {
  const found = new RegExp(
    `(?:^|[^\\w.])(?:${name}\\s*=(?!=)|['"]${name}['"]\\s*:)\\s*(?=[\\w'"[(])`,
    'm',
  ).exec(text);
  return found
    ? text.slice(found.index + found[0].length, found.index + found[0].length + 20_000)
    : undefined;
}

/** Up to the bracket that closes the first one. */
function upToClose(text: string): string {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/'[^'\n]*'|"[^"\n]*"|[[\](){}]/g)) {
    if (/^[[({]$/.test(token)) depth++;
    else if (/^[\])}]$/.test(token) && --depth === 0) return text.slice(0, index);
  }
  return text;
}

function literals(text: string, most: number): string[] {
  const strings = most === 1 ? /^(?:'([^'\n\\]*)'|"([^"\n\\]*)")/g : /'([^'\n\\]*)'|"([^"\n\\]*)"/g;
  return [...text.matchAll(strings)].slice(0, most).map(([, single, double]) => single ?? double ?? '');
}
