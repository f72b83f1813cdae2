import { describe, it } from '@jest/globals';

/**
 * What a block of tests needs of the machine: `requirement('root', process.getuid?.() === 0, 'starts as another user')`.
 * Where it is missing the block is skipped, and its name says why (the reporter prints it); with CI=true that is a
 * failure, or nobody would notice.
 *
 * @returns `describe`, or one that skips
 */
export function requirement(name: string, present: boolean, why: string) {
  if (present) return (title: string, tests: () => void): void => describe(title, tests);
  if (process.env.CI === 'true') {
    it(`has ${name}`, () => {
      throw new Error(`CI must have ${name}: ${why}`);
    });
  }
  return (title: string, tests: () => void): void =>
    describe.skip(`${title} (skipped: needs ${name}: ${why})`, tests);
}
