import { describe, expect, it } from '@jest/globals';
import { createRate } from './rate.js';

describe('createRate', () => {
  it('takes so many of each key, then refuses, and says when the minute is over', async () => {
    const rate = createRate('token', 3, () => undefined);
    const takes = [];
    for (let i = 0; i < 5; i++) takes.push(await rate.take('a'));
    expect(takes.map(({ refused, left }) => [refused, left])).toEqual([
      [false, 2],
      [false, 1],
      [false, 0],
      [true, 0],
      [true, 0],
    ]);
    expect(takes.every(({ resetSeconds }) => resetSeconds > 0 && resetSeconds <= 60)).toBe(true);
    expect(await rate.take('b')).toMatchObject({ refused: false, left: 2 });
  });

  it('has a bound: in a flood of keys further ones share counts, and those before keep their own', async () => {
    let full = 0;
    const rate = createRate('address', 10, () => full++);
    for (let i = 0; i < 20_000; i++) await rate.take(`key ${i}`);
    expect(full).toBe(0);
    let refused = 0;
    for (let i = 0; i < 20_000; i++) if ((await rate.take(`flood ${i}`)).refused) refused++;
    expect(full).toBe(20_000);
    // 256 shared counts of 10.
    expect(refused).toBeGreaterThanOrEqual(20_000 - 256 * 10);
    expect(await rate.take('key 7')).toMatchObject({ refused: false, left: 8 });
  });
});
