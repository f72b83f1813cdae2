import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Person, type Answer } from '../support/person.js';
import { startPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';
import { startScriptedProvider, type ScriptedProvider } from '../support/scripted-provider.js';
import { startService, type Service } from '../support/service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

jest.setTimeout(60_000);

const reason = 'The invoice of October is open';
const sentence = `Your organization is suspended: ${reason}. Ask the administrator of this server.`;

let database: TestDatabase;
let provider: ScriptedProvider;
let proxy: PostgresProxy;
/** The second one's notification connection is a black hole. */
let services: Service[];
let adminToken: string;

beforeAll(async () => {
  [database, provider] = await Promise.all([createTestDatabase(), startScriptedProvider({ steps: 1 })]);
  proxy = await startPostgresProxy(database.url);
  const environment = { AI_DRV_TRUST_PROXY: '1' };
  const first = await startService({
    databaseUrl: database.url,
    scriptedProvider: provider.url,
    environment,
  });
  services = [
    first,
    await startService({ databaseUrl: proxy.url, scriptedProvider: provider.url, environment }),
  ];
  proxy.blackholeNotifications();
  ({ adminToken } = first.firstRun());
});

afterAll(async () => {
  await Promise.all((services ?? []).map((service) => service.stop()));
  await provider?.close();
  proxy?.close();
  await database?.drop();
});

const administrator = () => new Person(services[0]!.url, 'administrator');
const admin = (path: string, body?: unknown) =>
  administrator().send(`/v1/admin${path}`, { token: adminToken, ...(body !== undefined && { body }) });

/** A person with a token, and their organization. */
async function tenant() {
  const person = await new Person(services[0]!.url, 'tenant').join();
  const { secret } = await person.token(['generate', 'read', 'manage']);
  const { id } = (await person.send('/v1/organization')).body;
  return { person, secret, id: id as string, at: (n: number) => services[n]!.url };
}

const timed = async <T>(work: Promise<T>) => {
  const value = await work;
  return { value, at: performance.now() };
};

describe('a suspension', () => {
  it('refuses every caller of it on every instance with the reason, and restoring lets them in again', async () => {
    const { person, secret, id, at } = await tenant();
    const calls = (n: number): Promise<Answer>[] => [
      person.send(`${at(n)}/hash?req=suspended`, { token: secret }),
      person.send(`${at(n)}/drv?hash=${'0'.repeat(64)}`, { token: secret }),
      person.send(`${at(n)}/v1/me`, { token: secret }),
      person.send(`${at(n)}/v1/me`),
      person.send(`${at(n)}/v1/derivations`, { token: secret, body: { prompt: 'suspended' } }),
    ];
    for (const n of [0, 1])
      expect((await Promise.all(calls(n))).map(({ status }) => status)).toEqual([200, 404, 200, 200, 202]);

    const suspended = await admin(`/organizations/${id}/suspend`, { reason });
    expect(suspended).toMatchObject({ status: 200, body: { id, suspension: { reason } } });
    for (const n of [0, 1]) {
      const [hash, drv, ...json] = await Promise.all(calls(n));
      for (const answer of [hash!, drv!])
        expect([answer.status, answer.text]).toEqual([403, `${sentence}\n`]);
      for (const { status, body } of json)
        expect([status, body.code, body.detail]).toEqual([403, 'organization_suspended', sentence]);
    }
    const restored = await admin(`/organizations/${id}/restore`, {});
    expect(restored.body.suspension).toBeNull();
    for (const n of [0, 1])
      expect((await Promise.all(calls(n))).every(({ status }) => status < 405)).toBe(true);
    expect((await person.send('/v1/me', { token: secret })).status).toBe(200);
  });

  it('ends requests that are held within a second, also where notifications are lost; streams of sessions too', async () => {
    const { person, secret, id, at } = await tenant();
    provider.play({ steps: 1, hold: [0] });
    const created = await person.send('/v1/derivations', { body: { prompt: 'held for long' } });
    await provider.held();
    const held = [0, 1].map((n) => timed(person.send(`${at(n)}/hash?req=held+for+long`, { token: secret })));
    // The stream ends by itself; who comes back is told why.
    const stream = timed(person.send(`${at(1)}/v1/derivations/${created.body.id}/events`));
    await new Promise((resolve) => setTimeout(resolve, 700));
    const begun = performance.now();
    await admin(`/organizations/${id}/suspend`, { reason });
    for (const { value, at: end } of await Promise.all(held)) {
      expect([value.status, value.text]).toEqual([403, `${sentence}\n`]);
      expect(end - begun).toBeLessThan(1_000);
    }
    const { value, at: end } = await stream;
    expect(value.status).toBe(200);
    expect(value.text).not.toContain('event: done');
    expect(end - begun).toBeLessThan(1_000);
    expect((await person.send(`/v1/derivations/${created.body.id}/events`)).status).toBe(403);
    provider.release();
    provider.play({ steps: 1 });
    const shown = await admin(`/derivations/${created.body.id}`);
    expect(shown).toMatchObject({ status: 200, body: { prompt: 'held for long', organization: { id } } });
  });

  it('of their own organization locks no administrator out', async () => {
    const { body: me } = await administrator().send('/v1/me', { token: adminToken });
    const { id } = me.organization;
    expect((await admin(`/organizations/${id}/suspend`, { reason })).status).toBe(200);
    try {
      expect((await administrator().send('/v1/me', { token: adminToken })).status).toBe(403);
      expect((await admin(`/organizations/${id}`)).body.suspension.reason).toBe(reason);
      expect(
        (await admin('/organizations?suspended=true')).body.items.map((one: { id: string }) => one.id),
      ).toContain(id);
    } finally {
      expect((await admin(`/organizations/${id}/restore`, {})).status).toBe(200);
    }
  });

  it('needs a reason, and an organization', async () => {
    const { id } = await tenant();
    for (const body of [
      {},
      { reason: '' },
      { reason: 'a\nb' },
      { reason: '\ud800' },
      { reason: 'x'.repeat(501) },
    ])
      expect((await admin(`/organizations/${id}/suspend`, body)).status).toBe(400);
    for (const unknown of ['0b6f6c1e-7a52-4f0e-9a86-0d1a7c0f6f11', 'x', '%00'])
      expect((await admin(`/organizations/${unknown}/suspend`, { reason })).status).toBe(404);
  });
});
