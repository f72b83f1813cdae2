import { describe, expect, it } from '@jest/globals';
import type { LookupAddress } from 'node:dns';
import { guardedLookup } from './guarded-agent.js';
import { sourcePolicy } from './source-url.js';

/** What a socket would get for a name that resolves to these addresses. */
function look(addresses: string[], all = true): Promise<string | LookupAddress[]> {
  const resolve = async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return new Promise((done, fail) =>
    guardedLookup(sourcePolicy(false), resolve)('example.test', { all }, (error, found) =>
      error ? fail(error) : done(found),
    ),
  );
}

describe('guardedLookup', () => {
  it('returns the very addresses that it judged', async () => {
    await expect(look(['8.8.8.8', '2606:4700::1111'])).resolves.toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
    await expect(look(['8.8.8.8'], false)).resolves.toBe('8.8.8.8');
  });

  it.each([
    [['127.0.0.1']],
    [['8.8.8.8', '127.0.0.1']],
    [['169.254.169.254', '8.8.8.8']],
    [['8.8.8.8', '::ffff:10.0.0.1']],
    [['8.8.8.8', '64:ff9b::a00:1']],
    [[]],
  ])('refuses %j whole: one address that is not public is enough', async (addresses) => {
    await expect(look(addresses)).rejects.toThrow('has no address that may be reached');
    await expect(look(addresses, false)).rejects.toThrow('has no address that may be reached');
  });

  it('passes the error of the resolver on', async () => {
    const lookup = guardedLookup(sourcePolicy(false), () => Promise.reject(new Error('ENOTFOUND')));
    await expect(new Promise((_, fail) => lookup('x', {}, fail))).rejects.toThrow('ENOTFOUND');
  });
});
