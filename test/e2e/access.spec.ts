import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { apiRoutes, type ApiRoute } from '../../libs/contracts/index.js';
import { adminAccess } from '../support/access-admin.js';
import { Person, type Answer, type Sent } from '../support/person.js';
import { startScriptedProvider, type ScriptedProvider } from '../support/scripted-provider.js';
import { eventually, startService, type Service } from '../support/service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

jest.setTimeout(60_000);

/** What alice has, and nobody else may see. */
interface Hers {
  organizationId: string;
  derivationId: string;
  tokenId: string;
  memberId: string;
  invitationId: string;
  hash: string;
}

interface Row {
  /** The status to another organization's member who uses alice's ids; where there is no id to use, that of their own things. */
  foreign: number;
  /** The same with a token, where that is told something else than a session. */
  foreignToken?: number;
  /** The status without credentials, of a public route. */
  open?: number;
  path?: (hers: Hers) => string;
  body?: (hers: Hers) => unknown;
}

const nobody = 'nobody@example.org';

/** Every route of the document. One that is missing here, or here and not there, fails. */
const table: Record<string, Row> = {
  'get /hash': { foreign: 200, path: () => '/hash?req=mine' },
  'get /channel': { foreign: 200, path: () => '/channel?req=mine' },
  'get /drv': { foreign: 404, path: ({ hash }) => `/drv?hash=${encodeURIComponent(hash)}` },

  'post /v1/derivations': { foreign: 202, body: () => ({ prompt: 'mine' }) },
  'get /v1/derivations': { foreign: 200 },
  'get /v1/derivations/{id}': { foreign: 404, path: (h) => `/v1/derivations/${h.derivationId}` },
  'get /v1/derivations/{id}/steps': { foreign: 404, path: (h) => `/v1/derivations/${h.derivationId}/steps` },
  'get /v1/derivations/{id}/events': {
    foreign: 404,
    path: (h) => `/v1/derivations/${h.derivationId}/events`,
  },
  'delete /v1/derivations/{id}': { foreign: 404, path: (h) => `/v1/derivations/${h.derivationId}` },

  'post /v1/check': { foreign: 200, body: () => ({ expression: '{ }: 1' }) },
  'get /v1/models': { foreign: 200 },

  'get /v1/provider-keys': { foreign: 200 },
  'get /v1/provider-keys/{provider}': { foreign: 404, path: () => '/v1/provider-keys/openai' },
  'put /v1/provider-keys/{provider}': {
    foreign: 400,
    path: () => '/v1/provider-keys/custom',
    body: () => ({ key: 'sk-nowhere-to-go' }),
  },
  'delete /v1/provider-keys/{provider}': { foreign: 404, path: () => '/v1/provider-keys/openai' },

  'get /v1/tokens': { foreign: 200 },
  'post /v1/tokens': { foreign: 201, body: () => ({ name: 'mine', scopes: ['generate'] }) },
  'patch /v1/tokens/{id}': {
    foreign: 404,
    path: (h) => `/v1/tokens/${h.tokenId}`,
    body: () => ({ name: 'taken' }),
  },
  'post /v1/tokens/{id}/rotate': {
    foreign: 404,
    path: (h) => `/v1/tokens/${h.tokenId}/rotate`,
    body: () => ({ graceHours: 24 }),
  },
  'delete /v1/tokens/{id}': { foreign: 404, path: (h) => `/v1/tokens/${h.tokenId}` },
  'post /v1/tokens/revoke': { foreign: 401, open: 401, body: () => ({ token: 'junk' }) },

  'get /v1/usage': { foreign: 200 },
  ...adminAccess,

  'get /v1/me': { foreign: 200 },
  // Of a member who is no owner: nothing of theirs may end by accident of this walk.
  'delete /v1/me': { foreign: 204, foreignToken: 403 },
  'get /v1/organization': { foreign: 200 },
  'delete /v1/organization': { foreign: 204 },
  'get /v1/organization/members': { foreign: 200 },
  'get /v1/organization/invitations': { foreign: 200 },
  'get /v1/export': { foreign: 200 },
  'patch /v1/admin/organizations/{id}/limits': {
    foreign: 403,
    path: (h) => `/v1/admin/organizations/${h.organizationId}/limits`,
    body: () => ({ monthlyCapMicros: 0 }),
  },

  'post /api/auth/sign-up/email': { foreign: 400, open: 400, body: () => ({}) },
  'get /api/auth/verify-email': { foreign: 401, open: 401, path: () => '/api/auth/verify-email?token=junk' },
  'post /api/auth/send-verification-email': { foreign: 400, open: 400, body: () => ({ email: nobody }) },
  'post /api/auth/sign-in/email': { foreign: 401, open: 401, body: () => ({ email: nobody, password: 'x' }) },
  'post /api/auth/sign-in/social': { foreign: 404, open: 404, body: () => ({ provider: 'github' }) },
  'get /api/auth/callback/{provider}': { foreign: 302, open: 302, path: () => '/api/auth/callback/github' },
  'post /api/auth/sign-out': { foreign: 200, open: 200, body: () => ({}) },
  'get /api/auth/get-session': { foreign: 200, open: 200 },
  'post /api/auth/request-password-reset': { foreign: 400, open: 400, body: () => ({ email: nobody }) },
  'post /api/auth/reset-password': {
    foreign: 400,
    open: 400,
    body: () => ({ token: 'junk', newPassword: 'long enough for it' }),
  },
  'post /api/auth/change-password': {
    foreign: 400,
    body: () => ({ currentPassword: 'wrong', newPassword: 'long enough for it' }),
  },
  'post /api/auth/update-user': { foreign: 200, body: () => ({ name: 'mine' }) },
  'get /api/auth/list-sessions': { foreign: 200 },
  'post /api/auth/revoke-session': { foreign: 200, body: () => ({ token: 'junk' }) },
  'post /api/auth/revoke-other-sessions': { foreign: 200, body: () => ({}) },
  'get /api/auth/list-accounts': { foreign: 200 },

  'get /api/auth/organization/list': { foreign: 200 },
  'post /api/auth/organization/create': { foreign: 400, body: () => ({ name: 'mine', slug: 'Not A Slug' }) },
  'post /api/auth/organization/update': {
    foreign: 404,
    body: (h) => ({ organizationId: h.organizationId, data: { name: 'taken' } }),
  },
  'post /api/auth/organization/set-active': {
    foreign: 404,
    body: (h) => ({ organizationId: h.organizationId }),
  },
  'post /api/auth/organization/invite-member': {
    foreign: 404,
    body: (h) => ({ organizationId: h.organizationId, email: nobody, role: 'owner' }),
  },
  'get /api/auth/organization/get-invitation': {
    foreign: 404,
    path: (h) => `/api/auth/organization/get-invitation?id=${h.invitationId}`,
  },
  'post /api/auth/organization/accept-invitation': {
    foreign: 404,
    body: (h) => ({ invitationId: h.invitationId }),
  },
  'post /api/auth/organization/reject-invitation': {
    foreign: 404,
    body: (h) => ({ invitationId: h.invitationId }),
  },
  'post /api/auth/organization/cancel-invitation': {
    foreign: 404,
    body: (h) => ({ invitationId: h.invitationId }),
  },
  'post /api/auth/organization/remove-member': {
    foreign: 404,
    body: (h) => ({ memberIdOrEmail: h.memberId, organizationId: h.organizationId }),
  },
  'post /api/auth/organization/update-member-role': {
    foreign: 404,
    body: (h) => ({ memberId: h.memberId, role: 'member' }),
  },
  'post /api/auth/organization/leave': { foreign: 404, body: (h) => ({ organizationId: h.organizationId }) },

  'get /healthz': { foreign: 200, open: 200 },
  'get /readyz': { foreign: 200, open: 200 },
  'get /openapi.json': { foreign: 200, open: 200 },
  'get /docs': { foreign: 200, open: 200 },
  'get /verified': { foreign: 200, open: 200 },
  'get /reset-password': { foreign: 200, open: 200 },
  'get /invitation': { foreign: 200, open: 200 },
};

const keyOf = ({ method, path }: ApiRoute) => `${method} ${path}`;
const secretProgram = 'the secret program of Zanzibar';

let database: TestDatabase;
let provider: ScriptedProvider;
let service: Service;
let alice: Person;
let hers: Hers;
/** Was a member of alice's organization, with a token and a session there. */
let removed: { person: Person; token: string };

const newPerson = async (name: string) => new Person(service.url, name).join();

/** Of another organization. One is enough for all that changes nothing of its own. */
let sharedBob: Promise<Person> | undefined;
function bobFor({ method }: ApiRoute, row: Row): Promise<Person> {
  if (method !== 'get' && row.foreign < 400) return newPerson('bob');
  return (sharedBob ??= newPerson('bob'));
}

beforeAll(async () => {
  [database, provider] = await Promise.all([createTestDatabase(), startScriptedProvider({ steps: 1 })]);
  service = await startService({
    databaseUrl: database.url,
    scriptedProvider: provider.url,
    environment: { AI_DRV_TRUST_PROXY: '1' },
  });
  alice = await newPerson('alice-of-zanzibar');
  const { body: me } = await alice.send('/v1/me');
  const token = await alice.token(['generate', 'read', 'manage'], 'zanzibar token');
  const hash = await alice.send(`/hash?req=${encodeURIComponent(secretProgram)}`, { token: token.secret });
  const { body: derivations } = await alice.send('/v1/derivations');
  const invite = (email: string) =>
    alice.send('/api/auth/organization/invite-member', { body: { email, role: 'admin' } });
  const carol = await newPerson('carol');
  const invitation = await invite(carol.email);
  await carol.send('/api/auth/organization/accept-invitation', {
    body: { invitationId: invitation.body.id },
  });
  removed = { person: carol, token: (await carol.token(['generate', 'read', 'manage'])).secret };
  const { body: members } = await alice.send('/v1/organization/members');
  const carols = members.items.find(({ user }: { user: { email: string } }) => user.email === carol.email);
  expect((await carol.send('/v1/me', { token: removed.token })).body.organization.id).toBe(
    me.organization.id,
  );
  const removal = await alice.send('/api/auth/organization/remove-member', {
    body: { memberIdOrEmail: carols.id },
  });
  expect(removal.status).toBe(200);
  hers = {
    organizationId: me.organization.id,
    derivationId: derivations.items[0].id,
    tokenId: token.id,
    memberId: members.items.find(({ id }: { id: string }) => id !== carols.id).id,
    invitationId: (await invite('invited-to-zanzibar@example.org')).body.id,
    hash: hash.text,
  };
  expect(Object.values(hers).every((id) => typeof id === 'string' && id.length > 20)).toBe(true);
});

afterAll(async () => {
  await service?.stop();
  await provider?.close();
  await database?.drop();
});

function ask(person: Person, route: ApiRoute, more: Sent = {}): Promise<Answer> {
  const row = table[keyOf(route)]!;
  const body = row.body?.(hers);
  return person.send(row.path?.(hers) ?? route.path, {
    method: route.method.toUpperCase(),
    ...(body !== undefined && { body }),
    ...more,
  });
}

function expectNothingOfHers(text: string) {
  const words = [hers.organizationId, hers.derivationId, hers.tokenId, hers.memberId, alice.email];
  for (const word of [...words, 'zanzibar token', secretProgram, 'invited-to-zanzibar'])
    expect(text).not.toContain(word);
}

const stranger = () => new Person(service.url, 'stranger');
const byToken = (access: ApiRoute['access']) => access !== 'public' && access !== 'session';

it('knows every route of the document', () => {
  expect(Object.keys(table).toSorted()).toEqual(apiRoutes.map(keyOf).toSorted());
});

it('reaches no other route of better-auth', async () => {
  const { Auth } = { Auth: await import('../../apps/server/src/people/auth.js') };
  const { loadConfig } = await import('../../libs/config/index.js');
  const { openDatabase } = await import('../../libs/database/index.js');
  const { Keys } = await import('../../apps/server/src/common/keys.js');
  const own = openDatabase(database.url);
  const { api } = Auth.createAuth({
    config: loadConfig({}),
    database: own,
    keys: new Keys('x'.repeat(32)),
    sendMail: null,
    log: () => undefined,
  });
  await own.close();
  type Endpoint = { path?: string; options?: { method?: string | string[] } };
  const all = Object.values(api as Record<string, Endpoint>).flatMap(({ path, options }) =>
    path === undefined ? [] : [options?.method ?? 'GET'].flat().map((method) => ({ path, method })),
  );
  expect(all.length).toBeGreaterThan(60);
  const person = stranger();
  const reached: string[] = [];
  for (const { path, method } of all.filter((one) => one.method !== '*')) {
    const key = `${method.toLowerCase()} /api/auth${path.replace(':id', '{provider}')}`;
    if (key in table) continue;
    const { status } = await person.send(`/api/auth${path.replace(/:\w+/, 'x')}`, {
      method,
      ...(method !== 'GET' && { body: {} }),
    });
    if (![404, 405].includes(status)) reached.push(`${key} ${status}`);
  }
  expect(reached).toEqual([]);
});

describe.each(apiRoutes.map((route) => [keyOf(route), route] as const))('%s', (key, route) => {
  const row = table[key]!;

  it('without credentials', async () => {
    const answer = await ask(stranger(), route);
    expect(answer.status).toBe(row.open ?? 401);
    expectNothingOfHers(answer.text);
    if (route.path.startsWith('/v1/') && answer.status >= 400)
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  if (byToken(route.access)) {
    it("with another organization's token", async () => {
      const bob = await bobFor(route, row);
      const scopes = route.path.startsWith('/v1/') ? ['generate', 'read', 'manage'] : ['generate'];
      const { secret } = await bob.token(scopes);
      const answer = await ask(bob, route, { token: secret });
      expect(answer.status).toBe(row.foreignToken ?? row.foreign);
      expectNothingOfHers(answer.text.replaceAll(/"(detail|requestId)":"[^"]*"/g, ''));
      // The very same answer as to what never was.
      if (row.foreign === 404 && route.pathValues) {
        const unknown = row.path!({ ...hers, derivationId: hers.hash, tokenId: hers.hash });
        const never = await bob.send(unknown.replace(hers.hash, '0b6f6c1e-7a52-4f0e-9a86-0d1a7c0f6f11'), {
          method: route.method.toUpperCase(),
          token: secret,
          ...(row.body && { body: row.body(hers) }),
        });
        const { requestId: _, ...one } = answer.body;
        const { requestId: __, ...other } = never.body;
        expect(one).toEqual(other);
      }
    });

    it('with too small a scope', async () => {
      const small = await alice.token(route.access === 'generate' ? ['read'] : ['generate'], 'small');
      const answer = await ask(alice, route, { token: small.secret });
      expect(answer.status).toBe(403);
      expectNothingOfHers(answer.text);
      await alice.send(`/v1/tokens/${small.id}`, { method: 'DELETE' });
    });

    it("with a removed member's token", async () => {
      const answer = await ask(removed.person, route, { token: removed.token });
      expect(answer.status).toBe(401);
      expect(answer.text).toContain('The token was revoked');
      expectNothingOfHers(answer.text);
    });
  }

  if (route.access !== 'public') {
    it("with another organization's session", async () => {
      const bob = await bobFor(route, row);
      const answer = await ask(bob, route);
      const dataPlane = !/^\/(v1|api)\//.test(route.path);
      expect(answer.status).toBe(dataPlane ? 401 : row.foreign);
      expectNothingOfHers(answer.text);
    });
  }

  if (byToken(route.access)) {
    it("with a removed member's session", async () => {
      const answer = await ask(removed.person, route);
      expect(answer.status).toBe(route.path.startsWith('/v1/') ? 403 : 401);
      expectNothingOfHers(answer.text);
    });
  }

  if (route.access === 'session') {
    it('a token is no session', async () => {
      const { secret } = await alice.token(['generate', 'read', 'manage'], 'no session');
      expect((await ask(stranger(), route, { token: secret })).status).toBe(401);
    });
  }
});

it('left all that is hers as it was', async () => {
  const { body: tokens } = await alice.send('/v1/tokens?limit=100');
  const hersStill = tokens.items.find(({ id }: { id: string }) => id === hers.tokenId);
  expect(hersStill).toMatchObject({ name: 'zanzibar token', rotatedAt: null });
  expect((await alice.send(`/v1/derivations/${hers.derivationId}`)).body.prompt).toBe(secretProgram);
  const invitations = await eventually('her invitations', () => alice.send('/v1/organization/invitations'));
  expect(invitations.body.items.map(({ id }: { id: string }) => id)).toContain(hers.invitationId);
});
