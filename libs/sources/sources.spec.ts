import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceArchive } from '../../test/support/archives.js';
import { type SourceServer, sha256Hex, startSourceServer } from '../../test/support/source-server.js';
import { SourceError } from './source-error.js';
import { createSources } from './sources.js';

let server: SourceServer;
let cacheDirectory: string;
beforeEach(async () => {
  server = await startSourceServer();
  cacheDirectory = await mkdtemp(join(tmpdir(), 'ai-drv-sources-'));
});
afterEach(async () => {
  await server.close();
  await rm(cacheDirectory, { recursive: true });
});

const local = () => createSources({ cacheDirectory, allowPrivate: true, limits: { idleMs: 2_000 } });
const organizationId = 'org-a';
const hello = sourceArchive('hello-1.0', { Makefile: 'all:\n' });

describe('createSources', () => {
  it('fetches, files under the hash, and inspects', async () => {
    const url = server.serve('/hello-1.0.tar.gz?signature=secret', hello);
    const source = await local().fetch(url, { organizationId });
    expect(source).toEqual({
      url,
      finalUrl: `${server.origin}/hello-1.0.tar.gz`,
      fileName: 'hello-1.0.tar.gz',
      sha256: sha256Hex(hello),
      bytes: hello.length,
      origin: { fetcher: 'fetchurl', arguments: { url }, hashKind: 'flat', name: null, version: null },
      path: join(cacheDirectory, sha256Hex(hello)),
    });
    expect((await local().inspect(source.sha256)).root).toBe('hello-1.0');
  });

  it('downloads anew each time, for a URL can change, unless the expected content is in the cache', async () => {
    const sources = local();
    const url = server.serve('/a.tar.gz', hello);
    const { sha256 } = await sources.fetch(url, { organizationId });
    await sources.fetch(url, { organizationId });
    expect(server.requests).toHaveLength(2);
    expect(await sources.fetch(url, { organizationId, expectedSha256: sha256 })).toMatchObject({
      sha256,
      bytes: hello.length,
    });
    expect(server.requests).toHaveLength(2);
    await rm(join(cacheDirectory, sha256));
    await sources.fetch(url, { organizationId, expectedSha256: sha256 });
    expect(server.requests).toHaveLength(3);
  });

  it('fetches what a reference stands for, from the registries that it was given', async () => {
    const at = (path: string) => `${server.origin}/${path}`;
    const registries = {
      github: at('github'),
      gitlab: at('gitlab'),
      codeberg: at('codeberg'),
      pypi: at('pypi'),
      pypiFiles: at('files'),
      npm: at('npm'),
      crates: at('crates-io'),
    };
    const sources = createSources({ cacheDirectory, allowPrivate: true, registries });
    const page = { urls: [{ packagetype: 'sdist', url: at('files/packages/ab/hello_py-1.0.tar.gz') }] };
    server.serve('/pypi/pypi/hello-py/1.0/json', Buffer.from(JSON.stringify(page)));
    const expected: [string, string, string, string][] = [
      ['github:o/hello/v1.0', '/github/o/hello/archive/refs/tags/v1.0.tar.gz', 'fetchFromGitHub', 'nar'],
      ['gitlab:o/hello/v1.0', '/gitlab/o/hello/-/archive/v1.0/hello-v1.0.tar.gz', 'fetchFromGitLab', 'nar'],
      ['codeberg:o/hello/1.0', '/codeberg/o/hello/archive/1.0.tar.gz', 'fetchFromGitea', 'nar'],
      ['pypi:hello-py/1.0', '/files/packages/ab/hello_py-1.0.tar.gz', 'fetchPypi', 'flat'],
      ['npm:hello/1.0', '/npm/hello/-/hello-1.0.tgz', 'fetchurl', 'flat'],
      ['crates:hello/1.0', '/crates-io/crates/hello/hello-1.0.crate', 'fetchCrate', 'nar'],
    ];
    for (const [reference, path, fetcher, hashKind] of expected) {
      const url = server.serve(path, hello);
      const source = await sources.fetch(reference, { organizationId });
      expect(source).toMatchObject({ url, sha256: sha256Hex(hello), origin: { fetcher, hashKind } });
      expect(source.origin.version).toBe('1.0');
    }
    await expect(sources.fetch('pypi:missing/1.0', { organizationId })).rejects.toThrow('status 404');
  });

  it('reads no more archives at once than it may, and one that waits can be given up', async () => {
    const sources = createSources({ cacheDirectory, allowPrivate: true, limits: { inspectAtOnce: 1 } });
    const { sha256 } = await sources.fetch(server.serve('/a.tar.gz', hello), { organizationId });
    const first = sources.inspect(sha256);
    const abort = new AbortController();
    const second = sources.inspect(sha256, abort.signal);
    abort.abort(new Error('fenced'));
    await expect(second).rejects.toThrow('fenced');
    expect((await first).root).toBe('hello-1.0');
    expect((await sources.inspect(sha256)).narHash).toMatch(/^sha256-/);
  });

  it('reads an archive once, whoever asks for it', async () => {
    const sources = local();
    const { sha256 } = await sources.fetch(server.serve('/a.tar.gz', hello), { organizationId });
    const first = await sources.inspect(sha256);
    await rm(join(cacheDirectory, sha256));
    const second = await sources.inspect(sha256);
    expect(second).toBe(first);
    expect(second.readFile('Makefile')).toBe('all:\n');
    await expect(local().inspect(sha256)).rejects.toThrow('no longer in the cache');
  });

  it('leaves nothing in the cache but what was fetched', async () => {
    const { sha256 } = await local().fetch(server.serve('/a.tar.gz', hello), { organizationId });
    await Promise.all(Array.from({ length: 4 }, () => local().inspect(sha256)));
    expect(await readdir(cacheDirectory)).toEqual([sha256]);
  });

  it('says that the source changed when the URL gives other bytes than before', async () => {
    const url = server.serve('/a.tar.gz', hello);
    const fetched = local().fetch(url, { organizationId, expectedSha256: '0'.repeat(64) });
    await expect(fetched).rejects.toMatchObject({
      code: 'changed',
      message: expect.stringContaining('another file'),
    });
  });

  it('asks a server no more often at once than one organization may, and does not hold others back', async () => {
    const sources = createSources({ cacheDirectory, allowPrivate: true, limits: { perOrganization: 2 } });
    const url = server.serve('/a', { body: 'x', delayMs: 60 });
    await Promise.all(Array.from({ length: 6 }, () => sources.fetch(url, { organizationId })));
    expect([server.requests.length, server.mostAtOnce()]).toEqual([6, 2]);
    await Promise.all(
      Array.from({ length: 4 }, (_, n) => sources.fetch(url, { organizationId: `org-${n % 2}` })),
    );
    expect(server.mostAtOnce()).toBe(4);
  });

  it('a failed download leaves no file and frees its place', async () => {
    const sources = createSources({ cacheDirectory, allowPrivate: true, limits: { perOrganization: 1 } });
    const url = server.serve('/a', { body: 'x'.repeat(1000), cutAfter: 10 });
    for (let n = 0; n < 3; n++)
      await expect(sources.fetch(url, { organizationId })).rejects.toThrow(SourceError);
    expect(await readdir(cacheDirectory)).toEqual([]);
  });

  it('in production reaches nothing on loopback: not by address, not by name, not by http', async () => {
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const sources = createSources({ cacheDirectory, allowPrivate: false, resolve });
    for (const url of [
      server.serve('/a', hello),
      'https://localhost/',
      'https://rebind.test/',
      'https://127.0.0.1/',
      'https://[::1]/',
    ]) {
      await expect(sources.fetch(url, { organizationId })).rejects.toThrow(SourceError);
    }
    expect(server.connections()).toBe(0);
  });

  it('a source that is no longer in the cache is a clear error', async () => {
    await expect(local().inspect('0'.repeat(64))).rejects.toMatchObject({ code: 'unavailable' });
  });
});
