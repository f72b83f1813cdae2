import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { demoProgram, sourceArchive } from '../support/archives.js';
import { eventually, startService, type Service } from '../support/service.js';
import { startSourceServer, type SourceServer } from '../support/source-server.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { describeNix } from './describe-nix.js';
import { netrc, Nix } from './support.js';

describeNix('mkAIDerivation against the real service', () => {
  let database: TestDatabase;
  let service: Service;
  let sources: SourceServer;
  let nix: Nix;
  let token: string;
  let served = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    sources = await startSourceServer();
    service = await startService({
      databaseUrl: database.url,
      environment: { AI_DRV_ALLOW_PRIVATE_SOURCES: 'true' },
    });
    ({ token } = service.firstRun());
    nix = new Nix(netrc(service.url, token));
  });

  afterAll(async () => {
    nix?.remove();
    await service?.stop();
    await sources?.close();
    await database?.drop();
  });

  beforeEach(() => {
    served++;
  });

  /** A prompt that nobody asked before, for an archive of its own. */
  function freshPrompt(): string {
    const name = `hello-ai-drv-1.${served}`;
    return `Package ${sources.serve(`/${name}.tar.gz`, sourceArchive(name, demoProgram()))} please`;
  }

  /**
   * Paths of the requests that the service logged since its output had this length. Its log comes through a pipe, in
   * order but late: a last request of our own marks where it is complete.
   */
  async function requestsSince(length: number): Promise<string[]> {
    await fetch(`${service.url}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    const paths = () =>
      [
        ...service
          .output()
          .slice(length)
          .matchAll(/"method":"GET","path":"([^"]+)"/g),
      ].map(([, path]) => path!);
    await eventually('the marker is logged', () => paths().at(-1) === '/v1/me');
    return paths().slice(0, -1);
  }

  it.each(['buildDefault', 'buildFlake'] as const)(
    'one call (%s) is generated, built and run with exactly 2 requests, and the token is nowhere in the store',
    async (way) => {
      const before = service.output().length;
      const { code, stdout, stderr } = await nix[way]({ server: service.url, prompt: freshPrompt() });
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
      expect(await nix.ok(`${stdout.trim()}/bin/hello-ai-drv`, [])).toBe(
        'Hello from a program that a sentence packaged.',
      );
      expect(await requestsSince(before)).toEqual(['/channel', '/drv']);
      expect(nix.filesHolding(token)).toEqual([]);
    },
  );

  it('a lock (hash) builds the same and generates nothing', async () => {
    const before = service.output().length;
    const prompt = freshPrompt();
    const unlocked = await nix.buildDefault({ server: service.url, prompt });
    const response = await fetch(`${service.url}/hash?req=${encodeURIComponent(prompt)}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const hash = `"sha256-${await response.text()}"`;
    const locked = await nix.buildDefault({ server: service.url, prompt, arguments: { hash } });
    expect([locked.code, locked.stdout]).toEqual([0, unlocked.stdout]);
    expect(await requestsSince(before)).toEqual(['/channel', '/drv', '/hash']); // none of them by the locked call
  });

  it('prints our sentence when the packager cannot help', async () => {
    const { code, stderr } = await nix.buildDefault({
      server: service.url,
      prompt: 'xterm, please',
      options: ['--option', 'download-attempts', '1'],
    });
    expect(code).not.toBe(0);
    expect(stderr).toContain('No model is configured on this server');
  });

  it('prints our sentence when the token is wrong', async () => {
    const stranger = new Nix(netrc(service.url, `${token.slice(0, -1)}!`));
    try {
      const { code, stderr } = await stranger.buildDefault({
        server: service.url,
        prompt: 'xterm',
        options: ['--option', 'download-attempts', '1'],
      });
      expect(code).not.toBe(0);
      expect(stderr).toContain('is not a complete token of this service');
    } finally {
      stranger.remove();
    }
  });
});
