import type { Output } from './print-output.js';
import type {
  AttributeName,
  Expression,
  Interpolation,
  PathExpression,
  StringExpression,
  StringText,
} from './tree.js';

type Piece =
  string | ((output: Output) => void) | { readonly node: Expression | Interpolation | StringExpression };

export function stringPieces({ indented, parts }: StringExpression): Piece[] {
  // A string that was not parsed has no text of its own; "…" can hold every value.
  const written = parts.every((part) => part.kind !== 'text' || part.raw !== null);
  const quote = indented && written ? "''" : '"';
  // A line's end right behind the opening quotes does not count, so a text of several lines starts on its own.
  const lines = parts.some((part) => part.kind === 'text' && part.raw?.includes('\n'));
  const open = quote === "''" && lines ? "''\n" : quote;
  return [open, ...parts.map((part) => partPiece(part, written)), raw(quote)];
}

export function pathPieces({ parts }: PathExpression): Piece[] {
  const [first, ...rest] = parts;
  const start = first!.kind === 'text' ? first!.value : '';
  return [start, ...rest.map((part) => partPiece(part, true))];
}

export function attributePiecesOf({ name, expression }: AttributeName): Piece[] {
  if (expression !== null) return [{ node: expression }];
  return [/^[a-zA-Z_][\w'-]*$/.test(name!) ? name! : `"${escape(name!)}"`];
}

function partPiece(part: StringText | Interpolation, written: boolean): Piece {
  if (part.kind === 'interpolation') return { node: part };
  return raw(written ? (part.raw ?? part.value) : escape(part.value));
}

function raw(text: string): Piece {
  return (output) => output.writeRaw(text);
}

const named: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** As within `"…"`. */
function escape(value: string): string {
  return value.replace(/["\\\n\r\t]|\$(?=\{|$)/g, (character) => named[character] ?? `\\${character}`);
}
