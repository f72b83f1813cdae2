import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import createClient from 'openapi-fetch';
import type { paths } from '../support/openapi-types.js';
import { sql } from '../support/organizations.js';
import { Person } from '../support/person.js';
import { startScriptedProvider, type ScriptedProvider } from '../support/scripted-provider.js';
import { eventually, startService, type Service } from '../support/service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let provider: ScriptedProvider;
let service: Service;
let adminToken: string;
const smtpPassword = 'hunter2-never-shown';

beforeAll(async () => {
  [database, provider] = await Promise.all([createTestDatabase(), startScriptedProvider({ steps: 2 })]);
  service = await startService({
    databaseUrl: database.url,
    scriptedProvider: provider.url,
    environment: {
      AI_DRV_TRUST_PROXY: '1',
      HOUSE_API_KEY: smtpPassword,
      AI_DRV_ADMIN_EMAIL: 'root@example.org',
    },
  });
  ({ adminToken } = service.firstRun());
});

afterAll(async () => {
  await service?.stop();
  await provider?.close();
  await database?.drop();
});

const newPerson = (name: string) => new Person(service.url, name).join();
const root = () => new Person(service.url, 'root');
const admin = (path: string, body?: unknown, method?: string) =>
  root().send(`/v1/admin${path}`, {
    token: adminToken,
    ...(body !== undefined && { body }),
    ...(method && { method }),
  });
const idOf = async (person: Person): Promise<string> => (await person.send('/v1/me')).body.user.id;
const organizationOf = async (person: Person): Promise<string> =>
  (await person.send('/v1/organization')).body.id;
const idsOf = ({ body }: { body: { items: { id: string }[] } }) => body.items.map(({ id }) => id);

describe('an administrator', () => {
  it('finds an organization, reads its usage, lowers a limit, suspends it, sees that in the trail and restores it, by the generated client', async () => {
    const grace = await newPerson('grace');
    const { secret } = await grace.token(['generate', 'read']);
    for (const prompt of ['one', 'two'])
      expect((await grace.send(`/hash?req=${prompt}`, { token: secret })).status).toBe(200);

    // Answers as JSON: the CSV and the JSON lines of the same routes are texts.
    const client = createClient<paths, `application/${string}json`>({
      baseUrl: service.url,
      headers: { authorization: `Bearer ${adminToken}`, 'x-forwarded-for': '192.0.2.77' },
    });
    const found = await client.GET('/v1/admin/organizations', {
      params: { query: { q: grace.email.slice(0, 10).toUpperCase() } },
    });
    const [organization] = found.data!.items;
    expect(organization).toMatchObject({ members: 1, owners: [{ email: grace.email }], suspension: null });
    const { id } = organization!;

    const today = new Date().toISOString().slice(0, 10);
    const usage = await client.GET('/v1/admin/usage', {
      params: { query: { by: 'day,organization,model', organization: id } },
    });
    expect(usage.data!.total).toMatchObject({ generations: 2, failed: 0, costMicros: 4_000 });
    expect(usage.data!.items).toMatchObject([
      { organization: { id, name: 'grace' }, model: 'packager', costMicros: 4_000 },
    ]);
    expect(usage.data!.to >= today).toBe(true);
    // The organization's own view says the same.
    const own = await client.GET('/v1/usage', { headers: { authorization: `Bearer ${secret}` } });
    expect(own.data!.total).toEqual(usage.data!.total);

    const path = { params: { path: { id } } };
    const shown = await client.GET('/v1/admin/organizations/{id}', path);
    expect(shown.data!.limits.generationsPerDay.left).toBeGreaterThan(0);
    expect(shown.data).toMatchObject({
      own: { generationsPerDay: null },
      spent: { day: { generations: 2, costMicros: 4_000 } },
    });
    const lowered = await client.PATCH('/v1/admin/organizations/{id}/limits', {
      ...path,
      body: { generationsPerDay: 2, monthlyCapMicros: 5_000 },
    });
    expect(lowered.data!.limits.generationsPerDay).toMatchObject({ limit: 2, left: 0 });
    const full = await grace.send('/hash?req=three', { token: secret });
    expect([full.status, full.text]).toEqual([403, expect.stringContaining('the 2 generations')]);
    const listed = await client.GET('/v1/admin/organizations', { params: { query: { q: id } } });
    expect(listed.data!.items).toMatchObject([{ id, month: { capMicros: 5_000 } }]);

    const reason = 'The invoice of October is open.';
    const suspended = await client.POST('/v1/admin/organizations/{id}/suspend', {
      ...path,
      body: { reason },
    });
    expect(suspended.data!.suspension!.reason).toBe(reason);
    expect(suspended.data!.own).toMatchObject({ generationsPerDay: 2 });
    const refused = await client.GET('/v1/me', { headers: { authorization: `Bearer ${secret}` } });
    expect(refused.error).toMatchObject({ status: 403, code: 'organization_suspended' });
    expect(refused.error!.detail).toContain(reason);

    const restored = await client.POST('/v1/admin/organizations/{id}/restore', path);
    expect(restored.data!.suspension).toBeNull();
    expect((await grace.send('/v1/me', { token: secret })).status).toBe(200);
    // Once more changes nothing, and tells nothing.
    await client.POST('/v1/admin/organizations/{id}/restore', path);

    const trail = await client.GET('/v1/admin/audit', { params: { query: { organization: id, limit: 3 } } });
    const me = await client.GET('/v1/me');
    expect(trail.data!.items).toMatchObject([
      { action: 'organization.restored', subject: id },
      {
        action: 'organization.suspended',
        subject: id,
        userId: me.data!.user.id,
        tokenId: me.data!.token!.id,
        clientAddress: '192.0.2.77',
        detail: { reason },
      },
      {
        action: 'limits.changed',
        subject: id,
        userId: me.data!.user.id,
        clientAddress: '192.0.2.77',
        detail: { generationsPerDay: 2, monthlyCapMicros: 5_000 },
      },
    ]);
    const before = await client.GET('/v1/admin/audit', {
      params: { query: { organization: id, limit: 3, cursor: trail.data!.nextCursor! } },
    });
    expect(before.data!.items.map(({ action }) => action)).toContain('token.created');
  });

  it('by a session needs its page, and the role', async () => {
    const { email, password } = service.firstRun();
    const person = root();
    await person.send('/api/auth/sign-in/email', { body: { email, password } });
    const path = '/v1/admin/organizations/0b6f6c1e-7a52-4f0e-9a86-0d1a7c0f6f11/suspend';
    const sent = { body: { reason: 'x' } };
    expect((await person.send(path, sent)).status).toBe(404);
    const foreign = { ...sent, headers: { origin: 'https://evil.example' } };
    expect((await person.send(path, foreign)).body.code).toBe('origin_mismatch');
    const eve = await newPerson('eve');
    expect((await eve.send(path, sent)).body.code).toBe('scope_missing');
  });
});

describe('users', () => {
  it('are found by address, name and id, in any case, also with signs that mean something to LIKE', async () => {
    const person = await newPerson('Bertha_50');
    const other = await newPerson('BerthaX50');
    const id = await idOf(person);
    for (const q of ['bertha_5', person.email.toUpperCase(), id])
      expect(idsOf(await admin(`/users?q=${q}`))).toEqual([id]);
    expect(idsOf(await admin('/users?q=bertha')).toSorted()).toEqual([id, await idOf(other)].toSorted());
    expect(idsOf(await admin('/users?q=%25%25'))).toEqual([]);
    expect((await admin('/users?q=b')).status).toBe(400);
    const [shown] = (await admin(`/users?q=${id}`)).body.items;
    expect(shown).toMatchObject({ admin: false, ban: null, memberships: [{ role: 'owner' }] });
    expect((await admin(`/users/${id}`)).body).toEqual(shown);
  });

  it('that are banned have no session and no token any more, and cannot sign in until it is lifted', async () => {
    const mallory = await newPerson('mallory');
    const { secret } = await mallory.token(['generate', 'read']);
    const id = await idOf(mallory);
    const banned = await admin(`/users/${id}/ban`, { reason: 'spam' });
    expect(banned.body.ban).toEqual({ reason: 'spam', expiresAt: null });
    expect((await mallory.send('/v1/me', { token: secret })).body.code).toBe('token_revoked');
    expect((await mallory.send('/v1/me')).body.code).toBe('session_ended');
    expect((await mallory.signIn()).status).toBe(403);
    expect(idsOf(await admin('/users?banned=true'))).toContain(id);
    const [event] = (await admin('/audit?action=user.banned')).body.items;
    expect(event).toMatchObject({ subject: id, detail: { reason: 'spam', sessions: 1, tokens: 1 } });

    expect((await admin(`/users/${id}/unban`, {})).body.ban).toBeNull();
    expect((await mallory.signIn()).status).toBe(200);
    expect((await mallory.send('/v1/me', { token: secret })).status).toBe(401);
  });

  it('are made administrators and unmade, but for the last one; so with a ban', async () => {
    const { userId } = (
      await sql<{ userId: string }>(
        database.url,
        `SELECT id AS "userId" FROM "user" WHERE email = 'root@example.org'`,
      )
    )[0]!;
    expect((await admin(`/users/${userId}/demote`, {})).body.code).toBe('last_administrator');
    expect((await admin(`/users/${userId}/ban`, { reason: 'x' })).body.code).toBe('last_administrator');
    expect((await admin('/settings')).status).toBe(200);

    const deputy = await newPerson('deputy');
    const id = await idOf(deputy);
    expect((await admin(`/users/${id}/promote`, {})).body.admin).toBe(true);
    expect(idsOf(await admin('/users?admin=true')).toSorted()).toEqual([id, userId].toSorted());
    const { secret } = await deputy.token(['admin', 'read']);
    expect((await deputy.send('/v1/admin/settings', { token: secret })).status).toBe(200);

    // Both at once, each by the other: one stays.
    const answers = await Promise.all([
      deputy.send(`/v1/admin/users/${userId}/demote`, { token: secret, body: {} }),
      admin(`/users/${id}/demote`, {}),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).not.toEqual([200, 200]);
    const left = await sql(database.url, `SELECT id FROM "user" WHERE role = 'admin'`);
    expect(left).toHaveLength(1);
    // For the tests after this one: the first administrator it is.
    await sql(database.url, `UPDATE "user" SET role = 'admin' WHERE id = $1`, [userId]);
    await sql(database.url, `UPDATE "user" SET role = 'user' WHERE id = $1`, [id]);
    await sql(database.url, 'UPDATE token SET revoked_at = NULL WHERE user_id = $1', [userId]);
    expect((await deputy.send('/v1/admin/settings', { token: secret })).status).toBe(401);
  });
});

describe('tokens', () => {
  it('are found by what is known of a leaked one, and revoked everywhere', async () => {
    const ada = await newPerson('ada');
    const { id, secret } = await ada.token(['generate', 'read']);
    const [user, organization] = [await idOf(ada), await organizationOf(ada)];
    for (const query of [
      `prefix=${secret.slice(0, 10)}`,
      `prefix=${secret.slice(0, 9)}&last4=${secret.slice(-4)}`,
      `last4=${secret.slice(-4)}`,
      `user=${user}`,
      `organization=${organization}`,
    ])
      expect(idsOf(await admin(`/tokens?${query}`))).toContain(id);
    const whole = await admin(`/tokens?prefix=${secret}`);
    expect(whole.status).toBe(400);
    expect(whole.text).not.toContain(secret);
    expect((await admin(`/tokens?user=${user}`)).text).not.toContain(secret);

    expect((await admin(`/tokens/${id}`, undefined, 'DELETE')).status).toBe(204);
    expect((await ada.send('/v1/me', { token: secret })).body.code).toBe('token_revoked');
    expect((await admin(`/tokens/${id}`, undefined, 'DELETE')).status).toBe(404);
    const [shown] = (await admin(`/tokens?user=${user}`)).body.items;
    expect(shown).toMatchObject({ user: { email: ada.email }, organization: { id: organization } });
    expect(Date.parse(shown.revokedAt)).not.toBeNaN();
    const query = `organization=${organization}&action=token.revoked_by_admin`;
    expect((await admin(`/audit?${query}`)).body.items).toMatchObject([{ subject: id }]);
  });
});

describe('derivations', () => {
  it('are found by the beginning of a prompt or the id, and failures with their reason', async () => {
    const ada = await newPerson('ada');
    const organization = await organizationOf(ada);
    const { secret } = await ada.token(['generate', 'read', 'manage']);
    const prompts = ['Find me 1', 'find ME 2', 'find me 3', 'find_me 4', 'find%me 5'];
    for (const prompt of prompts)
      await ada.send(`/hash?req=${encodeURIComponent(prompt)}`, { token: secret });
    provider.play({ steps: 2, refuse: [0] });
    await ada.send('/hash?req=refused', { token: secret });
    provider.play({ steps: 2 });

    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Awaited<ReturnType<typeof admin>> = await admin(
        `/derivations?q=FIND%20me&limit=2${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...page.body.items.map(({ prompt }: { prompt: string }) => prompt));
      cursor = page.body.nextCursor;
    }
    expect(seen).toEqual(prompts.slice(0, 3));
    expect((await admin(`/derivations?q=${encodeURIComponent('find%')}`)).body.items).toHaveLength(1);

    const failed = await admin(`/derivations?state=failed&organization=${organization}`);
    expect(failed.body.items).toMatchObject([
      { prompt: 'refused', failure: { code: 'build_system_unknown', detail: 'The script refuses this.' } },
    ]);
    const [{ id }] = failed.body.items;
    expect(idsOf(await admin(`/derivations?q=${id}`))).toEqual([id]);
    expect((await admin(`/derivations/${id}`)).body).toMatchObject({
      organization: { id: organization },
      run: 1,
    });
    expect((await admin('/derivations?q=find&state=failed')).status).toBe(400);

    await ada.send(`/v1/derivations/${id}`, { token: secret, method: 'DELETE' });
    expect((await admin(`/derivations/${id}`)).status).toBe(404);
    const [event] = (await admin(`/audit?organization=${organization}`)).body.items;
    expect(event).toMatchObject({ action: 'derivation.deleted', subject: id, userId: await idOf(ada) });
  });
});

describe('the server', () => {
  it('tells its settings and never a secret', async () => {
    const { body, text } = await admin('/settings');
    const of = (name: string) => body.items.find((one: { name: string }) => one.name === name);
    expect(of('PORT')).toMatchObject({ set: true, source: 'environment', value: String(service.port) });
    expect(of('PUBLIC_URL')).toMatchObject({ set: false, value: `http://localhost:${service.port}` });
    expect(of('DATABASE_URL')).toMatchObject({ secret: true, set: true, value: null });
    expect(of('AI_DRV_SECRET')).toMatchObject({ secret: true, set: true, value: null });
    expect(of('SMTP_URL')).toMatchObject({ secret: true, set: false, value: null });
    // A key that no profile names may be another program's.
    expect(of('HOUSE_API_KEY')).toBeUndefined();
    for (const word of [smtpPassword, 'dGVzdHMg', new URL(database.url).pathname.slice(1)])
      expect(text).not.toContain(word);
  });

  it('tells its health', async () => {
    const { body } = await admin('/health');
    expect(body).toMatchObject({
      roles: ['api', 'worker'],
      database: { kind: 'external' },
      queue: { length: 0, suspended: 0 },
      workers: [],
    });
    expect(body.migrations.applied).toBeGreaterThanOrEqual(5);
    expect(body.models).toMatchObject([{ model: 'packager', providerFailures: 0 }]);
    expect(body.models[0].lastFailure.code).toBe('build_system_unknown');

    provider.play({ steps: 1, hold: [0] });
    const ada = await newPerson('ada');
    await ada.send('/v1/derivations', { body: { prompt: 'held for health' } });
    await provider.held();
    const { workers } = (await admin('/health')).body;
    expect(workers).toMatchObject([{ owner: expect.stringContaining(`:${service.pid}:`), running: 1 }]);
    expect(Date.parse(workers[0].leaseEndsAt)).toBeGreaterThan(Date.now());
    provider.release();
    provider.play({ steps: 2 });
    await eventually('the end', async () => (await admin('/health')).body.workers.length === 0);
  });
});
