import type { Interpolation, StringText } from './tree.js';

export interface IndentedPiece {
  readonly part: StringText | Interpolation;
  /** Whether the piece is a text as written, whose leading spaces are indentation; escapes and interpolations are not. */
  readonly plain: boolean;
}

/** Takes the common indentation off the lines of a `''…''` string: `stripIndentation` of Nix's parser.y. */
export function stripIndentation(pieces: readonly IndentedPiece[]): (StringText | Interpolation)[] {
  const common = commonIndentation(pieces);
  let atLineStart = true;
  let dropped = 0;

  const strip = (text: string): string => {
    let result = '';
    for (let at = 0; at < text.length;) {
      if (!atLineStart) {
        const end = text.indexOf('\n', at) + 1 || text.length;
        atLineStart = text[end - 1] === '\n';
        result += text.slice(at, end);
        at = end;
        continue;
      }
      let content = at;
      while (text[content] === ' ') content++;
      result += text.slice(Math.min(content, at + Math.max(0, common - dropped)), content);
      dropped += content - at;
      at = content;
      if (at === text.length) break;
      // A line's end, or its first other character, is kept; the next space counts anew.
      dropped = 0;
      atLineStart = text[at] === '\n';
      result += text[at];
      at++;
    }
    return result;
  };

  return pieces.map(({ part }, index) => {
    if (part.kind === 'interpolation') {
      atLineStart = false;
      dropped = 0;
      return part;
    }
    const value = strip(part.value);
    // The line of the closing quotes does not count.
    return { ...part, value: index === pieces.length - 1 ? value.replace(/(\n) *$/, '$1') : value };
  });
}

function commonIndentation(pieces: readonly IndentedPiece[]): number {
  let common = 1_000_000; // as in Nix: more than that is not taken off
  let atLineStart = true;
  let current = 0;
  const content = (): void => {
    atLineStart = false;
    common = Math.min(common, current);
  };

  for (const { part, plain } of pieces) {
    if (part.kind !== 'text' || !plain) {
      if (atLineStart) content();
      continue;
    }
    const text = part.value;
    for (let at = 0; at < text.length; at++) {
      if (!atLineStart) {
        at = text.indexOf('\n', at);
        if (at === -1) break;
        atLineStart = true;
        current = 0;
      } else if (text[at] === ' ') current++;
      else if (text[at] === '\n') current = 0;
      else content();
    }
  }
  return common;
}
