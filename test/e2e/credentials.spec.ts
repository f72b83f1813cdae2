import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mintToken } from '../../apps/server/src/tokens/token-format.js';
import { sendRaw } from '../support/http.js';
import { addOrganization, sql } from '../support/organizations.js';
import { hashOf, startWorld, type World } from '../support/world.js';

let world: World;
let broad: string;
const target = hashOf('xterm');
const from = () => `Tokens for this server come from http://localhost:${world.service.port}.`;
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

beforeAll(async () => {
  world = await startWorld();
  broad = await world.tokenWith('generate', 'read');
});
afterAll(() => world.stop());

describe('a token', () => {
  it('is taken as Bearer, as the password of Basic, and in the URL', async () => {
    const { token } = world;
    const asBearer = await world.get(target);
    expect(asBearer.status).toBe(200);
    for (const headers of [basic('token', token), basic('', token), basic('anything at all', token)]) {
      expect((await world.get(target, { token: '', headers })).text).toBe(asBearer.text);
    }
    expect((await world.get(`${target}&access_token=${token}`, { token: '' })).text).toBe(asBearer.text);
    expect((await world.get(`${target}&access_token=${token}`)).text).toBe(asBearer.text);
  });

  it('is taken from curl: netrc, userinfo in the URL', () => {
    const home = mkdtempSync(join(tmpdir(), 'ai-drv-netrc-'));
    try {
      const netrc = join(home, 'netrc');
      writeFileSync(netrc, `machine 127.0.0.1 login token password ${world.token}\n`);
      const viaNetrc = ['--netrc-file', netrc, `${world.service.url}${target}`];
      const viaUrl = [world.service.url.replace('://', `://token:${world.token}@`) + target];
      for (const how of [viaNetrc, viaUrl]) {
        const out = execFileSync('curl', ['--silent', '--fail', ...how], { env: { HOME: home } });
        expect(out.toString()).toHaveLength(44);
      }
      const none = spawnSync('curl', ['--silent', '--fail', `${world.service.url}${target}`]);
      expect(none.status).toBe(22);
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});

describe('401', () => {
  it('when there is none, with the plain challenge', async () => {
    const { status, headers, text } = await world.get(target, { token: '' });
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('Bearer realm="ai-drv"');
    expect(text).toBe(
      `This needs a token: send it as "Authorization: Bearer TOKEN", or put it in the netrc file that Nix uses. ${from()}\n`,
    );
  });

  it.each([
    ['junk', 'x', 'Not a token'],
    ["' OR 1=1--", "' OR 1=1--", 'Not a token'],
    ['one character changed', '', 'Not a token'],
    ['unknown', mintToken().secret, 'The token is not known here'],
    ['expired', 'expired', 'The token has expired'],
    ['revoked', 'revoked', 'The token was revoked'],
  ])('when it is %s, and says so', async (what, text, title) => {
    let token = text;
    if (text === 'expired' || text === 'revoked') token = await world.organization.token(['generate'], text);
    if (text === '') token = world.token.slice(0, -1) + (world.token.endsWith('0') ? '1' : '0');
    const answer = await world.get(target, { token: '', headers: basic('token', token) });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer realm="ai-drv", error="invalid_token", error_description="${title}"`,
    );
    expect(answer.text).toContain(from());
    expect(answer.text).not.toContain(token);
    expect(what).not.toBe('');
  });

  it('when its user has left the organization', async () => {
    const left = await addOrganization(world.database.url);
    const token = await left.token(['generate']);
    expect((await world.get(target, { token })).status).toBe(200);
    await sql(world.database.url, 'DELETE FROM member WHERE organization_id = $1', [left.id]);
    expect((await world.get(target, { token })).status).toBe(401);
  });

  it('without asking the database when the form is wrong', async () => {
    const scans = async () => {
      await sql(world.database.url, 'SELECT pg_stat_force_next_flush()');
      return (
        await sql<{ n: number }>(
          world.database.url,
          `SELECT (seq_scan + coalesce(idx_scan, 0))::int AS n FROM pg_stat_user_tables WHERE relname = 'token'`,
        )
      )[0]!.n;
    };
    await scans();
    const before = await scans();
    for (let i = 0; i < 20; i++) await world.get(target, { token: `aidrv_${'a'.repeat(36)}` });
    expect(await scans()).toBe(before);
  });
});

describe('400', () => {
  it.each([
    ['an empty Bearer', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Digest username="x"' }],
    ['Basic without a colon', { authorization: 'Basic eHh4' }],
  ])('for %s', async (_, headers) => {
    const { status, text } = await world.get(target, { token: '', headers });
    expect(status).toBe(400);
    expect(text).toMatch(/^The Authorization header is neither "Bearer TOKEN" nor Basic/);
  });

  it('for two different tokens at once', async () => {
    const answers = [
      await world.get(`${target}&access_token=${broad}`),
      await world.get(`${target}&access_token=${world.token}`, { token: '', headers: basic('t', broad) }),
      await world.get('/v1/derivations', { method: 'POST', body: { prompt: 'x', access_token: broad } }),
    ];
    for (const { status, text } of answers) {
      expect(status).toBe(400);
      expect(text).toContain('two different tokens');
    }
  });

  it('for a repeated access_token, and for two Authorization headers', async () => {
    const twice = await world.get(`${target}&access_token=${world.token}&access_token=${world.token}`, {
      token: '',
    });
    expect([twice.status, twice.text]).toEqual([
      400,
      'access_token stands in the query more than once. Send it once.\n',
    ]);
    const raw = await sendRaw(
      world.service.port,
      `GET ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${world.token}\r\nAuthorization: Bearer ${broad}\r\nConnection: close\r\n\r\n`,
    );
    expect(raw).toMatch(/^HTTP\/1.1 400 /);
  });

  it('for a NUL in the header, and 431 for a megabyte', async () => {
    for (const [token, status] of [
      ['a\0b', 400],
      ['a'.repeat(1_000_000), 431],
    ] as const) {
      const answer = await sendRaw(
        world.service.port,
        `GET ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`,
      );
      expect(answer.slice(0, 13)).toBe(`HTTP/1.1 ${status} `);
    }
  });
});

describe('403', () => {
  it('for a scope that the token lacks, naming it', async () => {
    const read = await world.tokenWith('read');
    const { status, text } = await world.get(target, { token: read });
    expect({ status, text }).toEqual({
      status: 403,
      text: 'This needs a token with the scope "generate"; this one has read.\n',
    });
    expect((await world.get('/v1/me')).status).toBe(403);
  });

  it('for a token in the URL that may do more than generate', async () => {
    const { status, text } = await world.get(`${target}&access_token=${broad}`, { token: '' });
    expect(status).toBe(403);
    expect(text).toMatch(/^Only a token whose one scope is "generate" may be sent as access_token/);
    const twice = await world.get(`${target}&access_token=${broad}`, { token: broad });
    expect(twice.status).toBe(403);
  });
});
