import { builtinNames } from './globals.js';

/** Names beyond this many are not compared: in a huge set a hint is not worth the time. */
const mostNames = 2000;

/** The name most like a wrong one: at most a third of its letters differ. Null when there is none. */
export function nearest(wrong: string, names: Iterable<string>): string | null {
  if (builtinNames.has(wrong)) return `builtins.${wrong}`;
  if (wrong.length > 60) return null;
  let best: string | null = null;
  let bestDistance = Math.floor(wrong.length / 3) + 1;
  let left = mostNames;
  for (const name of names) {
    if (left-- === 0) break;
    const distance = editDistance(wrong.toLowerCase(), name.toLowerCase(), bestDistance);
    if (distance >= bestDistance) continue;
    best = name;
    bestDistance = distance;
  }
  return best;
}

/** Letters put in, taken out, changed or swapped with their neighbour (optimal string alignment); `bound` or more is `bound`. */
function editDistance(one: string, other: string, bound: number): number {
  if (Math.abs(one.length - other.length) >= bound) return bound;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      let distance = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (same ? 0 : 1),
      );
      if (row > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        distance = Math.min(distance, before[column - 2]! + 1);
      current.push(distance);
    }
    before = last;
    last = current;
    if (Math.min(...current) >= bound) return bound;
  }
  return last[other.length]!;
}
