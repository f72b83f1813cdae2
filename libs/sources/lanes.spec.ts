import { describe, expect, it } from '@jest/globals';
import { setImmediate as settled } from 'node:timers/promises';
import { createLanes } from './lanes.js';

describe('createLanes', () => {
  it('lets so many of a key in, the others in order, and other keys regardless', async () => {
    const enter = createLanes(2);
    const log: string[] = [];
    const go = async (name: string, key = 'a') => {
      const leave = await enter(key);
      log.push(name);
      return leave;
    };
    const first = await go('1');
    await go('2');
    const third = go('3');
    void go('4');
    await go('other', 'b');
    await settled();
    expect(log).toEqual(['1', '2', 'other']);
    first();
    first(); // a second call is none
    await settled();
    expect(log).toEqual(['1', '2', 'other', '3']);
    (await third)();
    await settled();
    expect(log.at(-1)).toBe('4');
  });

  it('a waiter that aborts leaves the queue with its reason and takes no place', async () => {
    const enter = createLanes(1);
    const leave = await enter('a');
    const controller = new AbortController();
    const waiting = enter('a', controller.signal);
    const next = enter('a');
    controller.abort(new Error('shutting down'));
    await expect(waiting).rejects.toThrow('shutting down');
    await expect(enter('a', controller.signal)).rejects.toThrow('shutting down');
    leave();
    (await next)();
    (await enter('a'))();
  });
});
