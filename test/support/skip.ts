import { describe, it } from '@jest/globals';

/**
 * What a block of tests needs of the machine: `requirement('root', process.getuid?.() === 0, 'starts as another user')`.
 * Where it is missing the block is skipped and a line says so; with CI=true that is a failure, or nobody would notice.
 *
 * @returns `describe`, or one that skips
 */
export function requirement(
  name: string,
  present: boolean,
  why: string,
): typeof describe | typeof describe.skip {
  if (present) return describe;
  if (process.env.CI === 'true') {
    it(`has ${name}`, () => {
      throw new Error(`CI must have ${name}: ${why}`);
    });
  } else {
    process.stderr.write(`skipped: needs ${name} (${why})\n`);
  }
  return describe.skip;
}
