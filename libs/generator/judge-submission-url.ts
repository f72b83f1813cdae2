import { type NixToken, inherited, isWord, plainString, textAt } from './nix-code.js';

/** More would be no URL that somebody reads; each is a place where anything fits. */
export const maxInterpolations = 16;

export interface UrlLiteral {
  /** The text between what is interpolated and not known: one more than there are such gaps. */
  segments: string[];
  interpolations: number;
}

/** Names of attributes that are bound to one and the same plain string wherever they are bound; null for all others. */
export function boundStrings(text: string, tokens: readonly NixToken[]): Map<string, string | null> {
  const bound = new Map<string, string | null>();
  for (const [index, { text: name }] of tokens.entries()) {
    const next = textAt(tokens, index + 1);
    if (!isWord(name)) continue;
    if (next === '=') {
      const plain = plainString(text, tokens, index + 2);
      const value = plain?.includes('\\') || textAt(tokens, index + 4) !== ';' ? null : plain;
      bound.set(name, bound.has(name) && bound.get(name) !== value ? null : value);
    } else if (/^[:?@,]$/.test(next) || /^[@,]$/.test(textAt(tokens, index - 1))) {
      // A parameter.
      bound.set(name, null);
    } else if (name === 'inherit' && next === '(')
      inherited(tokens, index + 1, (inner) => bound.set(inner, null));
  }
  return bound;
}

/** Reads the string whose opening quote is this token; `version` and `finalAttrs.version` are put in where they are known. */
export function urlLiteral(
  text: string,
  tokens: readonly NixToken[],
  index: number,
  bound: ReadonlyMap<string, string | null>,
): UrlLiteral {
  const end = tokens[index]?.mate ?? index;
  const segments: string[] = [];
  let segment = '';
  let interpolations = 0;
  let from = (tokens[index]?.at ?? 0) + 1;
  for (let at = index + 1; at < end; at++) {
    const { at: start, mate } = tokens[at]!;
    segment += text.slice(from, start);
    interpolations++;
    const inside = tokens.slice(at + 1, Math.min(mate, at + 5)).map((token) => token.text);
    const name =
      inside.length === 3 && inside[0] === 'finalAttrs' && inside[1] === '.' ? inside[2] : inside[0];
    const value = inside.length === 1 || inside.length === 3 ? bound.get(name ?? '') : null;
    if (typeof value === 'string' && (inside.length === 1 || name !== inside[0])) segment += value;
    else {
      segments.push(segment);
      segment = '';
    }
    at = mate;
    from = tokens[mate]!.at + 1;
  }
  segments.push(segment + text.slice(from, tokens[end]?.at));
  return { segments, interpolations };
}

/** Whether a URL is these segments with something between them that holds no slash. Linear in the length of both. */
export function fitsUrl(segments: readonly string[], url: string): boolean {
  if (segments.length === 1) return segments[0] === url;
  if (segments.reduce((sum, { length }) => sum + length, segments.length - 1) > url.length) return false;
  // A gap holds no slash, so that each part between slashes fits by itself.
  const parts: string[][] = [[]];
  for (const segment of segments)
    for (const [index, piece] of segment.split('/').entries())
      if (index === 0) parts.at(-1)?.push(piece);
      else parts.push([piece]);
  const given = url.split('/');
  return given.length === parts.length && parts.every((part, index) => fitsPart(part, given[index] ?? ''));
}

/** The first place of each piece is the best one, as nothing but its order binds the next. */
function fitsPart(pieces: readonly string[], given: string): boolean {
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return first === given;
  const last = pieces.at(-1) ?? '';
  if (!given.startsWith(first) || !given.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = find(piece, given, at + 1);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at + 1 + last.length <= given.length;
}

/** `indexOf` in linear time, whatever the texts are (Knuth, Morris, Pratt). */
function find(piece: string, given: string, from: number): number {
  const fallback = [0];
  for (let at = 1, length = 0; at < piece.length; fallback[at++] = length) {
    while (length > 0 && piece[at] !== piece[length]) length = fallback[length - 1] ?? 0;
    if (piece[at] === piece[length]) length++;
  }
  if (piece === '') return from <= given.length ? from : -1;
  for (let at = from, length = 0; at < given.length; at++) {
    while (length > 0 && given[at] !== piece[length]) length = fallback[length - 1] ?? 0;
    if (given[at] === piece[length] && ++length === piece.length) return at + 1 - length;
  }
  return -1;
}
