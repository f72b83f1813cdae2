import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { createGuardedFetch } from './guarded-fetch.js';

const guarded = createGuardedFetch({ allowPrivate: false });
const reach = (url: string, resolved?: string[]) =>
  createGuardedFetch({
    allowPrivate: false,
    ...(resolved && {
      resolve: async () => resolved.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    }),
  })
    .fetch(url, { redirect: 'manual' })
    .then(
      () => 'reached',
      (error: Error) => (error.cause as NodeJS.ErrnoException).code,
    );

describe('the address of a server that a tenant chose', () => {
  it.each([
    ['nonsense', /is not an address/],
    [`https://llm.example.org/${'x'.repeat(600)}`, /is not an address/],
    ['http://llm.example.org/v1', /https/],
    ['ftp://llm.example.org/v1', /https/],
    ['https://user:word@llm.example.org/v1', /user name/],
    ['https://llm.example.org/v1?key=1', /query/],
    ['https://llm.example.org:8080/v1', /port/],
  ])('is refused by what it shows: %s', (url, sentence) => {
    expect(guarded.mistakeOf(url)).toMatch(sentence);
  });

  it('is taken when it is https, and private ones only by setting', () => {
    expect(guarded.mistakeOf('https://llm.example.org/v1')).toBeNull();
    expect(createGuardedFetch({ allowPrivate: true }).mistakeOf('http://127.0.0.1:9/v1')).toBeNull();
  });
});

describe('fetch', () => {
  it.each([
    'https://127.0.0.1/v1',
    'https://0x7f.1/v1',
    'https://2130706433/v1',
    'https://[::1]/v1',
    'https://[::ffff:127.0.0.1]/v1',
    'https://169.254.169.254/latest/meta-data',
    'https://10.1.2.3/v1',
    'http://93.184.216.34/v1',
  ])('fails at %s as if nobody were there', async (url) => {
    expect(await reach(url)).toBe('ENOTFOUND');
  });

  it.each([[['127.0.0.1']], [['169.254.169.254']], [['93.184.216.34', '10.0.0.1']], [[]]])(
    'fails for a name of %j as if it did not exist',
    async (addresses) => {
      expect(await reach('https://llm.example.org/v1', addresses)).toBe('ENOTFOUND');
    },
  );

  it('follows no redirect, whatever it is asked with', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url!);
      response.writeHead(302, { location: '/elsewhere' }).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const local = createGuardedFetch({ allowPrivate: true });
    try {
      await expect(local.fetch(url)).rejects.toThrow('follows no redirect');
      expect((await local.fetch(url, { redirect: 'manual' })).status).toBe(302);
      expect(asked).toEqual(['/v1']);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
