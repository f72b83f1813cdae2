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
