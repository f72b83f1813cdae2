import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DerivationView, ProviderKeyView } from '../../libs/contracts/index.js';
import { startFaultProvider } from '../support/fault-provider.js';
import type { Answer } from '../support/http.js';
import { send } from '../support/http.js';
import { packagingScript, startModelWorld, type ModelWorld } from '../support/model-service.js';
import { addOrganization, sql, type TestOrganization } from '../support/organizations.js';
import { startPlayedProvider, type PlayedProvider } from '../support/played-provider.js';
import { eventually, freePort, startService, type Service } from '../support/service.js';
import { hashOf } from '../support/world.js';

jest.setTimeout(120_000);

const operatorsKey = 'sk-operators-openai-0123456789';
const ownKey = 'sk-tenants-own-key-WXYZ';

let world: ModelWorld;
/** Stands for api.openai.com. */
let openai: PlayedProvider;
/** A server of the organization's own. */
let own: PlayedProvider;
let organization: TestOrganization;
/** Without AI_DRV_ALLOW_PRIVATE_SOURCES. */
let guarded: Service | undefined;
let token: string;

const ask = (target: string, options: Parameters<typeof send>[2] = {}): Promise<Answer> =>
  send(world.service.url, target, { token, ...options });
const put = (provider: string, body: object, as = token) =>
  ask(`/v1/provider-keys/${provider}`, { method: 'PUT', body, token: as });
const custom = (key = ownKey) => ({ key, baseUrl: own.url, model: 'my-model' });
const json = <T>({ text }: Answer) => JSON.parse(text) as T;
const derivations = async () => json<{ items: DerivationView[] }>(await ask('/v1/derivations')).items;
const budget = async () =>
  json<{ budget: { usedMicros: number; reservedMicros: number } }>(await ask('/v1/me')).budget;
/** What models were asked about a prompt, and not to try a key. */
const about = ({ requests }: PlayedProvider, prompt: string) =>
  requests.filter(({ body }) => JSON.stringify(body).includes(prompt));

beforeAll(async () => {
  let source = '';
  world = await startModelWorld({
    dialect: 'chat',
    script: (url) => packagingScript((source = url)),
    timings: { retryFailedMs: 300, tickMs: 200 },
    providers: {},
  });
  [openai, own] = [
    await startPlayedProvider(packagingScript(source)),
    await startPlayedProvider(packagingScript(source)),
  ];
  await world.service.stop();
  Object.assign(world.options.environment!, {
    OPENAI_API_KEY: operatorsKey,
    OPENAI_ADMIN_KEY: 'operators-admin-key',
    OPENAI_ORG_ID: 'operators-organization',
    OPENAI_PROJECT_ID: 'operators-project',
    OPENAI_CUSTOM_HEADERS: 'X-Operator: operators-header',
  });
  Object.assign(world.options.providers!, { 'https://api.openai.com/v1': openai.url });
  await world.restart();
});
afterAll(async () => {
  await guarded?.stop();
  await world?.stop();
  await own?.close();
  await openai?.close();
});
beforeEach(async () => {
  organization = await addOrganization(world.database.url);
  token = await organization.token(['generate', 'read', 'manage']);
  for (const { requests } of [own, openai, world.provider]) requests.length = 0;
});

describe('an own key', () => {
  it('is tried, sealed, and shown by its last four characters alone', async () => {
    const answer = await put('custom', custom());
    expect(answer.status).toBe(200);
    expect(json<ProviderKeyView>(answer)).toEqual({
      provider: 'custom',
      last4: 'WXYZ',
      baseUrl: own.url,
      model: 'my-model',
      dialect: 'chat',
      readable: true,
      createdAt: expect.any(String),
    });
    expect(own.requests).toHaveLength(1);
    const [listed, shown, exported] = [
      await ask('/v1/provider-keys'),
      await ask('/v1/provider-keys/custom'),
      await ask('/v1/export'),
    ];
    expect(json<{ items: object[] }>(listed).items).toEqual([json(answer)]);
    expect(json(shown)).toEqual(json(answer));
    expect(json<{ providerKeys: object[] }>(exported).providerKeys).toHaveLength(1);
    const [row] = await sql(
      world.database.url,
      'SELECT k::text AS row FROM provider_key k WHERE organization_id = $1',
      [organization.id],
    );
    const everything = [answer, listed, shown, exported].map(({ text }) => text).join() + JSON.stringify(row);
    for (const form of [ownKey, Buffer.from(ownKey).toString('hex'), Buffer.from(ownKey).toString('base64')])
      expect(everything + world.service.output()).not.toContain(form);
    expect(json<{ audit: { action: string; subject: string }[] }>(exported).audit).toContainEqual(
      expect.objectContaining({ action: 'provider_key.stored', subject: 'custom' }),
    );
  });

  it('is its organization’s: nobody else sees it, uses it or deletes it', async () => {
    await put('custom', custom());
    const other = await (await addOrganization(world.database.url)).token(['generate', 'read', 'manage']);
    expect((await ask('/v1/provider-keys', { token: other })).text).toBe('{"items":[],"nextCursor":null}');
    for (const method of ['GET', 'DELETE'])
      expect((await ask('/v1/provider-keys/custom', { token: other, method })).status).toBe(404);
    const named = await ask(hashOf('not mine', '&model=custom'), { token: other });
    expect([named.status, named.text]).toEqual([400, expect.stringContaining('no server of its own')]);
    expect(about(own, 'not mine')).toEqual([]);
    expect((await ask('/v1/provider-keys/custom')).status).toBe(200);
  });

  it('is for owners and admins', async () => {
    const another = await addOrganization(world.database.url);
    await sql(
      world.database.url,
      `INSERT INTO member (id, organization_id, user_id, role) VALUES (gen_random_uuid(), $1, $2, 'owner')`,
      [organization.id, another.userId],
    );
    await sql(world.database.url, `UPDATE member SET role = 'member' WHERE user_id = $1`, [
      organization.userId,
    ]);
    const member = await organization.token(['read', 'manage']);
    for (const [method, body] of [['PUT', custom()], ['GET'], ['DELETE']] as const) {
      const answer = await ask('/v1/provider-keys/custom', { method, token: member, ...(body && { body }) });
      expect([answer.status, json<{ code: string }>(answer).code]).toEqual([403, 'role_missing']);
    }
    expect((await ask('/v1/provider-keys', { token: member })).status).toBe(403);
    expect(own.requests).toEqual([]);
  });

  it('that the provider rejects is 422, is not repeated, and replaces nothing', async () => {
    await put('custom', custom());
    const bad = 'sk-a-bad-key-of-a-tenant-9999';
    own.refuse(bad);
    const refused = await put('custom', custom(bad));
    expect([refused.status, json<{ code: string }>(refused).code]).toEqual([422, 'provider_key_refused']);
    expect(refused.text).toContain('rejected the key (status 401)');
    expect(refused.text).toContain('Nothing was stored');
    expect(refused.text + world.service.output()).not.toContain(bad);
    expect(json<ProviderKeyView>(await ask('/v1/provider-keys/custom')).last4).toBe('WXYZ');
  });

  it.each([
    ['away', 503, 'provider_away'],
    ['no such API', 422, 'provider_key_refused'],
    ['a redirect', 422, 'provider_key_refused'],
  ])('at a server that is %s is %i, and nothing is stored', async (what, status, code) => {
    const faulty = await startFaultProvider();
    faulty.play(
      what === 'a redirect'
        ? { status: 307, headers: { location: own.url } }
        : { headers: { 'content-type': 'text/html' }, body: '<html>' },
    );
    const baseUrl = what === 'away' ? `http://127.0.0.1:${await freePort()}/v1` : faulty.url;
    const answer = await put('custom', { ...custom(), baseUrl });
    expect([answer.status, json<{ code: string }>(answer).code]).toEqual([status, code]);
    if (status === 503) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask('/v1/provider-keys/custom')).status).toBe(404);
    expect(own.requests).toEqual([]);
    await faulty.close();
  });

  it.each([
    ['custom', { key: ownKey }, 400],
    ['custom', { key: ownKey, baseUrl: 'file:///etc/passwd', model: 'm' }, 400],
    ['custom', { key: ownKey, baseUrl: 'https://u:p@llm.example.org/v1', model: 'm' }, 400],
    ['openai', { key: ownKey, baseUrl: 'http://127.0.0.1:1/v1' }, 400],
    ['openai', { key: 'a b c d e f g h' }, 400],
    ['openai', { key: 'short' }, 400],
    ['openai', {}, 400],
    ['ollama', { key: ownKey }, 404],
    ['../tokens', { key: ownKey }, 404],
  ])('for %s with %j is %i', async (provider, body, status) => {
    const answer = await put(provider, body);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain(ownKey);
  });
});

describe('a generation with an own key', () => {
  it('goes to its server with that key and nothing of the operator’s, and costs the operator nothing', async () => {
    await put('custom', custom());
    own.hold(1);
    const waiting = ask(hashOf('own kite', '&model=custom'));
    await own.held();
    expect(await budget()).toMatchObject({ usedMicros: 0, reservedMicros: 0 });
    own.release();
    expect((await waiting).status).toBe(200);
    expect(about(own, 'own kite')).toHaveLength(3);
    for (const { headers } of own.requests) {
      expect(headers.authorization).toBe(`Bearer ${ownKey}`);
      expect(Object.keys(headers).toSorted()).toEqual([
        'accept',
        'accept-encoding',
        'accept-language',
        'authorization',
        'connection',
        'content-length',
        'content-type',
        'host',
        'sec-fetch-mode',
        'user-agent',
      ]);
    }
    expect(JSON.stringify(own.requests)).not.toMatch(/operators|sk-played/);
    expect([...about(world.provider, 'own kite'), ...about(openai, 'own kite')]).toEqual([]);
    const [made] = await derivations();
    expect(made).toMatchObject({ ownProvider: 'custom', model: 'custom', usage: { outputTokens: 550 } });
    expect(await budget()).toMatchObject({ usedMicros: 0, reservedMicros: 0 });
    // It counts among what was used, and costs nothing here.
    const { total } = json<{ total: object }>(await ask('/v1/usage'));
    expect(total).toMatchObject({ generations: 1, outputTokens: 550, costMicros: 0 });
  });

  it('of a provider that the operator has a key for too goes there with the organization’s; others’ with the operator’s', async () => {
    await put('openai', { key: ownKey });
    expect((await ask(hashOf('own openai', '&model=openai'))).status).toBe(200);
    const keys = new Set(about(openai, 'own openai').map(({ headers }) => headers.authorization));
    expect([...keys]).toEqual([`Bearer ${ownKey}`]);
    expect(JSON.stringify(openai.requests)).not.toContain('operators');
    const [made] = await derivations();
    // Noted, and charged to nobody here.
    expect(made!.costMicros).toBeGreaterThan(0);
    expect(await budget()).toMatchObject({ usedMicros: 0, reservedMicros: 0 });
    const models = json<{ items: { name: string; ownKey: boolean }[] }>(await ask('/v1/models')).items;
    expect(models.map(({ name, ownKey: isOwn }) => [name, isOwn])).toEqual([
      ['played', false],
      ['openai', true],
      ['packager', false],
    ]);

    const other = await (await addOrganization(world.database.url)).token(['generate', 'read']);
    expect((await ask(hashOf('others openai', '&model=openai'), { token: other })).status).toBe(200);
    const others = new Set(about(openai, 'others openai').map(({ headers }) => headers.authorization));
    expect([...others]).toEqual([`Bearer ${operatorsKey}`]);
  });

  it('opens a provider that the operator has no key for, to its organization alone', async () => {
    const answer = await ask(hashOf('x', '&model=anthropic'));
    expect(answer.status).toBe(400);
    await sql(
      world.database.url,
      `INSERT INTO provider_key (organization_id, provider, sealed, wrapped_key, key_id, last4) VALUES ($1, 'anthropic', '', '', 'lost', 'abcd')`,
      [organization.id],
    );
    const models = json<{ items: { name: string; ownKey: boolean }[] }>(await ask('/v1/models')).items;
    expect(models).toContainEqual(expect.objectContaining({ name: 'anthropic', ownKey: true }));
    // And one that cannot be read is an error, not a reason to take another.
    const unreadable = await ask(hashOf('unreadable', '&model=anthropic'));
    expect([unreadable.status, unreadable.text]).toEqual([422, expect.stringContaining('cannot be opened')]);
    expect(json<ProviderKeyView>(await ask('/v1/provider-keys/anthropic')).readable).toBe(false);
  });

  it('fails clearly when the key is taken away in the middle, then and ever after, and never takes the operator’s', async () => {
    await put('openai', { key: ownKey });
    openai.hold(1);
    const waiting = ask(hashOf('taken away', '&model=openai'));
    await openai.held();
    expect((await ask('/v1/provider-keys/openai', { method: 'DELETE' })).status).toBe(204);
    openai.release();
    const first = await waiting;
    expect([first.status, first.text]).toEqual([422, expect.stringContaining('was taken away')]);
    expect(about(openai, 'taken away')).toHaveLength(2);
    await eventually('it may be asked again', async () => {
      const again = await ask(hashOf('taken away', '&model=openai'));
      expect([again.status, again.text]).toEqual([422, expect.stringContaining('was taken away')]);
      return (
        await sql(world.database.url, 'SELECT FROM derivation WHERE organization_id = $1 AND run > 1', [
          organization.id,
        ])
      ).length;
    });
    expect(
      about(openai, 'taken away').every(({ headers }) => headers.authorization === `Bearer ${ownKey}`),
    ).toBe(true);
    expect(about(openai, 'taken away')).toHaveLength(2);
    expect(await budget()).toMatchObject({ usedMicros: 0, reservedMicros: 0 });

    // The next revision is asked for without it, and says so by its price.
    expect((await ask(hashOf('taken away', '&model=openai&revision=2'))).status).toBe(200);
    expect((await budget()).usedMicros).toBeGreaterThan(0);
    // Stored again, the first one is made.
    await put('openai', { key: ownKey });
    await eventually(
      'it is made',
      async () => (await ask(hashOf('taken away', '&model=openai'))).status === 200,
    );
  });

  it('that the provider rejects later is a clear error to that organization only (fault 14)', async () => {
    const key = 'sk-revoked-at-the-provider-7';
    await put('openai', { key });
    openai.refuse(key);
    const failed = await ask(hashOf('revoked', '&model=openai'));
    expect(failed.status).toBe(422);
    expect(failed.text).toMatch(
      /rejected the key.*your organization's own key.*PUT \/v1\/provider-keys\/openai/,
    );
    const [made] = await derivations();
    expect(made!.failure!.code).toBe('own_key_rejected');
    const steps = await ask(`/v1/derivations/${made!.id}/steps`);
    expect(failed.text + steps.text + JSON.stringify(made) + world.service.output()).not.toContain(key);
    const other = await (await addOrganization(world.database.url)).token(['generate']);
    expect((await ask(hashOf('revoked', '&model=openai'), { token: other })).status).toBe(200);
    expect((await ask(hashOf('revoked', '&model=played'))).status).toBe(200);
  });

  it('shows no key that the server repeats in its answer', async () => {
    const echo = await startFaultProvider();
    echo.play({
      headers: { 'x-request-id': `req-${ownKey}` },
      body: {
        model: ownKey,
        choices: [
          { finish_reason: 'stop', message: { role: 'assistant', content: `Your key is ${ownKey}.` } },
        ],
        usage: { prompt_tokens: 10, completion_tokens: 5 },
      },
    });
    expect((await put('custom', { ...custom(), baseUrl: echo.url })).status).toBe(200);
    const failed = await ask(hashOf('echo', '&model=custom'));
    expect(failed.status).toBe(422);
    const [made] = await derivations();
    const steps = await ask(`/v1/derivations/${made!.id}/steps`);
    expect(steps.text).toContain('Your key is [key].');
    const rows = await sql(
      world.database.url,
      'SELECT s::text AS s FROM generation_step s WHERE organization_id = $1',
      [organization.id],
    );
    expect(failed.text + steps.text + JSON.stringify([made, rows])).not.toContain(ownKey);
    await echo.close();
  });
});

describe('a server of a tenant’s own that hangs', () => {
  it('keeps nobody else’s work waiting, nor many trials', async () => {
    await put('custom', custom());
    // An organization that may have more at once than a process has hands.
    await sql(
      world.database.url,
      'INSERT INTO organization_limit (organization_id, generations_at_once) VALUES ($1, 12)',
      [organization.id],
    );
    own.hold(0);
    const hanging = Array.from({ length: 12 }, (_, n) => ask(hashOf(`hanging ${n}`, '&model=custom')));
    await eventually(
      'eight are asked',
      () => own.requests.filter(({ body }) => /hanging/.test(JSON.stringify(body))).length === 8,
    );
    const other = await (await addOrganization(world.database.url)).token(['generate']);
    expect((await ask(hashOf('not hanging', '&model=played'), { token: other })).status).toBe(200);

    const trial = put('custom', custom('sk-another-key-of-the-tenant'));
    await eventually('it is tried', () => about(own, 'Say: ok').length === 2);
    const second = await put('openai', { key: ownKey });
    expect([second.status, json<{ code: string }>(second).code]).toEqual([429, 'too_many_attempts']);
    own.release();
    expect((await trial).status).toBe(200);
    expect((await Promise.all(hanging)).map(({ status }) => status)).toEqual(Array(12).fill(200));
  });
});

describe('the address of a server, on a server for everybody', () => {
  it.each([
    'https://127.0.0.1/v1',
    'https://localhost/v1',
    'https://[::1]/v1',
    'https://169.254.169.254/latest',
    'https://0x7f.1/v1',
  ])('%s is answered exactly as one that nobody has, and nothing is stored', async (baseUrl) => {
    guarded ??= await startService({ databaseUrl: world.database.url });
    const store = (url: string) =>
      send(guarded!.url, '/v1/provider-keys/custom', {
        token,
        method: 'PUT',
        body: { ...custom(), baseUrl: url },
      });
    const [one, never] = [await store(baseUrl), await store('https://nobody.invalid/v1')];
    const told = ({ status, text }: Answer) => [status, { ...JSON.parse(text), requestId: '' }];
    expect(told(one)).toEqual(told(never));
    expect(one.status).toBe(503);
    expect((await send(guarded.url, '/v1/provider-keys/custom', { token })).status).toBe(404);
  });

  it.each(['http://127.0.0.1:80/v1', 'https://llm.example.org:22/v1', 'https://llm.example.org/v1?x'])(
    '%s is 400',
    async (baseUrl) => {
      guarded ??= await startService({ databaseUrl: world.database.url });
      const body = { ...custom(), baseUrl };
      const answer = await send(guarded.url, '/v1/provider-keys/custom', { token, method: 'PUT', body });
      expect(answer.status).toBe(400);
    },
  );
});
