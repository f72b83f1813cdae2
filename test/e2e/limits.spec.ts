import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mintToken } from '../../apps/server/src/tokens/token-format.js';
import { runEvilNix } from '../support/evil-nix.js';
import { send, sendRaw } from '../support/http.js';
import { sql } from '../support/organizations.js';
import { hashOf, startWorld, type World } from '../support/world.js';

const anAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;
let world: World;
/** One request as it comes from the proxy: what the client wrote itself stands left of its address. */
const from = (address: string, target = '/v1/models', token?: string, written = '') =>
  send(world.service.url, target, {
    ...(token !== undefined && { token }),
    headers: { 'x-forwarded-for': `${written}${address}` },
  });
const repeat = <T>(count: number, one: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => one(i)));
const tally = (answers: { status: number }[]) => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

describe('request rates', () => {
  beforeAll(async () => {
    world = await startWorld({
      environment: {
        AI_DRV_TRUST_PROXY: '1',
        AI_DRV_LIMIT_REQUESTS_PER_TOKEN: '20',
        AI_DRV_LIMIT_REQUESTS_PER_ADDRESS: '40',
      },
    });
  });
  afterAll(() => world.stop());

  it('every answer says what is left, and the one too many when to come again', async () => {
    const [token, other] = [await world.tokenWith('read'), await world.tokenWith('read')];
    const address = anAddress();
    const first = await from(address, '/v1/models', token);
    expect(first.headers).toMatchObject({
      'ratelimit-policy': '"address";q=40;w=60, "token";q=20;w=60',
      ratelimit: '"address";r=39;t=60, "token";r=19;t=60',
    });
    expect(tally(await repeat(22, () => from(address, '/v1/models', token)))).toEqual({ 200: 19, 429: 3 });
    const refused = await from(address, '/v1/models', token);
    expect(refused.status).toBe(429);
    const retryAfter = Number(refused.headers['retry-after']);
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect(refused.headers.ratelimit).toContain(`"token";r=0;t=${retryAfter}`);
    expect(refused.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'too_many_requests', status: 429 });
    // From another address it is the same token; from this one another token still may.
    expect((await from(anAddress(), '/v1/models', token)).status).toBe(429);
    expect((await from(address, '/v1/models', other)).status).toBe(200);
  });

  it('on the text routes it is a sentence, and to evil-nix it is cut short', async () => {
    const token = await world.tokenWith('generate');
    const address = anAddress();
    await from(address, hashOf('a'), token);
    await repeat(20, () => from(address, `${hashOf('a')}&wait=1`, token));
    const refused = await from(address, hashOf('a'), token);
    expect([refused.status, refused.headers['content-type']]).toEqual([429, 'text/plain; charset=utf-8']);
    expect(refused.text).toMatch(
      /^There were more than 20 requests of this token in a minute\. Try again in \d+ s\.\n$/,
    );
    const raw = await sendRaw(
      world.service.port,
      `GET ${hashOf('a')} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${address}\r\nUser-Agent: curl evil-nix\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
    const [head, body] = raw.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 429 /);
    expect(Number(/content-length: (\d+)/i.exec(head!)![1])).toBe(body!.length + 1);
    const evil = await runEvilNix(world.service.url.replace('://', `://t:${token}@`) + hashOf('a'), 2, 2);
    expect(evil).toEqual({ exitCodes: [18, 18], answers: [] });
  });

  it('junk costs the address that it comes from, and nobody else', async () => {
    const token = await world.tokenWith('read');
    const [junk, other] = [anAddress(), anAddress()];
    const unknown = mintToken().secret;
    const answers = await repeat(45, (i) => from(junk, '/v1/me', i % 2 ? unknown : 'junk'));
    expect(tally(answers)).toEqual({ 401: 40, 429: 5 });
    expect(answers.every(({ headers }) => !String(headers['ratelimit-policy']).includes('token'))).toBe(true);
    // Also with a good token, which is not looked up any more; its own count is untouched.
    expect((await from(junk, '/v1/models', token)).status).toBe(429);
    expect((await from(other, '/v1/models', token)).headers.ratelimit).toContain('"token";r=19');
  });

  it.each<[string, (i: number) => [string, string]]>([
    ['what a client writes into X-Forwarded-For', (i) => ['203.0.113.9', `198.51.100.${i}, `]],
    [
      'the addresses of an IPv6 /56',
      (i) => [`2001:db8:77:1${(i % 256).toString(16).padStart(2, '0')}:${i}::1`, ''],
    ],
    ['an IPv4 address as IPv6', (i) => [i % 2 ? '203.0.113.10' : '::ffff:203.0.113.10', '']],
  ])('%s are no way round', async (_, request) => {
    const answers = await repeat(60, (i) => {
      const [address, written] = request(i);
      return from(address, '/v1/models', 'junk', written);
    });
    expect(tally(answers)).toEqual({ 401: 40, 429: 20 });
  });

  it('public routes count for their address, and what supervisors ask does not count', async () => {
    const address = anAddress();
    expect(tally(await repeat(45, () => from(address, '/openapi.json')))).toEqual({ 200: 40, 429: 5 });
    expect(tally(await repeat(50, () => from(address, '/readyz')))).toEqual({ 200: 50 });
  });

  it('says once in the log that requests come round the proxy', async () => {
    await repeat(3, () => send(world.service.url, '/v1/models', {}));
    expect(world.service.output().split('fewer addresses in X-Forwarded-For').length - 1).toBe(1);
  });
});

describe('without a proxy', () => {
  beforeAll(async () => {
    world = await startWorld({ environment: { AI_DRV_LIMIT_REQUESTS_PER_ADDRESS: '40' } });
  });
  afterAll(() => world.stop());

  it('X-Forwarded-For is no way round, and the log says once that a proxy may be meant', async () => {
    expect(tally(await repeat(60, () => from(anAddress(), '/v1/models', 'junk')))).toEqual({
      401: 40,
      429: 20,
    });
    expect(world.service.output().split('AI_DRV_TRUST_PROXY is 0').length - 1).toBe(1);
  });
});

describe('limits of an organization', () => {
  let admin: string;
  let reader: string;
  const change = (body: object, id = world.organization.id, token = admin) =>
    send(world.service.url, `/v1/admin/organizations/${id}/limits`, { method: 'PATCH', token, body });
  const me = async () => JSON.parse((await world.get('/v1/me', { token: reader })).text);

  beforeAll(async () => {
    world = await startWorld({
      environment: {
        AI_DRV_LIMIT_GENERATIONS_PER_MINUTE: '5',
        AI_DRV_LIMIT_GENERATIONS_PER_DAY: '50',
        AI_DRV_LIMIT_MONTHLY_MICROS: '900000',
      },
    });
    await sql(world.database.url, `UPDATE "user" SET role = 'admin' WHERE id = $1`, [
      world.organization.userId,
    ]);
    [admin, reader] = [await world.tokenWith('admin'), await world.tokenWith('read')];
  });
  afterAll(() => world.stop());

  it('GET /v1/me tells them, what is left, and when it resets', async () => {
    expect((await world.get(hashOf('a'))).status).toBe(200);
    expect((await world.get(hashOf('a'))).status).toBe(200);
    expect((await world.get(hashOf('b'))).status).toBe(200);
    const { limits, spent, budget } = await me();
    expect(limits).toEqual({
      requestsPerMinute: { token: 3_000, address: 6_000 },
      generationsPerMinute: { limit: 5, left: 3, resetsAt: expect.any(String) },
      generationsPerDay: { limit: 50, left: 48, resetsAt: expect.stringMatching(/T00:00:00\.000Z$/) },
      generationsAtOnce: { limit: 4, running: 0, queued: 0 },
      monthlyMicros: {
        limit: 900_000,
        used: 0,
        reserved: 0,
        left: 900_000,
        resetsAt: expect.stringMatching(/-01T00:00:00\.000Z$/),
      },
    });
    const inMs = Date.parse(limits.generationsPerMinute.resetsAt) - Date.now();
    expect(inMs).toBeGreaterThan(0);
    expect(inMs).toBeLessThanOrEqual(60_000);
    for (const period of ['day', 'week', 'month'])
      expect(spent[period]).toMatchObject({ generations: 2, costMicros: 4_000 });
    expect(budget).toMatchObject({ capMicros: 900_000, resetsAt: limits.monthlyMicros.resetsAt });
  });

  it('PATCH …/limits changes them at once, for the current month as well, and back; the trail tells who did', async () => {
    const { status, text } = await change({ generationsPerMinute: 3, monthlyCapMicros: 0 });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      organizationId: world.organization.id,
      own: { monthlyCapMicros: 0, generationsPerMinute: 3, generationsPerDay: null, generationsAtOnce: null },
      limits: { generationsPerMinute: { limit: 3, left: 1 }, monthlyMicros: { limit: 0, left: 0 } },
    });
    expect((await world.get(hashOf('c'))).status).toBe(200);
    const refused = await world.get(hashOf('d'));
    expect([refused.status, refused.text]).toEqual([
      429,
      expect.stringMatching(
        /^This organization has begun the 3 generations that it may in a minute\. Try again in \d+ s\.\n$/,
      ),
    ]);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(refused.headers.ratelimit).toMatch(/^"generations";r=0;t=\d+$/);
    expect((await change({ generationsPerMinute: null, generationsPerDay: 3 })).status).toBe(200);
    const spent = await world.get(hashOf('d'));
    expect([spent.status, spent.text]).toEqual([
      403,
      expect.stringMatching(/from \d{4}-\d\d-\d\d, 00:00 UTC\.\n$/),
    ]);
    expect((await world.get(hashOf('c'))).status).toBe(200); // what is there costs nothing
    expect((await change({ generationsPerDay: null, monthlyCapMicros: null })).status).toBe(200);
    expect((await me()).limits).toMatchObject({
      generationsPerMinute: { limit: 5 },
      generationsPerDay: { limit: 50 },
      monthlyMicros: { limit: 900_000 },
    });
    const trail = await sql(
      world.database.url,
      `SELECT user_id, subject, detail FROM audit_event WHERE action = 'limits.changed' ORDER BY created_at`,
    );
    expect(trail.map(({ detail }) => detail)).toEqual([
      { generationsPerMinute: 3, monthlyCapMicros: 0 },
      { generationsPerMinute: null, generationsPerDay: 3 },
      { generationsPerDay: null, monthlyCapMicros: null },
    ]);
    expect(trail[0]).toMatchObject({ user_id: world.organization.userId, subject: world.organization.id });
  });

  it.each<[number, string, object]>([
    [400, 'nothing', {}],
    [400, 'a limit below zero', { monthlyCapMicros: -1 }],
    [400, 'none at once', { generationsAtOnce: 0 }],
    [400, 'what is no limit', { suspended: true }],
  ])('%d for %s', async (status, _, body) => {
    expect((await change(body)).status).toBe(status);
  });

  it('404 for an organization that is not there, and 403 without the scope', async () => {
    expect((await change({ generationsAtOnce: 1 }, 'nobody')).status).toBe(404);
    expect((await change({ generationsAtOnce: 1 }, world.organization.id, reader)).status).toBe(403);
  });
});
