import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import createClient from 'openapi-fetch';
import type { paths } from '../support/openapi-types.js';
import { keepSecretOfCookie, keepSecretsOf } from '../support/log-scan.js';
import { Person } from '../support/person.js';
import { startScriptedProvider, type ScriptedProvider } from '../support/scripted-provider.js';
import { eventually, startService, type Service } from '../support/service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

jest.setTimeout(180_000);

let database: TestDatabase;
let provider: ScriptedProvider;
let service: Service;

beforeAll(async () => {
  [database, provider] = await Promise.all([createTestDatabase(), startScriptedProvider({ steps: 1 })]);
  service = await startService({
    databaseUrl: database.url,
    scriptedProvider: provider.url,
    environment: { AI_DRV_TRUST_PROXY: '1' },
  });
});

afterAll(async () => {
  await service?.stop();
  await provider?.close();
  await database?.drop();
});

describe('a client generated from the document', () => {
  it('drives the whole journey', async () => {
    const person = new Person(service.url, 'generated');
    const { email, password } = person;
    let cookie = '';
    const client = createClient<paths>({ baseUrl: service.url, redirect: 'manual' });
    client.use({
      onRequest: ({ request }) => {
        request.headers.set('origin', service.url);
        if (!request.headers.has('authorization') && cookie) request.headers.set('cookie', cookie);
      },
      onResponse: async ({ response }) => {
        keepSecretsOf(
          await response
            .clone()
            .json()
            .catch(() => null),
        );
        const set = response.headers.getSetCookie().find((one) => one.includes('session_token'));
        if (set) cookie = set.split(';', 1)[0]!;
        keepSecretOfCookie(cookie);
      },
    });

    const signUp = await client.POST('/api/auth/sign-up/email', { body: { name: 'Ada', email, password } });
    expect(signUp.response.status).toBe(200);
    expect(
      (await client.POST('/api/auth/sign-in/email', { body: { email, password } })).response.status,
    ).toBe(200);
    const me = await client.GET('/v1/me');
    expect(me.data?.user.email).toBe(email);

    const made = await client.POST('/v1/tokens', { body: { name: 'laptop', scopes: ['generate', 'read'] } });
    const secret = made.data!.secret;
    const headers = { authorization: `Bearer ${secret}` };
    const rotated = await client.POST('/v1/tokens/{id}/rotate', {
      params: { path: { id: made.data!.id } },
      body: { graceHours: 1 },
    });
    expect(rotated.data!.secret).not.toBe(secret);
    const hash = await client.GET('/hash', {
      params: { query: { req: 'generated journey' } },
      headers,
      parseAs: 'text',
    });
    expect(hash.data).toMatch(/^[\w+/]{43}=$/);
    const drv = await client.GET('/drv', {
      params: { query: { hash: hash.data! } },
      headers,
      parseAs: 'text',
    });
    expect(drv.data).toContain('generated journey');

    const created = await client.POST('/v1/derivations', { body: { prompt: 'by the client' } });
    expect(created.response.status).toBe(202);
    const shown = await eventually('the derivation', async () => {
      const { data } = await client.GET('/v1/derivations/{id}', {
        params: { path: { id: created.data!.id } },
      });
      return data?.state === 'succeeded' && data;
    });
    expect(shown.hash).toMatch(/^sha256-/);
    const page = await client.GET('/v1/derivations', { params: { query: { limit: 1 } } });
    expect(page.data!.items).toHaveLength(1);
    const next = await client.GET('/v1/derivations', {
      params: { query: { limit: 1, cursor: page.data!.nextCursor! } },
    });
    expect(next.data!.items[0]!.id).not.toBe(page.data!.items[0]!.id);
    expect((await client.GET('/v1/tokens')).data!.items[0]).toMatchObject({
      name: 'laptop',
      last4: rotated.data!.secret.slice(-4),
    });

    await client.POST('/v1/tokens/revoke', { body: { token: rotated.data!.secret } });
    const refused = await client.GET('/v1/me', {
      headers: { authorization: `Bearer ${rotated.data!.secret}` },
    });
    expect(refused.error).toMatchObject({ status: 401, code: 'token_revoked' });
    expect((await client.DELETE('/v1/me')).response.status).toBe(204);
    expect((await client.GET('/v1/me')).response.status).toBe(401);
  });
});

/** Administration by who may: the ids are nobody's, and the fuzzer gets past the door. */
function tokenFor(
  { method, path }: Operation,
  tokens: { secret: string; plain: string; adminToken: string },
): string {
  if (path.startsWith('/v1/admin/')) return tokens.adminToken;
  return /^\/(v1|api)/.test(path) && !destructive.has(`${method} ${path}`) ? tokens.secret : tokens.plain;
}

interface Operation {
  method: string;
  path: string;
  parameters: { name: string; in: string }[];
  body: Record<string, unknown> | null;
}

const perRoute = 200;
const nasty = fc.constantFrom<unknown>(
  '',
  '\0',
  '\ud800',
  "' OR 1=1--",
  '../../etc/passwd',
  '0b6f6c1e-7a52-4f0e-9a86-0d1a7c0f6f11',
  'x'.repeat(3_000),
  '%',
  '\r\nx: y',
  'generate',
  'ada@example.org',
  -1,
  0,
  1e21,
  1.5,
  true,
  null,
  [],
  [null],
  {},
  { __proto__: null, constructor: 1 },
  '9999-12-31T23:59:59Z',
  '2027-01-01T00:00:00Z',
);
const value = fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 60 }), fc.jsonValue({ maxDepth: 2 }));
// Asked without what would end the very account or session that the others are asked with.
const destructive = new Set(['DELETE /v1/me', 'DELETE /v1/organization', 'POST /api/auth/sign-out']);

describe('the fuzzer', () => {
  it(`finds no 500 in ${perRoute} requests a route`, async () => {
    const { body: document } = await new Person(service.url).send('/openapi.json');
    const operations = operationsOf(document);
    expect(operations.length).toBeGreaterThan(45);
    const person = await new Person(service.url, 'fuzz').join();
    const { secret } = await person.token(['generate', 'read', 'manage']);
    const plain = (await person.token(['generate'])).secret;
    const { adminToken } = service.firstRun();

    const broken: string[] = [];
    let asked = 0;
    const statuses = new Set<number>();
    for (const [at, operation] of operations.entries()) {
      const requests = fc.sample(requestOf(operation), { numRuns: perRoute, seed: 4_000 + at });
      for (let from = 0; from < requests.length; from += 10) {
        const answers = requests.slice(from, from + 10).map(async ({ target, body, client, kind }) => {
          if (kind === 'session' && destructive.has(`${operation.method} ${operation.path}`)) return 0;
          const response = await fetch(`${service.url}${target}`, {
            method: operation.method,
            redirect: 'manual',
            headers: {
              'x-forwarded-for': client,
              origin: service.url,
              ...(kind === 'session'
                ? { cookie: person.cookie }
                : kind === 'token'
                  ? {
                      authorization: `Bearer ${tokenFor(operation, { secret, plain, adminToken })}`,
                    }
                  : {}),
              ...(body !== undefined && { 'content-type': 'application/json' }),
            },
            ...(body !== undefined && { body }),
          }).catch((error: Error) => {
            throw new Error(`${target}\n${service.output().slice(-3_000)}`, { cause: error });
          });
          const text = await response.text();
          if (response.status >= 500)
            broken.push(
              `${response.status} ${operation.method} ${target.slice(0, 200)} ${body?.slice(0, 300)} ${text}`,
            );
          return response.status;
        });
        for (const status of await Promise.all(answers)) statuses.add(status);
      }
      asked += requests.length;
    }
    expect(broken).toEqual([]);
    // It got past the door, and was not only turned away there.
    expect([...statuses]).toEqual(expect.arrayContaining([200, 202, 302, 400, 401, 403, 404]));
    expect(asked).toBe(operations.length * perRoute);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
  });
});

function operationsOf(document: {
  paths: Record<
    string,
    Record<
      string,
      {
        parameters?: Operation['parameters'];
        requestBody?: { content: Record<string, { schema: { properties?: object } }> };
      }
    >
  >;
}): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      body: (requestBody?.content['application/json']?.schema.properties ?? null) as Operation['body'],
    })),
  );
}

/** Mostly of the right names with wrong values, now and then something else altogether. */
function requestOf({ method, path, parameters, body }: Operation) {
  const names = Object.keys(body ?? {});
  const object = fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });
  return fc
    .record({
      client: fc.nat(255).map((n) => `10.77.${n}.1`),
      kind: fc.constantFrom('session', 'token', 'token', 'none'),
      inPath: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.constantFrom('\0', '..', '0b6f6c1e-7a52-4f0e-9a86-0d1a7c0f6f11', '%', 'x'.repeat(3_000)),
      ),
      query: fc.array(fc.tuple(fc.constantFrom('extra', ...parameters.map(({ name }) => name)), value), {
        maxLength: 4,
      }),
      rawQuery: fc.constantFrom('', '', '', '%ff', 'a=%', '&&=&'),
      json: fc.oneof({ weight: 8, arbitrary: object }, { weight: 2, arbitrary: value }),
      cut: fc.nat(20).map((n) => n === 0),
    })
    .map(({ client, kind, inPath, query, rawQuery, json, cut }) => {
      const encode = (text: unknown) =>
        encodeURIComponent((typeof text === 'string' ? text : (JSON.stringify(text) ?? '')).toWellFormed());
      const search = [
        ...query.map(([name, one]) => `${name}=${encode(one)}`),
        ...(rawQuery ? [rawQuery] : []),
      ].join('&');
      const filled = path.replaceAll(/\{\w+\}/g, () => encode(inPath) || 'x');
      const text = JSON.stringify(json) ?? 'null';
      return {
        client,
        kind,
        target: search ? `${filled}?${search}` : filled,
        body:
          method === 'GET' || (method === 'DELETE' && body === null)
            ? undefined
            : cut
              ? text.slice(0, -1)
              : text,
      };
    });
}
