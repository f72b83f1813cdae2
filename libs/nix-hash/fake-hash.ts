import { toSri } from './sha256.js';
import { createHash } from 'node:crypto';

/**
 * A well-formed SRI hash of nothing, for a hash that only a build can tell: the same word gives the same one, and no two
 * words do, so that the `got:` line of a build log says which one is meant.
 */
export function fakeHash(word: string): string {
  return toSri(createHash('sha256').update(`ai-drv: a hash that only a build can tell: ${word}`).digest());
}
