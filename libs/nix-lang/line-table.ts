/** Lines as Nix counts them: each ends with `\n`, `\r\n` or a lone `\r`. */
export class LineTable {
  readonly #starts: number[] = [0];

  constructor(readonly text: string) {
    const ends = /\r\n?|\n/g;
    while (ends.exec(text) !== null) this.#starts.push(ends.lastIndex);
  }

  /** How many lines there are; an empty text has one. */
  get count(): number {
    return this.#starts.length;
  }

  /** Line and column of an offset, both from 1; columns are UTF-16 units. */
  positionOf(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }

  /** A line's text without its end. Lines count from 1. */
  textOf(line: number): string {
    const start = this.#starts[line - 1] ?? this.text.length;
    return this.text.slice(start, this.#starts[line] ?? this.text.length).replace(/[\r\n]+$/, '');
  }
}
