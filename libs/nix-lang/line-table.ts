/** Lines as Nix counts them: each ends with `\n`, `\r\n` or a lone `\r`. */
export class LineTable {
  #lineStarts: number[] | null = null;

  constructor(readonly text: string) {}

  /** How many lines there are; an empty text has one. */
  get count(): number {
    return this.#starts().length;
  }

  /** Line and column of an offset, both from 1; columns are UTF-16 units. */
  positionOf(offset: number): { line: number; column: number } {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }

  /** A line's text without its end. Lines count from 1. */
  textOf(line: number): string {
    const starts = this.#starts();
    const start = starts[line - 1] ?? this.text.length;
    return this.text.slice(start, starts[line] ?? this.text.length).replace(/[\r\n]+$/, '');
  }

  /** Made when first asked for: a text without mistakes needs no positions. */
  #starts(): number[] {
    if (this.#lineStarts !== null) return this.#lineStarts;
    const starts = [0];
    const ends = /\r\n?|\n/g;
    while (ends.exec(this.text) !== null) starts.push(ends.lastIndex);
    this.#lineStarts = starts;
    return starts;
  }
}
