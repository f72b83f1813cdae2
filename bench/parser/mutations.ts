import type { Random } from './random.js';

const marks =
  "{ } ( ) [ ] ; : = == , . ... ? ! + ++ - -> * / // < > <= && || @ \" '' ${ $ ' \\ # /* */ ~/ ./a a/b <n> http://a.b/c or rec let in with inherit if then else assert 1 1.5 x null".split(
    ' ',
  );
/** Pieces of a text that are mostly tokens. Not our own lexer's: its mistakes would hide from the comparison. */
const piece = /[A-Za-z_][\w'-]*|\d+|''|\$\{|\/\/|\+\+|[=!<>]=|&&|\|\||->|\s+|[^]/g;

/** Changes a text a little: some changes keep it right, most do not. */
export function mutate(text: string, random: Random): string {
  const pieces = text.match(piece) ?? [''];
  const at = random.below(pieces.length);
  switch (random.below(12)) {
    case 0:
      pieces.splice(at, 1);
      break;
    case 1:
      pieces.splice(at, 0, random.of(pieces));
      break;
    case 2:
      pieces[at] = random.of(pieces);
      break;
    case 3:
      pieces.splice(at, 0, ` ${random.of(marks)} `);
      break;
    case 4:
      pieces.splice(at, 0, random.of(marks));
      break;
    case 5: {
      const other = random.below(pieces.length);
      [pieces[at], pieces[other]] = [pieces[other]!, pieces[at]!];
      break;
    }
    case 6:
      return keepsMeaning(pieces, at, random);
    case 7:
      return keepsMeaning(pieces, at, random);
    case 8:
      return text.slice(0, random.below(text.length));
    case 9: {
      const character = random.below(text.length);
      return text.slice(0, character) + text.slice(character + 1);
    }
    case 10: {
      // A name for another of the same text: a likely undefined variable, or a repeated attribute.
      const names = pieces.flatMap((one, index) => (/^[A-Za-z_]/.test(one) ? [index] : []));
      if (names.length > 0) pieces[random.of(names)] = pieces[random.of(names)]!;
      break;
    }
    default:
      pieces[at] = random.of(marks);
  }
  return pieces.join('');
}

/** White space and comments between tokens, parentheses around names: right nearly everywhere. */
function keepsMeaning(pieces: string[], at: number, random: Random): string {
  const spaces = pieces.flatMap((one, index) => (/^\s+$/.test(one) ? [index] : []));
  const space = spaces.length > 0 ? random.of(spaces) : at;
  switch (random.below(4)) {
    case 0:
      pieces.splice(space, 0, ' /* a */ ');
      break;
    case 1:
      pieces.splice(space, 0, '\r\n');
      break;
    case 2:
      pieces.splice(space, 1, '\t \n');
      break;
    default:
      pieces.splice(space, 0, ' # b\n');
  }
  return pieces.join('');
}
