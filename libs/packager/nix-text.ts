/** A Nix string literal of any text. @see https://nix.dev/manual/nix/latest/language/string-literals */
export function nixString(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('${', '\\${')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `"${escaped}"`;
}

/** A Nix list as nixfmt writes it: one element on the line, more of them below each other. */
export function nixList(elements: string[]): string {
  return elements.length > 1 ? `[\n${indent(elements.join('\n'))}\n]` : `[ ${elements.join('')} ]`;
}

/** An indented Nix string of these lines of shell. */
export function nixScript(lines: string[]): string {
  // Character by character: `'` and `$` next to each other, or to the end of the string, would else mean something.
  const escaped = lines.map((line) =>
    line.replace(/'(?=['$])|\$(?=[{'])/g, (mark) => (mark === '$' ? "''$" : '${"\'"}')),
  );
  return `''\n${indent(escaped.join('\n'))}\n''`;
}

/** An attribute set of already written values. */
export function nixSet(attributes: [name: string, value: string][]): string {
  return `{\n${indent(attributes.map(([name, value]) => `${name} = ${value};`).join('\n'))}\n}`;
}

export function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** Comment lines of a sentence, which may hold anything; no line is longer than nixpkgs likes. */
export function nixComment(text: string): string[] {
  const lines: string[] = [];
  for (const word of text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 96) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines;
}
