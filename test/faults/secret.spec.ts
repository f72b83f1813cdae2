import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { send } from '../support/http.js';
import { packagingScript, startModelWorld, type ModelWorld } from '../support/model-service.js';
import { addOrganization, sql } from '../support/organizations.js';
import { startPlayedProvider, type PlayedProvider } from '../support/played-provider.js';
import { eventually, startService } from '../support/service.js';
import { hashOf } from '../support/world.js';

jest.setTimeout(120_000);

// Fault 29: the master secret lost, wrong, rotated, under a service that people use.
describe('the master secret', () => {
  const [first, second, third] = ['Zmlyc3Q', 'c2Vjb25k', 'dGhpcmQ'].map(
    (word) => `${word}-${'0123456789'.repeat(3)}`,
  ) as [string, string, string];
  let world: ModelWorld;
  let own: PlayedProvider;
  /** Of an organization with a key of its own, and of one without. */
  let withKey: string;
  let without: string;

  const ask = (target: string, token: string, options = {}) =>
    send(world.service.url, target, { token, ...options });
  const restartWith = async (environment: Record<string, string>) => {
    await world.service.stop();
    delete world.options.environment!['AI_DRV_SECRET_PREVIOUS'];
    Object.assign(world.options.environment!, environment);
    await world.restart();
  };
  const body = () => ({ key: 'sk-own-key-of-the-faults', baseUrl: own.url, model: 'm' });

  beforeAll(async () => {
    let source = '';
    world = await startModelWorld({
      dialect: 'chat',
      script: (url) => packagingScript((source = url)),
      environment: { AI_DRV_SECRET: first },
      timings: { retryFailedMs: 200 },
    });
    own = await startPlayedProvider(packagingScript(source));
    withKey = world.token;
    without = await (await addOrganization(world.database.url)).token(['generate', 'read', 'manage']);
    const stored = await ask('/v1/provider-keys/custom', withKey, { method: 'PUT', body: body() });
    expect(stored.status).toBe(200);
  });
  afterAll(async () => {
    await world?.stop();
    await own?.close();
  });

  it('that is wrong stops the start with the way out, and nobody is disturbed', async () => {
    await expect(
      startService({ databaseUrl: world.database.url, environment: { AI_DRV_SECRET: second } }),
    ).rejects.toThrow(/not the one that this database was used with.*AI_DRV_SECRET_PREVIOUS/s);
    expect((await ask(hashOf('after a wrong one', '&model=custom'), withKey)).status).toBe(200);
  });

  it('that is rotated under a running process keeps every key; the one from before serves on and seals nothing', async () => {
    const rotated = await startService({
      databaseUrl: world.database.url,
      environment: {
        AI_DRV_SECRET: second,
        AI_DRV_SECRET_PREVIOUS: first,
        AI_DRV_ALLOW_PRIVATE_SOURCES: 'true',
      },
    });
    expect(rotated.output()).toContain('1 provider key(s) wrapped anew');
    // A packager's answer by the process that still has the old one.
    expect((await ask(hashOf(`Package ${world.sourceUrl}`, '&model=packager'), without)).status).toBe(200);
    const late = await ask('/v1/provider-keys/custom', withKey, { method: 'PUT', body: body() });
    expect([late.status, JSON.parse(late.text).code]).toEqual([503, 'secret_rotating']);
    await rotated.stop();
    await restartWith({ AI_DRV_SECRET: second });
    expect((await ask(hashOf('after the rotation', '&model=custom'), withKey)).status).toBe(200);
    expect(own.requests.at(-1)!.headers.authorization).toBe('Bearer sk-own-key-of-the-faults');
  });

  it('that is lost costs the sealed keys and nothing else', async () => {
    const finished = await ask(hashOf('after the rotation', '&model=custom'), withKey);
    // What `npm run admin -- accept-secret` does is tested with it; this is its outcome.
    const { acceptSecret } = await import('../../apps/server/src/instance-secret.js');
    const { openDatabase } = await import('../../libs/database/index.js');
    const database = openDatabase(world.database.url);
    await acceptSecret(database, third);
    await database.close();
    await restartWith({ AI_DRV_SECRET: third });

    const failed = await ask(hashOf('after the loss', '&model=custom'), withKey);
    expect([failed.status, failed.text]).toEqual([422, expect.stringContaining('cannot be opened')]);
    expect(JSON.parse((await ask('/v1/provider-keys/custom', withKey)).text).readable).toBe(false);
    // Tokens, answers, other models and other organizations are as they were.
    expect((await ask(hashOf('after the rotation', '&model=custom'), withKey)).text).toBe(finished.text);
    expect((await ask(hashOf('others'), without)).status).toBe(200);
    expect((await ask(hashOf('others'), withKey)).status).toBe(200);
    // And storing it once more mends it.
    expect((await ask('/v1/provider-keys/custom', withKey, { method: 'PUT', body: body() })).status).toBe(
      200,
    );
    await eventually(
      'it is made',
      async () => (await ask(hashOf('after the loss', '&model=custom'), withKey)).status === 200,
    );
    expect(await sql(world.database.url, 'SELECT DISTINCT own_provider FROM derivation ORDER BY 1')).toEqual([
      { own_provider: 'custom' },
      { own_provider: null },
    ]);
  });
});
