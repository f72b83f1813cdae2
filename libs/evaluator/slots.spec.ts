import { describe, expect, it } from '@jest/globals';
import { createSlots } from './slots.js';

describe('slots', () => {
  it('let in only so many at once, and the others in order', async () => {
    const enter = createSlots(1, 10);
    const order: string[] = [];
    const leave = await enter();
    const others = ['a', 'b'].map(async (name) => {
      const done = await enter();
      order.push(name);
      done!();
    });
    expect(order).toEqual([]);
    leave!();
    leave!(); // twice is once
    await Promise.all(others);
    expect(order).toEqual(['a', 'b']);
    expect(await enter()).not.toBeNull();
  });

  it('turn away who comes when too many wait', async () => {
    const enter = createSlots(1, 1);
    const leave = await enter();
    const second = enter();
    expect(await enter()).toBeNull();
    leave!();
    expect(await second).toEqual(expect.any(Function));
  });

  it('forget a waiter whose signal aborts', async () => {
    const enter = createSlots(1, 1);
    const leave = await enter();
    const given = new AbortController();
    const waiting = enter(given.signal);
    given.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(enter(given.signal)).rejects.toThrow('enough');
    const next = enter();
    leave!();
    expect(await next).toEqual(expect.any(Function));
  });
});
