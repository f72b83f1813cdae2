// Nix's lexer (libexpr/lexer.l of Nix 2.8) by hand: at each place the longest match wins. One pass, in time linear in the
// text: the ends of runs that several places would look for are remembered.
import {
  isDigit,
  isIdentifierCharacter,
  isIdentifierStart,
  isLetter,
  isPathCharacter,
  isSpace,
  isUriCharacter,
} from './characters.js';
import { indentedPieceEnd, indentedTextEnd, stringTextEnd } from './lexer-strings.js';
import { scanNumber } from './lexer-numbers.js';
import { PathScanner } from './path-scanner.js';
import { keywords, kindOf, type TokenKind } from './token.js';

/** All tokens but white space and comments; offsets are UTF-16 units. The last one is `end`. */
export interface Tokens {
  readonly kinds: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** How many there are; the arrays may be longer. */
  readonly count: number;
  /** Starts and ends of comments, one after the other. */
  readonly comments: number[];
  /** Where the last token, comment or white space starts: there Nix reports what is missing at the end. */
  readonly lastLexeme: number;
}

const inCode = 0;
const inString = 1;
const inIndented = 2;
const inPath = 3;
const inPathAfterSlash = 4;

const single = new Map(
  (['(', ')', '[', ']', ';', ':', ',', '@', '?', '*'] as const).map((mark) => [
    mark.charCodeAt(0),
    kindOf[mark],
  ]),
);
const double = new Map(
  (['==', '!=', '<=', '>=', '&&', '||', '->', '//', '++'] as const).map((mark) => [mark, kindOf[mark]]),
) as ReadonlyMap<string, TokenKind>;
const firstOfDouble = new Map(
  (['=', '!', '<', '>', '+', '-', '/'] as const).map((mark) => [mark.charCodeAt(0), kindOf[mark]]),
);

/** Splits a text into tokens. Never fails: what is no token becomes one of the broken kinds. */
export function tokenize(text: string): Tokens {
  const lexer = new Lexer(text);
  lexer.run();
  return lexer;
}

class Lexer implements Tokens {
  kinds: Uint8Array;
  starts: Uint32Array;
  ends: Uint32Array;
  count = 0;
  readonly comments: number[] = [];
  lastLexeme = 0;

  #state = inCode;
  readonly #outer: number[] = [];
  readonly #paths: PathScanner;
  #noCommentEndAfter = Infinity;

  constructor(readonly text: string) {
    this.#paths = new PathScanner(text);
    // Real code has a token for every four or five characters.
    const expected = (text.length >> 2) + 16;
    this.kinds = new Uint8Array(expected);
    this.starts = new Uint32Array(expected);
    this.ends = new Uint32Array(expected);
  }

  run(): void {
    const { text } = this;
    let at = 0;
    while (at < text.length || this.#state === inPath || this.#state === inPathAfterSlash) {
      if (at < text.length) this.lastLexeme = at;
      if (this.#state === inCode) at = this.#code(at);
      else if (this.#state === inString) at = this.#string(at);
      else if (this.#state === inIndented) at = this.#indented(at);
      else at = this.#path(at);
    }
    this.#add(kindOf.end, text.length, text.length);
  }

  #add(kind: TokenKind, start: number, end: number): number {
    if (this.count === this.kinds.length) this.#grow();
    this.kinds[this.count] = kind;
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count++;
    return end;
  }

  #grow(): void {
    const { kinds, starts, ends } = this;
    this.kinds = new Uint8Array(2 * kinds.length);
    this.starts = new Uint32Array(2 * kinds.length);
    this.ends = new Uint32Array(2 * kinds.length);
    this.kinds.set(kinds);
    this.starts.set(starts);
    this.ends.set(ends);
  }

  #push(state: number): void {
    this.#outer.push(this.#state);
    this.#state = state;
  }

  #pop(): void {
    this.#state = this.#outer.pop() ?? inCode;
  }

  #code(at: number): number {
    const { text } = this;
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      let end = at + 1;
      while (isSpace(text.charCodeAt(end))) end++;
      return end;
    }
    if (isPathCharacter(code) || code === 47 /* / */ || code === 126 /* ~ */) {
      const end = this.#pathStart(at, code);
      if (end > at) return end;
    }
    if (isIdentifierStart(code)) return this.#word(at);
    if (isDigit(code) || code === 46 /* . */) return this.#number(at);
    return this.#mark(at, code);
  }

  /** A path, also one whose first piece ends where an interpolation starts. Gives `at` where there is none. */
  #pathStart(at: number, code: number): number {
    const home = code === 126;
    const end = this.#paths.endOfPath(home ? at + 1 : at, !home);
    if (end === -1) return at;
    this.#push(this.text.charCodeAt(end - 1) === 47 ? inPathAfterSlash : inPath);
    return this.#add(home ? kindOf['home-path'] : kindOf.path, at, end);
  }

  #word(at: number): number {
    const { text } = this;
    if (isLetter(text.charCodeAt(at))) {
      const colon = this.#paths.endOfScheme(at);
      if (text.charCodeAt(colon) === 58 && isUriCharacter(text.charCodeAt(colon + 1))) {
        let end = colon + 2;
        while (isUriCharacter(text.charCodeAt(end))) end++;
        return this.#add(kindOf.uri, at, end);
      }
    }
    let end = at + 1;
    while (isIdentifierCharacter(text.charCodeAt(end))) end++;
    // The longest keyword has seven letters.
    const keyword = end - at <= 7 ? keywords.get(text.slice(at, end)) : undefined;
    return this.#add(keyword ?? kindOf.identifier, at, end);
  }

  #number(at: number): number {
    const { text } = this;
    const { kind, end } = scanNumber(text, at);
    if (kind !== null) return this.#add(kindOf[kind], at, end);
    return text.startsWith('...', at)
      ? this.#add(kindOf['...'], at, at + 3)
      : this.#add(kindOf['.'], at, at + 1);
  }

  #mark(at: number, code: number): number {
    const { text } = this;
    const next = text.charCodeAt(at + 1);
    if (code === 35 /* # */) return this.#lineComment(at);
    if (code === 47 && next === 42 /* * */) {
      const end = this.#blockCommentEnd(at);
      if (end > at) return end;
    }
    const bracket = this.#bracket(at, code, next);
    if (bracket > at) return bracket;
    const pair = double.get(text.slice(at, at + 2));
    if (pair !== undefined) return this.#add(pair, at, at + 2);
    const kind = single.get(code) ?? firstOfDouble.get(code);
    if (kind !== undefined) return this.#add(kind, at, at + 1);
    const width = (code & 0xfc00) === 0xd800 && (next & 0xfc00) === 0xdc00 ? 2 : 1;
    return this.#add(kindOf.unknown, at, at + width);
  }

  /** What opens or closes something, and `<path>`. Gives `at` for everything else. */
  #bracket(at: number, code: number, next: number): number {
    const { text } = this;
    if (code === 34 /* " */) return this.#open(kindOf['string-open'], at, at + 1, inString);
    if (code === 39 && next === 39 /* '' */) {
      let end = at + 2;
      while (text.charCodeAt(end) === 32) end++;
      end = text.charCodeAt(end) === 10 ? end + 1 : at + 2;
      return this.#open(kindOf['indented-open'], at, end, inIndented);
    }
    if (code === 123 /* { */) return this.#open(kindOf['{'], at, at + 1, inCode);
    if (code === 36 && next === 123 /* ${ */) return this.#open(kindOf['${'], at, at + 2, inCode);
    if (code === 125 /* } */) {
      this.#pop();
      return this.#add(kindOf['}'], at, at + 1);
    }
    if (code === 60 /* < */) {
      const end = this.#paths.endOfSearchPath(at);
      if (end !== -1) return this.#add(kindOf['search-path'], at, end);
    }
    return at;
  }

  #open(kind: TokenKind, start: number, end: number, state: number): number {
    this.#push(state);
    return this.#add(kind, start, end);
  }

  #lineComment(at: number): number {
    const { text } = this;
    let end = at + 1;
    while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
    this.comments.push(at, end);
    return end;
  }

  #blockCommentEnd(at: number): number {
    if (at >= this.#noCommentEndAfter) return at;
    const close = this.text.indexOf('*/', at + 2);
    if (close === -1) {
      this.#noCommentEndAfter = at;
      return at;
    }
    this.comments.push(at, close + 2);
    return close + 2;
  }

  #string(at: number): number {
    const { text } = this;
    if (text.charCodeAt(at) === 34) {
      this.#pop();
      return this.#add(kindOf['string-close'], at, at + 1);
    }
    if (text.startsWith('${', at)) return this.#open(kindOf['${'], at, at + 2, inCode);
    return this.#add(kindOf['string-text'], at, stringTextEnd(text, at));
  }

  #indented(at: number): number {
    const { text } = this;
    const end = indentedTextEnd(text, at);
    if (end > at) return this.#add(kindOf['indented-text'], at, end);
    if (text.startsWith('${', at)) return this.#open(kindOf['${'], at, at + 2, inCode);
    const pieceEnd = indentedPieceEnd(text, at);
    if (pieceEnd > at) return this.#add(kindOf['indented-escape'], at, pieceEnd);
    this.#pop();
    return this.#add(kindOf['indented-close'], at, at + 2);
  }

  #path(at: number): number {
    const { text } = this;
    if (text.startsWith('${', at)) {
      this.#state = inPath;
      return this.#open(kindOf['${'], at, at + 2, inCode);
    }
    const end = this.#paths.endOfPathText(at);
    if (end > at) {
      this.#state = text.charCodeAt(end - 1) === 47 ? inPathAfterSlash : inPath;
      return this.#add(kindOf['path-text'], at, end);
    }
    const kind = this.#state === inPath ? kindOf['path-end'] : kindOf['trailing-slash'];
    this.#pop();
    return this.#add(kind, at, at);
  }
}
