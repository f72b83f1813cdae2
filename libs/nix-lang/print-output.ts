import type { LineTable } from './line-table.js';
import type { Comment } from './tree.js';

export type Gap = 'none' | 'space' | 'line' | 'blank';
const order: readonly Gap[] = ['none', 'space', 'line', 'blank'];
const width = 2;

/** Collects the printed text. White space is put off until something follows, so that comments can come before it. */
export class Output {
  readonly #pieces: string[] = [];
  #gap: Gap = 'none';
  #indent = 0;
  #next = 0;
  #last = '';
  #lastIsUri = false;
  #sourceEnd = 0;

  constructor(
    private readonly comments: readonly Comment[],
    private readonly lines: LineTable | null,
  ) {}

  indent(by: 1 | -1): void {
    this.#indent += by;
  }

  /** Asks for white space before what comes next; the widest asked for counts. */
  gap(gap: Gap): void {
    if (order.indexOf(gap) > order.indexOf(this.#gap)) this.#gap = gap;
  }

  /** Writes a token; apart from the one before it where the two would be read as one. */
  write(text: string, mayGlue = false): void {
    if (this.#gap === 'none' && !mayGlue && this.#glues(text)) this.#gap = 'space';
    this.#put(text);
    this.#lastIsUri = false;
  }

  /** A URI takes most characters that follow it for its own. */
  writeUri(text: string): void {
    this.write(text);
    this.#lastIsUri = true;
  }

  /** A text within a string or a path: nothing comes before it or behind it. */
  writeRaw(text: string): void {
    this.#pieces.push(text);
    if (text !== '') this.#last = text.at(-1)!;
    this.#lastIsUri = false;
  }

  /** Writes the comments that stood before this place in the source. */
  commentsBefore(offset: number): void {
    for (
      let comment = this.comments[this.#next];
      comment && comment.start < offset;
      comment = this.comments[this.#next]
    ) {
      this.#next++;
      this.#comment(comment);
    }
  }

  /** Keeps one of the empty lines that stood before this place, if comments up to there are written. */
  blankBefore(offset: number): void {
    if (this.#hadBlankLine(offset)) this.gap('blank');
  }

  /** Notes up to where in the source everything is written. */
  reached(offset: number): void {
    this.#sourceEnd = Math.max(this.#sourceEnd, offset);
  }

  end(): string {
    this.commentsBefore(Infinity);
    return `${this.#pieces.join('')}\n`;
  }

  #comment({ text, ownLine, start, end }: Comment): void {
    const before = this.#gap;
    const line = text.startsWith('#');
    if (ownLine) {
      if (this.#pieces.length > 0) this.gap(this.#hadBlankLine(start) ? 'blank' : 'line');
    } else if (before === 'line' || before === 'blank') this.#gap = this.#lineIsOpen ? 'space' : before;
    else if (this.#pieces.length > 0) this.gap('space');
    this.#put(text);
    this.#lastIsUri = false;
    this.#lineIsOpen = !line;
    this.#gap = line || ownLine || before === 'line' || before === 'blank' ? 'line' : 'space';
    this.reached(end);
  }

  /** Whether more may be written on this line: not behind `#`. */
  #lineIsOpen = true;

  #put(text: string): void {
    if (this.#gap === 'space') this.#pieces.push(' ');
    else if (this.#gap !== 'none')
      this.#pieces.push(this.#gap === 'blank' ? '\n\n' : '\n', ' '.repeat(width * this.#indent));
    if (this.#gap === 'line' || this.#gap === 'blank') this.#lineIsOpen = true;
    this.#gap = 'none';
    this.writeRaw(text);
  }

  #hadBlankLine(offset: number): boolean {
    if (this.lines === null || offset <= this.#sourceEnd) return false;
    return /\n[ \t\r]*\n/.test(this.lines.text.slice(this.#sourceEnd, offset));
  }

  /** Whether a token would be read together with the one before it. */
  #glues(text: string): boolean {
    if (this.#lastIsUri) return true;
    return (
      /[\w.+/'-]/.test(this.#last) && /^[\w.+/~-]/.test(text) && (text.includes('/') || /\w/.test(this.#last))
    );
  }
}
