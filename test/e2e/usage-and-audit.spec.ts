import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { Person } from '../support/person.js';
import { startScriptedProvider, type ScriptedProvider } from '../support/scripted-provider.js';
import { eventually, startService, type Service } from '../support/service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let provider: ScriptedProvider;
let service: Service;
let client: pg.Client;
let adminToken: string;

beforeAll(async () => {
  [database, provider] = await Promise.all([createTestDatabase(), startScriptedProvider({ steps: 1 })]);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // Every session of this database is far from UTC, the service's own too.
  const name = new URL(database.url).pathname.slice(1);
  await client.query(`ALTER DATABASE ${name} SET TimeZone = 'America/St_Johns'`);
  service = await startService({
    databaseUrl: database.url,
    scriptedProvider: provider.url,
    environment: { AI_DRV_TRUST_PROXY: '1' },
  });
  ({ adminToken } = service.firstRun());
});

afterAll(async () => {
  await client?.end();
  await service?.stop();
  await provider?.close();
  await database?.drop();
});

const newPerson = (name: string) => new Person(service.url, name).join();
const admin = (path: string) =>
  new Person(service.url, 'root').send(`/v1/admin${path}`, { token: adminToken });
const organizationOf = async (person: Person): Promise<string> =>
  (await person.send('/v1/organization')).body.id;

/** A finished derivation's charge, at a time. */
async function charge(organizationId: string, at: string, micros: number, model = 'm') {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO derivation (id, organization_id, key, prompt, model, revision, state, deadline, budget_month, finished_at, expression_sha256)
     VALUES (gen_random_uuid(), $1, decode(md5(random()::text), 'hex'), 'p', $3, 1, 'succeeded', now(),
       date_trunc('month', $2::timestamptz AT TIME ZONE 'UTC'), now(), sha256('x')) RETURNING id`,
    [organizationId, at, model],
  );
  await client.query(
    'INSERT INTO charge (derivation_id, run, organization_id, amount_micros, claimed_at) VALUES ($1, 1, $2, $3, $4)',
    [rows[0]!.id, organizationId, micros, at],
  );
}

describe('GET /v1/usage', () => {
  it('adds up: the days are the range, at midnight, at the ends of months, in whatever time zone', async () => {
    const ada = await newPerson('ada');
    const id = await organizationOf(ada);
    const charges: [string, number][] = [
      ['2026-02-27T23:59:59.999Z', 1],
      ['2026-02-28T00:00:00Z', 2],
      ['2026-02-28T23:59:59.999Z', 4],
      ['2026-03-01T00:00:00Z', 8],
      ['2026-03-31T23:59:59.999Z', 16],
      ['2026-04-01T02:29:00Z', 32],
      ['2026-04-01T02:31:00Z', 64],
    ];
    for (const [at, micros] of charges) await charge(id, at, micros, micros % 3 === 1 ? 'one' : 'two');
    const usage = async (from: string, to: string) =>
      (await ada.send(`/v1/usage?from=${from}&to=${to}`)).body;
    const all = await usage('2026-02-01', '2026-04-30');
    expect(all.total.costMicros).toBe(127);
    expect(
      all.items.reduce((sum: number, { costMicros }: { costMicros: number }) => sum + costMicros, 0),
    ).toBe(127);
    expect(
      all.items.map(({ day, costMicros }: { day: string; costMicros: number }) => [day, costMicros]),
    ).toEqual([
      ['2026-02-27', 1],
      ['2026-02-28', 4],
      ['2026-02-28', 2],
      ['2026-03-01', 8],
      ['2026-03-31', 16],
      ['2026-04-01', 64],
      ['2026-04-01', 32],
    ]);
    const months = await Promise.all(
      [
        ['2026-02-01', '2026-02-28'],
        ['2026-03-01', '2026-03-31'],
        ['2026-04-01', '2026-04-30'],
      ].map(async ([from, to]) => (await usage(from!, to!)).total.costMicros),
    );
    expect(months).toEqual([7, 24, 96]);
    // What a day of this month cost is in the month that is shown when nothing is asked.
    await charge(id, new Date().toISOString(), 1_000);
    const { body } = await ada.send('/v1/usage');
    const today = new Date().toISOString().slice(0, 10);
    expect(body).toMatchObject({ to: today, from: `${today.slice(0, 7)}-01`, total: { costMicros: 1_000 } });
  });

  it("is the caller's organization's alone, and stays what it was when the organization is gone", async () => {
    const [ada, bob] = [await newPerson('ada'), await newPerson('bob')];
    const id = await organizationOf(ada);
    await charge(id, '2025-06-15T12:00:00Z', 5_000);
    await charge(await organizationOf(bob), '2025-06-15T12:00:00Z', 7_000);
    const june = 'from=2025-06-01&to=2025-06-30';
    expect((await bob.send(`/v1/usage?${june}`)).body.total.costMicros).toBe(7_000);
    expect((await ada.send('/v1/organization', { method: 'DELETE' })).status).toBe(204);
    const { body } = await admin(`/usage?${june}&by=organization`);
    expect(body.total).toMatchObject({ generations: 2, costMicros: 12_000 });
    expect(body.items).toContainEqual(
      expect.objectContaining({ organization: { id, name: null }, costMicros: 5_000 }),
    );
  });

  it.each([
    ['from=2026-01-02&to=2026-01-01', 400],
    ['from=2025-01-01&to=2026-02-05', 400],
    ['from=2025-01-02&to=2026-02-05', 200],
    ['from=2020-01-01', 400],
    ['from=2026-02-30', 400],
    ['from=yesterday', 400],
    ['to=2026-01-01T00:00:00Z', 400],
    ['format=xml', 400],
    ['organization=x', 400],
  ])('%s answers %i', async (query, status) => {
    const ada = await newPerson('ada');
    const answer = await ada.send(`/v1/usage?${query}`);
    expect([answer.status, answer.text]).toEqual([status, expect.anything()]);
  });

  it('as CSV says the same, and computes nothing in a spreadsheet', async () => {
    const ada = await newPerson('ada');
    const id = await organizationOf(ada);
    await ada.send('/api/auth/organization/update', { body: { data: { name: '=cmd|calc' } } });
    await charge(id, '2024-05-05T12:00:00Z', 99, 'gpt-5');
    const own = await ada.send('/v1/usage?from=2024-05-01&to=2024-05-31&format=csv');
    expect(own.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(own.text).toBe(
      'day,model,generations,failed,input_tokens,cached_input_tokens,output_tokens,reasoning_tokens,cost_micros\r\n2024-05-05,gpt-5,1,0,0,0,0,0,99\r\n',
    );
    const all = await admin('/usage?from=2024-05-01&to=2024-05-31&by=day,organization,model&format=csv');
    expect(all.text).toContain(`\r\n2024-05-05,${id},"'=cmd|calc",gpt-5,1,0,0,0,0,0,99\r\n`);
  });
});

describe('GET /v1/admin/usage', () => {
  it('pages in the order that was asked for, and its total is that of the range on each page', async () => {
    const people = await Promise.all(['p', 'q', 'r'].map(newPerson));
    for (const [n, person] of people.entries()) {
      const id = await organizationOf(person);
      for (const day of ['01', '02']) await charge(id, `2023-07-${day}T12:00:00Z`, 10 ** n, `m${n}`);
    }
    for (const by of ['day', 'organization', 'model', 'model,day', 'day,organization,model']) {
      const rows: unknown[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: Awaited<ReturnType<typeof admin>> = await admin(
          `/usage?from=2023-07-01&to=2023-07-31&by=${by}&limit=2${cursor && `&cursor=${cursor}`}`,
        );
        expect(page.body.total).toMatchObject({ generations: 6, costMicros: 222 });
        rows.push(...page.body.items);
        cursor = page.body.nextCursor;
      }
      const whole = await admin(`/usage?from=2023-07-01&to=2023-07-31&by=${by}`);
      expect(rows).toEqual(whole.body.items);
      const sum = whole.body.items.reduce(
        (total: number, row: { costMicros: number }) => total + row.costMicros,
        0,
      );
      expect(sum).toBe(222);
    }
    expect((await admin('/usage?by=day,day')).status).toBe(400);
    expect((await admin('/usage?by=user')).status).toBe(400);
    expect((await admin('/usage?cursor=junk')).status).toBe(400);
  });
});

describe('the audit trail', () => {
  it('has security events with who and where from, and no secret, in the table and in the log', async () => {
    const eve = await newPerson('eve');
    const { body: me } = await eve.send('/v1/me');
    const user: string = me.user.id;
    const wrong = 'not-the-password-of-eve';
    await eve.signIn(wrong);
    const token = await eve.token(['generate', 'read', 'manage']);
    const rotated = await eve.send(`/v1/tokens/${token.id}/rotate`, { body: { graceHours: 1 } });
    await eve.send('/v1/tokens/revoke', { body: { token: rotated.body.secret } });
    await eve.send('/v1/me', { token: rotated.body.secret });
    await eve.send('/v1/export');
    const password = 'another correct sentence';
    await eve.send('/api/auth/change-password', {
      body: { currentPassword: eve.password, newPassword: password },
    });

    const { body } = await admin(`/audit?limit=100`);
    const events = body.items.filter(
      (one: { userId: string; subject: string }) =>
        [one.userId, one.subject].includes(user) || one.subject === token.id,
    );
    const of = (action: string) => events.find((one: { action: string }) => one.action === action);
    for (const action of [
      'user.created',
      'user.signed_in',
      'user.sign_in_failed',
      'token.created',
      'token.rotated',
      'token.revoked_by_holder',
      'token.used_after_end',
      'organization.exported',
      'user.password_changed',
    ])
      expect([action, of(action)?.clientAddress]).toEqual([
        action,
        expect.stringMatching(/^10\.\d+\.\d+\.\d+$/),
      ]);
    expect(of('user.sign_in_failed')).toMatchObject({ userId: null, subject: user });

    const logged = await eventually('the lines', () => {
      const lines = service
        .output()
        .split('\n')
        .filter((line) => line.includes('"audit":{'));
      const ids = new Set(lines.map((line) => JSON.parse(line).audit.id));
      return events.every(({ id }: { id: string }) => ids.has(id)) && lines;
    });
    for (const secret of [token.secret, rotated.body.secret, wrong, eve.password, password, eve.email]) {
      expect(JSON.stringify(body)).not.toContain(secret);
      expect(logged.join('\n')).not.toContain(secret);
    }
    expect(JSON.parse(logged[0]!)).toMatchObject({
      audit: { action: expect.any(String), createdAt: expect.any(String) },
    });
  });

  it('logs each event once, by whichever of two instances', async () => {
    const other = await startService({ databaseUrl: database.url, environment: { AI_DRV_TRUST_PROXY: '1' } });
    try {
      const ada = await newPerson('ada');
      for (let n = 0; n < 20; n++) await ada.token(['read'], `n${n}`);
      const ids = (await admin(`/audit?limit=20&action=token.created`)).body.items.map(
        ({ id }: { id: string }) => id,
      );
      const count = (id: string) =>
        `${service.output()}${other.output()}`
          .split('\n')
          .filter((line) => line.includes(`"audit":{"id":"${id}"`)).length;
      await eventually('the lines', () => ids.every((id: string) => count(id) > 0));
      expect(ids.map(count)).toEqual(ids.map(() => 1));
    } finally {
      await other.stop();
    }
  });

  it('is filtered, and streams as JSON lines to its beginning', async () => {
    const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM audit_event');
    await client.query(
      `INSERT INTO audit_event (id, action, subject, created_at)
       SELECT gen_random_uuid(), 'test.made', n::text, '2020-01-01T00:00:00Z'::timestamptz + n * interval '1 second'
       FROM generate_series(1, 1200) n`,
    );
    const lines = (await admin('/audit?format=jsonl')).text.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(rows[0]!.count + 1_200);
    expect(new Set(lines.map((line) => JSON.parse(line).id)).size).toBe(lines.length);
    expect(JSON.parse(lines[0]!)).toMatchObject({ action: 'audit.exported' });
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ action: 'test.made', subject: '1' });

    const range = 'from=2020-01-01T00:00:10Z&to=2020-01-01T00:00:12Z';
    const { body } = await admin(`/audit?action=test.made&${range}`);
    expect(body.items.map(({ subject }: { subject: string }) => subject)).toEqual(['11', '10']);
    expect((await admin(`/audit?action=test.made&${range}&format=jsonl`)).text.split('\n')).toHaveLength(3);
    expect((await admin('/audit?action=nonsense')).status).toBe(400);
    expect((await admin('/audit?actor=0b6f6c1e-7a52-4f0e-9a86-0d1a7c0f6f11')).body.items).toEqual([]);
  });
});
