import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FileHandle, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type SourceServer, sha256Hex, startSourceServer } from '../../test/support/source-server.js';
import { download } from './download.js';
import type { Resolve } from './guarded-agent.js';
import { defaultLimits } from './limits.js';
import { SourceError, unreachable } from './source-error.js';
import { type SourcePolicy, checkSourceUrl } from './source-url.js';

let server: SourceServer;
/** Where nobody may get to: 127.0.0.2 is "inside". */
let inside: SourceServer;
let directory: string;
let file: FileHandle;
beforeEach(async () => {
  server = await startSourceServer();
  inside = await startSourceServer('127.0.0.2');
  directory = await mkdtemp(join(tmpdir(), 'ai-drv-download-'));
  file = await open(join(directory, 'file'), 'w');
});
afterEach(async () => {
  await server.close();
  await inside.close();
  await file.close();
  await rm(directory, { recursive: true });
});

/** As in production, but that 127.0.0.1 is the one public address, and speaks http on any port. */
const policy: SourcePolicy = {
  http: true,
  anyPort: true,
  allowsAddress: (address) => address === '127.0.0.1',
};
const quick = { ...defaultLimits, totalMs: 3_000, connectMs: 500, idleMs: 300, downloadBytes: 1_000_000 };

interface Options {
  limits?: Partial<typeof defaultLimits>;
  resolve?: Resolve;
  signal?: AbortSignal;
}

async function get(text: string, { limits, resolve, signal }: Options = {}) {
  const answer = resolve ?? (async () => [{ address: '127.0.0.1', family: 4 }]);
  return download(checkSourceUrl(text, policy), file, {
    policy,
    limits: { ...quick, ...limits },
    resolve: answer,
    signal,
  });
}

async function failure(promise: Promise<unknown>): Promise<SourceError> {
  const error: unknown = await promise.then(
    () => new Error('it was downloaded'),
    (reason: unknown) => reason,
  );
  if (error instanceof SourceError) return error;
  throw error;
}

const uniform = (url: string) => unreachable(new URL(url)).message;

describe('download', () => {
  it('writes the bytes, hashes them, and sends our own headers only', async () => {
    const body = Buffer.from('some bytes');
    const url = server.serve('/a', body);
    const { sha256, bytes, finalUrl } = await get(url);
    expect({ sha256, bytes, finalUrl: finalUrl.href }).toEqual({
      sha256: sha256Hex(body),
      bytes: 10,
      finalUrl: url,
    });
    expect(await readFile(join(directory, 'file'))).toEqual(body);
    const { host, connection, ...headers } = server.requests[0]?.headers ?? {};
    expect(headers).toEqual({ 'user-agent': 'ai-drv', accept: '*/*', 'accept-encoding': 'identity' });
    expect([host, connection]).toEqual([new URL(url).host, 'keep-alive']);
  });

  it('follows up to five redirects, and not six', async () => {
    server.serve('/0', Buffer.from('end'));
    for (let n = 1; n <= 6; n++)
      server.serve(`/${n}`, { redirect: n % 2 ? `/${n - 1}` : `${server.origin}/${n - 1}` });
    expect((await get(`${server.origin}/5`)).finalUrl.pathname).toBe('/0');
    expect((await failure(get(`${server.origin}/6`))).message).toContain('redirects more than 5 times');
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://0x7f000002/',
    '//192.168.0.1/x',
  ])('refuses a redirect to %s as if nothing answered', async (target) => {
    const url = server.serve('/r', { redirect: target });
    const error = await failure(get(url));
    expect(error.message).toBe(uniform(url));
    expect(error.code).toBe('unavailable');
  });

  it.each([
    ['ftp://example.org/', 'ftp'],
    ['file:///etc/passwd', 'file'],
    ['http://user:secret@127.0.0.1/', 'user name'],
  ])('refuses a redirect to %s', async (target, reason) => {
    const error = await failure(get(server.serve('/r', { redirect: target })));
    expect(error.code).toBe('refused');
    expect(error.message).toContain(reason);
    expect(server.requests).toHaveLength(1);
  });

  it('a redirect to a name that resolves to a private address is never connected to', async () => {
    const url = server.serve('/r', { redirect: `http://inside.test:${inside.port}/` });
    const error = await failure(get(url, { resolve: async () => [{ address: '127.0.0.2', family: 4 }] }));
    expect(error.message).toBe(uniform(url));
    expect(inside.connections()).toBe(0);
  });

  it('a name server that answers differently each time is asked once per connection, and what it said is used', async () => {
    server.serve('/a', Buffer.from('ok'));
    const answers = ['127.0.0.1', '127.0.0.2'];
    const resolve: Resolve = async () => [{ address: answers.shift() ?? '', family: 4 }];
    await get(`http://rebind.test:${server.port}/a`, { resolve });
    expect(answers).toEqual(['127.0.0.2']);
    await failure(get(`http://rebind.test:${inside.port}/a`, { resolve }));
    expect(inside.connections()).toBe(0);
  });

  it('a closed port, a private address, an unknown name, a silent server and one that speaks no HTTP give one text', async () => {
    const gone = await startSourceServer();
    await gone.close();
    const silent = server.serve('/silent', { hold: new Promise(() => undefined) });
    const nowhere: Resolve = () => Promise.reject(new Error('ENOTFOUND'));
    const privately: Resolve = async () => [{ address: '10.0.0.1', family: 4 }];
    for (const [url, resolve] of [
      [`${gone.origin}/x`],
      [silent],
      ['http://unknown.test/x', nowhere],
      ['http://inside.test/x', privately],
    ] as [string, Resolve?][]) {
      const error = await failure(get(url, resolve ? { resolve } : {}));
      expect([error.code, error.message]).toEqual(['unavailable', uniform(url)]);
    }
  });

  it('ends an endless body at the limit, whatever its Content-Length says', async () => {
    const error = await failure(get(server.serve('/endless', { endless: true })));
    expect(error.code).toBe('too_large');
    expect(error.message).toContain('larger than 1 MB');
    const long = server.serve('/long', { body: 'x', headers: { 'content-length': '99999999' }, stall: true });
    expect((await failure(get(long))).code).toBe('too_large');
  });

  it('ends a dripping body when the total time is over', async () => {
    const url = server.serve('/drip', { body: 'x'.repeat(1000), drip: { bytes: 1, everyMs: 50 } });
    const began = Date.now();
    const error = await failure(get(url, { limits: { totalMs: 400 } }));
    expect(error.message).toContain('took longer than 0.4 s');
    expect(Date.now() - began).toBeLessThan(2_000);
  });

  it('ends a body that stalls when the idle time is over', async () => {
    const began = Date.now();
    const error = await failure(get(server.serve('/stall', { body: 'x', stall: true })));
    expect(error.message).toContain('stopped in the middle');
    expect(Date.now() - began).toBeLessThan(2_500);
  });

  it('does not take a body that was cut for a whole one', async () => {
    const error = await failure(get(server.serve('/cut', { body: 'x'.repeat(1000), cutAfter: 100 })));
    expect(error.message).toContain('stopped in the middle');
  });

  it.each(['gzip', 'x-gzip', 'br', 'deflate, gzip'])('refuses Content-Encoding %s', async (encoding) => {
    const url = server.serve('/a.tar.gz', { body: gzipSync('x'), headers: { 'content-encoding': encoding } });
    expect((await failure(get(url))).message).toContain(`Content-Encoding "${encoding}"`);
  });

  it.each([204, 206, 404, 500, 304])('status %i is no source', async (status) => {
    expect((await failure(get(server.serve('/s', { status })))).message).toContain(`status ${status}`);
  });

  it("ends with the caller's own reason when the caller aborts, before and during the body", async () => {
    const controller = new AbortController();
    const url = server.serve('/drip', { body: 'x'.repeat(1000), drip: { bytes: 1, everyMs: 20 } });
    const running = get(url, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('fenced')), 100);
    await expect(running).rejects.toThrow('fenced');
    await expect(get(url, { signal: AbortSignal.abort(new Error('fenced')) })).rejects.toThrow('fenced');
  });
});
