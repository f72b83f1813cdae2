import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { Person, type Answer } from '../support/person.js';
import { startScriptedProvider, type ScriptedProvider } from '../support/scripted-provider.js';
import { eventually, startService, type Service } from '../support/service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let provider: ScriptedProvider;
let service: Service;
let client: pg.Client;
const common = { AI_DRV_TRUST_PROXY: '1' };

beforeAll(async () => {
  [database, provider] = await Promise.all([createTestDatabase(), startScriptedProvider({ steps: 1 })]);
  service = await startService({
    databaseUrl: database.url,
    scriptedProvider: provider.url,
    environment: { ...common, AI_DRV_SIGN_UP: 'open' },
    timings: { lastUsedMs: 300 },
  });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client?.end();
  await service?.stop();
  await provider?.close();
  await database?.drop();
});

const newPerson = (name: string) => new Person(service.url, name).join();
const me = (person: Person, token: string) => person.send('/v1/me', { token });

describe('/v1/tokens', () => {
  it('shows a secret once, and prefix…last4 ever after', async () => {
    const ada = await newPerson('ada');
    const token = await ada.token(['generate', 'read']);
    const list = await ada.send('/v1/tokens');
    expect(list.text).not.toContain(token.secret);
    expect(list.body.items[0]).toMatchObject({
      prefix: token.secret.slice(0, 10),
      last4: token.secret.slice(-4),
      lastUsedAt: null,
    });
    await me(ada, token.secret);
    await new Promise((resolve) => setTimeout(resolve, 700));
    const { lastUsedAt } = (await ada.send('/v1/tokens')).body.items[0];
    expect(Date.now() - Date.parse(lastUsedAt)).toBeLessThan(10_000);
  });

  it('pages with a cursor', async () => {
    const ada = await newPerson('ada');
    const made = [];
    for (let i = 0; i < 5; i++) made.push((await ada.token(['read'], `n${i}`)).id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Answer<{ items: { id: string }[]; nextCursor: string | null }> = await ada.send(
        `/v1/tokens?limit=2${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...page.body.items.map(({ id }) => id));
      cursor = page.body.nextCursor;
    }
    expect(seen).toEqual(made.toReversed());
  });

  it('rotates with grace: both secrets hold, then one; presenting one ends it', async () => {
    const ada = await newPerson('ada');
    const token = await ada.token(['read']);
    const rotate = (graceHours: number) =>
      ada.send(`/v1/tokens/${token.id}/rotate`, { body: { graceHours } });
    const { body: rotated } = await rotate(24);
    expect(rotated.id).toBe(token.id);
    expect(Date.parse(rotated.previousUntil) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
    for (const secret of [token.secret, rotated.secret]) expect((await me(ada, secret)).status).toBe(200);

    expect((await ada.send('/v1/tokens/revoke', { body: { token: token.secret } })).status).toBe(204);
    expect((await me(ada, token.secret)).body.code).toBe('token_revoked');
    expect((await me(ada, rotated.secret)).status).toBe(200);

    const { body: last } = await rotate(0);
    expect((await me(ada, rotated.secret)).body.code).toBe('token_revoked');
    expect((await me(ada, last.secret)).status).toBe(200);
    expect((await rotate(25)).status).toBe(400);
  });

  it('are a hundred of a user in an organization, also when more are made at once', async () => {
    const ada = await newPerson('ada');
    const make = (_: unknown, n: number) =>
      ada.send('/v1/tokens', { body: { name: `${n}`, scopes: ['read'] } });
    const made = await Promise.all(Array.from({ length: 110 }, make));
    expect(made.filter(({ status }) => status === 201)).toHaveLength(100);
    expect(made.find(({ status }) => status !== 201)!.body.code).toBe('token_limit');
  });

  it('expires', async () => {
    const ada = await newPerson('ada');
    const expiresAt = new Date(Date.now() + 1_200).toISOString();
    const { body } = await ada.send('/v1/tokens', { body: { name: 'short', scopes: ['read'], expiresAt } });
    expect((await me(ada, body.secret)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_400));
    expect((await me(ada, body.secret)).body.code).toBe('token_expired');
    const past = await ada.send('/v1/tokens', {
      body: { name: 'past', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' },
    });
    expect(past.status).toBe(400);
  });

  it('gives nobody more than they have: not by making one, nor by rotating one', async () => {
    const ada = await newPerson('ada');
    expect((await ada.send('/v1/tokens', { body: { name: 'x', scopes: ['admin'] } })).body.code).toBe(
      'scopes_beyond_caller',
    );
    const managing = await ada.token(['manage']);
    const reading = await ada.token(['read']);
    const more = await ada.send('/v1/tokens', {
      token: managing.secret,
      body: { name: 'x', scopes: ['manage', 'read'] },
    });
    expect(more).toMatchObject({ status: 403, body: { code: 'scopes_beyond_caller' } });
    const taken = await ada.send(`/v1/tokens/${reading.id}/rotate`, { token: managing.secret, body: {} });
    expect(taken).toMatchObject({ status: 403, body: { code: 'scopes_beyond_caller' } });
    expect((await me(ada, reading.secret)).status).toBe(200);
  });

  it("a member sees and ends their own; an admin sees and ends everybody's, and rotates nobody else's", async () => {
    const [owner, member] = [await newPerson('owner'), await newPerson('member')];
    const invitation = await owner.send('/api/auth/organization/invite-member', {
      body: { email: member.email, role: 'member' },
    });
    const link = (await owner.send('/v1/organization/invitations')).body.items[0].url;
    expect(link).toContain(`/invitation?id=${invitation.body.id}`);
    expect((await member.send(link.replace(/^http:\/\/[^/]+/, ''))).text).toContain('accept-invitation');
    await member.send('/api/auth/organization/accept-invitation', {
      body: { invitationId: invitation.body.id },
    });
    expect((await member.send('/v1/me')).body.organization.role).toBe('member');

    const [hers, theirs] = [await owner.token(['read']), await member.token(['read', 'manage'])];
    const ids = async (person: Person) =>
      (await person.send('/v1/tokens')).body.items.map(({ id }: { id: string }) => id);
    expect(await ids(member)).toEqual([theirs.id]);
    expect((await ids(owner)).toSorted()).toEqual([hers.id, theirs.id].toSorted());
    const end = (person: Person, id: string) => person.send(`/v1/tokens/${id}`, { method: 'DELETE' });
    expect((await end(member, hers.id)).status).toBe(404);
    expect((await owner.send(`/v1/tokens/${theirs.id}/rotate`, { body: {} })).status).toBe(404);
    expect((await member.send('/v1/organization/invitations')).body.code).toBe('role_missing');
    // What a member exports is theirs alone.
    const exported = (await member.send('/v1/export')).body;
    expect(exported.ownTokens.map(({ id }: { id: string }) => id)).toEqual([theirs.id]);
    expect(Object.keys(exported)).toEqual(
      expect.not.arrayContaining(['tokens', 'members', 'invitations', 'derivations', 'audit']),
    );
    expect((await member.send('/v1/organization', { method: 'DELETE' })).body.code).toBe('role_missing');
    expect((await end(owner, theirs.id)).status).toBe(204);
    expect((await me(member, theirs.secret)).status).toBe(401);
  });
});

describe('a token without its member', () => {
  it('is none, however it came to be so', async () => {
    const ada = await newPerson('ada');
    const { secret } = await ada.token(['read']);
    expect((await me(ada, secret)).status).toBe(200);
    // The trigger that ends it is asleep, as if the token had been made right after.
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query('DELETE FROM member WHERE user_id = (SELECT id FROM "user" WHERE email = $1)', [
      ada.email,
    ]);
    await client.query('COMMIT');
    const answer = await me(ada, secret);
    expect([answer.status, answer.body.code]).toEqual([401, 'token_revoked']);
  });
});

describe('tokens that are none (fault 18)', () => {
  const statusOf = (headers: Record<string, string | string[]>, path = '/v1/me') =>
    new Promise<number>((resolve, reject) => {
      const sent = request(`${service.url}${path}`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      sent.on('error', reject);
      sent.end();
    });
  const good = `aidrv_${'0'.repeat(30)}154Bxe`;

  it.each([
    ['missing', {}, 401],
    ['empty', { authorization: '' }, 401],
    ['SQL', { authorization: "Bearer '%20OR%201=1--" }, 401],
    ['no scheme of ours', { authorization: 'Digest abc' }, 400],
    ['a wrong checksum', { authorization: `Bearer ${good.slice(0, -1)}f` }, 401],
    ['unknown', { authorization: `Bearer ${good}` }, 401],
    ['1 MB', { authorization: `Bearer ${'x'.repeat(1_000_000)}` }, 431],
  ])('%s', async (_, headers, status) => {
    expect(await statusOf(headers as Record<string, string>)).toBe(status);
  });

  it('a NUL, and two at once', async () => {
    expect(await statusOf({}, '/v1/me?access_token=%00')).toBe(401);
    expect(await statusOf({ authorization: `Bearer ${good}` }, '/v1/me?access_token=another')).toBe(400);
  });

  it('are not looked up when the checksum is wrong', async () => {
    const count = async () =>
      Number(
        (await client.query(`SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()`))
          .rows[0].xact_commit,
      );
    const flood = (token: string) =>
      Promise.all(Array.from({ length: 200 }, () => statusOf({ authorization: `Bearer ${token}` })));
    const settle = () => new Promise((resolve) => setTimeout(resolve, 1_500));
    await settle();
    const start = await count();
    expect(new Set(await flood(`${good.slice(0, -1)}f`))).toEqual(new Set([401]));
    await settle();
    const junk = (await count()) - start;
    await flood(good);
    // PostgreSQL counts with delay; the service's own looks are two or three a second.
    await eventually('the look-ups of the unknown ones', async () => (await count()) - start - junk > 150);
    expect(junk).toBeLessThan(60);
  });
});

describe('a database without a free connection (fault 9)', () => {
  it('is a 503, never a 401', async () => {
    const role = `limited_${randomBytes(4).toString('hex')}`;
    // As the tables' owner may, but for passing the limit of connections.
    await client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'limited' IN ROLE CURRENT_USER`);
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'limited'];
    const limited = await startService({ databaseUrl: url.href, environment: common });
    try {
      const ada = await new Person(limited.url, 'ada').join();
      const { secret } = await ada.token(['generate', 'read']);
      expect((await me(ada, secret)).status).toBe(200);
      await client.query(`ALTER ROLE ${role} CONNECTION LIMIT 0`);
      await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [role]);
      for (const answer of [
        await me(ada, secret),
        await ada.send('/v1/me'),
        await ada.send('/hash?req=x', { token: secret }),
        await ada.send('/api/auth/sign-in/email', { body: { email: ada.email, password: ada.password } }),
        await ada.send('/api/auth/get-session'),
        await ada.send('/api/auth/organization/list'),
      ]) {
        expect([answer.status, answer.text]).toEqual([503, expect.stringContaining('database')]);
        expect(answer.headers.get('retry-after')).not.toBeNull();
      }
      await client.query(`ALTER ROLE ${role} CONNECTION LIMIT -1`);
      await eventually('the recovery', async () => (await me(ada, secret)).status === 200, 5_000);
    } finally {
      await limited.stop();
    }
  });
});

describe('export and the end', () => {
  it('the export holds what is theirs and no secret', async () => {
    const ada = await newPerson('ada');
    const { secret } = await ada.token(['generate', 'read']);
    await ada.send('/hash?req=exported', { token: secret });
    const { body, text } = await ada.send('/v1/export');
    expect(body.account[0].email).toBe(ada.email);
    expect(body.derivations[0].prompt).toBe('exported');
    expect(body.expressions[0].text).toContain('exported');
    expect(body.tokens[0].last4).toBe(secret.slice(-4));
    expect(body.audit.map(({ action }: { action: string }) => action)).toContain('token.created');
    expect(text).not.toContain(secret);
    expect(text).not.toMatch(/"(hash|password|token)":/);
  });

  it('deleting an organization takes everything of it, and leaves the account', async () => {
    const ada = await newPerson('ada');
    const { secret } = await ada.token(['generate', 'read']);
    const hash = await ada.send('/hash?req=goes', { token: secret });
    expect(hash.status).toBe(200);
    const { id } = (await ada.send('/v1/organization')).body;
    expect((await ada.send('/v1/organization', { method: 'DELETE' })).status).toBe(204);
    expect((await me(ada, secret)).status).toBe(401);
    expect((await ada.send('/v1/me')).body.code).toBe('organization_missing');
    for (const table of ['token', 'derivation', 'expression', 'answer', 'member'])
      expect((await client.query(`SELECT 1 FROM ${table} WHERE organization_id = $1`, [id])).rowCount).toBe(
        0,
      );
    await ada.signIn();
    expect((await ada.send('/v1/me')).status).toBe(200);
  });

  it('an account goes with its own organizations, but not from under others', async () => {
    const [owner, member] = [await newPerson('owner'), await newPerson('member')];
    const invitation = await owner.send('/api/auth/organization/invite-member', {
      body: { email: member.email, role: 'member' },
    });
    await member.send('/api/auth/organization/accept-invitation', {
      body: { invitationId: invitation.body.id },
    });
    expect((await owner.send('/v1/me', { method: 'DELETE' })).body.code).toBe('sole_owner');
    expect((await member.send('/v1/me', { method: 'DELETE' })).status).toBe(204);
    expect((await member.send('/v1/me')).status).toBe(401);
    expect((await owner.send('/v1/me', { method: 'DELETE' })).status).toBe(204);
    const left = await client.query('SELECT 1 FROM "user" WHERE email = ANY ($1)', [
      [owner.email, member.email],
    ]);
    expect(left.rowCount).toBe(0);
    expect((await owner.signIn()).status).toBe(401);
  });

  it('the last administrator stays', async () => {
    const { adminToken, email, password } = service.firstRun();
    const admin = new Person(service.url);
    // A token is of one organization: it ends no account.
    const byToken = await admin.send('/v1/me', { method: 'DELETE', token: adminToken });
    expect(byToken.body.code).toBe('session_required');
    await admin.send('/api/auth/sign-in/email', { body: { email, password } });
    expect((await admin.send('/v1/me', { method: 'DELETE' })).body.code).toBe('last_administrator');
  });

  it('nobody owns a fourth organization', async () => {
    const ada = await newPerson('ada');
    const make = (slug: string) =>
      ada.send('/api/auth/organization/create', { body: { name: 'more', slug: `${slug}-${Date.now()}` } });
    expect([(await make('two')).status, (await make('three')).status]).toEqual([200, 200]);
    expect((await make('four')).status).toBe(403);
  });
});

describe('npm run admin', () => {
  const main = fileURLToPath(new URL('../../apps/server/src/admin.js', import.meta.url));
  const admin = async (args: string[], input = '', environment: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: database.url,
        AI_DRV_SECRET: 'dGVzdHMgb25seSwgbmV2ZXIgZGVwbG95ZWQ=',
        PUBLIC_URL: service.url,
        AI_DRV_DATA_DIR: service.dataDirectory,
        ...environment,
      },
    });
    child.stdin.end(input);
    const [out, error] = await Promise.all([child.stdout.toArray(), child.stderr.toArray()]);
    const code =
      child.exitCode ?? (await new Promise<number>((resolve) => child.once('exit', (n) => resolve(n!))));
    return { code, out: out.join(''), error: error.join('') };
  };

  it('helps, and says what is wrong', async () => {
    expect(await admin(['--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('create-admin EMAIL'),
    });
    expect(await admin(['fly'])).toMatchObject({
      code: 2,
      error: expect.stringContaining('no command "fly"'),
    });
    expect(await admin(['invite'])).toMatchObject({ code: 2 });
    expect(await admin(['reset-link', 'nobody@example.org'])).toMatchObject({ code: 1 });
  });

  it('create-admin, reset-link and revoke-token do what they say', async () => {
    const ops = new Person(service.url, 'ops');
    const made = await admin(['create-admin', ops.email]);
    const password = /Password: (\S+)/.exec(made.out)![1]!;
    expect((await ops.signIn(password)).status).toBe(200);
    expect((await ops.send('/v1/me')).body.user.admin).toBe(true);
    const token = await ops.token(['read', 'admin']);

    const { out } = await admin(['reset-link', ops.email]);
    const reset = new URL(/http\S+/.exec(out)![0]).searchParams.get('token');
    const body = { token: reset, newPassword: ops.password };
    expect((await ops.send('/api/auth/reset-password', { body })).status).toBe(200);
    expect((await ops.signIn()).status).toBe(200);

    expect((await admin(['revoke-token', '--stdin'], `${token.secret}\n`)).code).toBe(0);
    expect((await me(ops, token.secret)).status).toBe(401);
    const second = await ops.token(['read']);
    expect((await admin(['revoke-token', second.id])).code).toBe(0);
    expect((await me(ops, second.secret)).status).toBe(401);
  });

  it('invites where only the invited may sign up; where it is closed nobody may', async () => {
    for (const signUp of ['invitation', 'closed']) {
      const other = await startService({
        databaseUrl: database.url,
        environment: { ...common, AI_DRV_SIGN_UP: signUp },
      });
      try {
        const eve = new Person(other.url, 'eve');
        const { out } = await admin(['invite', eve.email, '--role', 'admin']);
        const invitationId = new URL(/http\S+/.exec(out)![0]).searchParams.get('id');
        const code = signUp === 'closed' ? 'sign_up_closed' : 'invitation_required';
        expect((await eve.signUp()).body.code).toBe(code);
        const stranger = new Person(other.url, 'stranger');
        expect((await stranger.signUp({ invitationId })).body.code).toBe(code);
        const signedUp = await eve.signUp({ invitationId });
        expect(signedUp.status).toBe(signUp === 'closed' ? 403 : 200);
        if (signUp === 'closed') continue;
        await eve.signIn();
        await eve.send('/api/auth/organization/accept-invitation', { body: { invitationId } });
        expect((await eve.send('/v1/organization')).body).toMatchObject({
          slug: 'administrator',
          role: 'admin',
        });
      } finally {
        await other.stop();
      }
    }
  });

  it('rotate-secret makes a secret to set, and the server knows a change that was meant', async () => {
    const { out } = await admin(['rotate-secret']);
    const secret = /AI_DRV_SECRET=(\S+)/.exec(out)![1]!;
    await expect(
      startService({ databaseUrl: database.url, environment: { AI_DRV_SECRET: secret } }),
    ).rejects.toThrow('not the one that this database was used with');
    const ada = await newPerson('ada');
    const { secret: token } = await ada.token(['read']);
    const meant = await startService({
      databaseUrl: database.url,
      environment: {
        ...common,
        AI_DRV_SECRET: secret,
        AI_DRV_SECRET_PREVIOUS: 'dGVzdHMgb25seSwgbmV2ZXIgZGVwbG95ZWQ=',
      },
    });
    const there = new Person(meant.url);
    expect((await there.send('/v1/me', { headers: { cookie: ada.cookie } })).status).toBe(401);
    expect((await there.send('/v1/me', { token })).status).toBe(200);
    await meant.stop();
  });
});

describe('the first start', () => {
  it('makes an administrator who can sign in, and a secret that only its owner reads', async () => {
    const own = await startService({ environment: common });
    const { email, password } = own.firstRun();
    const admin = new Person(own.url);
    const answer = await admin.send('/api/auth/sign-in/email', { body: { email, password } });
    expect(answer.status).toBe(200);
    expect((await admin.send('/v1/me')).body).toMatchObject({
      user: { admin: true },
      scopes: expect.arrayContaining(['admin']),
    });
    const file = join(own.dataDirectory, 'secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').trim()).toHaveLength(44);
    await own.stop();
  });
});
