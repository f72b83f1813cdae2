/** The texts between what is not known: one more than there are such gaps. `["a"]` is the plain text a. */
export type Segments = readonly string[];

/** The most segments, and characters of one, that are put together: definitions that use each other often grow without end. */
const mostSegments = 256;
const mostCharacters = 65_536;

/** What nothing is known of. */
export const gap: Segments = ['', ''];

/** One text after the other. */
export function joined(parts: readonly Segments[]): Segments {
  const segments = [''];
  for (const [first = '', ...rest] of parts) {
    segments.push(segments.pop()! + first);
    segments.push(...rest);
    if (segments.length > mostSegments || segments.at(-1)!.length > mostCharacters) return gap;
  }
  return segments;
}
