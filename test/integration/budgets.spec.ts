import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../apps/server/src/common/http.js';
import { OrganizationService } from '../../apps/server/src/people/organization.service.js';
import type { Config } from '../../libs/config/index.js';
import { claim } from '../../apps/server/src/generation/claims.store.js';
import { finish, fail, startNewRun } from '../../apps/server/src/generation/settlement.store.js';
import { removeDerivation } from '../../apps/server/src/generation/removal.store.js';
import { holdForStep } from '../../apps/server/src/generation/work.store.js';
import { spendByDay, spent } from '../../apps/server/src/limits/spend.store.js';
import { openDatabase, type Database } from '../../libs/database/index.js';
import {
  begin,
  failure,
  moneyOf,
  persistently,
  requestFor,
  step,
  success,
  terms,
} from '../support/generations.js';
import { moneyMistakes } from '../support/money.js';
import { addOrganization, sql } from '../support/organizations.js';
import { eventually } from '../support/service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let db: Database;
const newOrganization = async () => (await addOrganization(database.url)).id;
const costly = (changes = {}) =>
  terms({ reserveMicrosOf: () => 100, monthlyBudgetMicros: 1_000, instanceCapMicros: 100, ...changes });
const instance = async () => {
  const [row] = await sql<{ used: number; reserved: number }>(
    database.url,
    'SELECT used_micros::int AS used, reserved_micros::int AS reserved FROM instance_budget ORDER BY month DESC LIMIT 1',
  );
  return row;
};
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'claimed',
    (error: { code: string; detail: string }) => `${error.code}: ${error.detail}`,
  );

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(() =>
  sql(database.url, 'DELETE FROM organization').then(() => sql(database.url, 'DELETE FROM instance_budget')),
);

describe("the instance's budget", () => {
  it('for one starts exactly one of 50 organizations that ask at once, and holds nothing of the others', async () => {
    const organizations = await Promise.all(Array.from({ length: 50 }, newOrganization));
    const results = await Promise.all(
      organizations.map((id) => codeOf(persistently(() => claim(db.pool, requestFor(id, 'a'), costly())))),
    );
    expect(results.filter((one) => one === 'claimed')).toHaveLength(1);
    expect(results.filter((one) => one.startsWith('budget_in_flight'))).toHaveLength(49);
    expect(await instance()).toEqual({ used: 0, reserved: 100 });
    expect(await moneyMistakes(db.pool)).toEqual([]);
  });

  it('tells too large, in flight and spent apart, and names the server', async () => {
    const [one, other] = [await newOrganization(), await newOrganization()];
    const ask = (id: string, prompt: string, micros: number) =>
      codeOf(claim(db.pool, requestFor(id, prompt), costly({ reserveMicrosOf: () => micros })));
    expect(await ask(one, 'a', 101)).toMatch(/^request_over_budget: .*whole server's monthly budget/);
    expect(await ask(one, 'a', 60)).toBe('claimed');
    expect(await ask(other, 'b', 60)).toMatch(/^budget_in_flight/);
    await sql(database.url, 'UPDATE instance_budget SET used_micros = 60, reserved_micros = 0');
    expect(await ask(other, 'b', 60)).toMatch(/^budget_spent: This server's .* \d{4}-\d\d-01, 00:00 UTC/);
    expect(await ask(other, 'b', 40)).toBe('claimed');
  });

  it('is not touched by what costs nothing', async () => {
    const id = await newOrganization();
    const free = costly({ reserveMicrosOf: () => 0, instanceCapMicros: 0, monthlyBudgetMicros: 0 });
    const client = await db.pool.connect();
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO instance_budget (month) VALUES (date_trunc('month', now() AT TIME ZONE 'UTC')::date)`,
    );
    // Its row is locked: whoever needed it would wait.
    const work = await begin(db.pool, requestFor(id, 'free'), free);
    expect(await finish(db.pool, work, success('x'))).toBe(true);
    await client.query('ROLLBACK');
    client.release();
  });

  it('adds up with the organizations whatever the end of a run is', async () => {
    const all = { reserveMicrosOf: () => 100, monthlyBudgetMicros: 1_000 };
    const ends: ((id: string, work: Awaited<ReturnType<typeof begin>>) => Promise<unknown>)[] = [
      (_, work) => finish(db.pool, work, success('x')),
      (_, work) => fail(db.pool, work, failure, 0),
      (_, work) => startNewRun(db.pool, work),
      async (id, work) => (await holdForStep(db.pool, work, 40), removeDerivation(db.pool, id, work.id)),
    ];
    for (const end of ends) {
      const id = await newOrganization();
      const work = await begin(db.pool, requestFor(id, 'a'), all);
      await step(db.pool, work, 0, 30);
      expect(await moneyMistakes(db.pool)).toEqual([]);
      await end(id, work);
      // Deleted: the step in hand is charged at its worst, which no stored step says.
      const deleted = (await moneyMistakes(db.pool)).filter(
        (one) => !one.includes('charge of a: 70, steps: 30'),
      );
      expect(deleted).toEqual([]);
    }
    expect(await instance()).toEqual({ used: 30 + 30 + 30 + 70, reserved: 70 });
  });

  it('keeps what an organization has spent that is deleted, and lets go what it held', async () => {
    const id = await newOrganization();
    const all = { reserveMicrosOf: () => 100, monthlyBudgetMicros: 1_000 };
    const done = await begin(db.pool, requestFor(id, 'done'), all);
    await step(db.pool, done, 0, 30);
    await finish(db.pool, done, success('x'));
    const work = await begin(db.pool, requestFor(id, 'under way'), all);
    await step(db.pool, work, 0, 20);
    await holdForStep(db.pool, work, 5);
    await claim(db.pool, requestFor(id, 'queued'), terms(all));
    expect(await instance()).toEqual({ used: 30, reserved: 200 });
    await sql(database.url, 'DELETE FROM organization WHERE id = $1', [id]);
    expect(await instance()).toEqual({ used: 55, reserved: 0 });
    // The worker that still had it in hand writes nothing.
    expect(await finish(db.pool, work, success('late'))).toBe(false);
    expect(await instance()).toEqual({ used: 55, reserved: 0 });
  });

  it('survives that an organization is deleted while its generation ends: whichever is first, both are done', async () => {
    const { id, userId } = await addOrganization(database.url);
    const all = { reserveMicrosOf: () => 100, monthlyBudgetMicros: 1_000 };
    const work = await begin(db.pool, requestFor(id, 'a'), all);
    await step(db.pool, work, 0, 30);
    const holder = await db.pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM budget WHERE organization_id = $1 FOR UPDATE', [id]);
    const waiting = (count: number) =>
      eventually('the locks', async () => {
        const { rowCount } = await db.pool.query(
          `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
        );
        return rowCount === count;
      });
    // The end has the derivation and will want the organization; the deletion has that and wants the derivation.
    const ended = persistently(() => finish(db.pool, work, success('x')));
    await waiting(1);
    const caller = { organizationId: id, userId, tokenId: null, role: 'owner' } as Caller;
    const deleted = new OrganizationService({} as Config, db).remove(caller);
    await waiting(2);
    await holder.query('COMMIT');
    holder.release();
    await Promise.all([ended, deleted]);
    expect(await sql(database.url, 'SELECT FROM organization WHERE id = $1', [id])).toEqual([]);
    expect(await instance()).toEqual({ used: 30, reserved: 0 });
    const [usage] = await sql(
      database.url,
      'SELECT cost_micros::int AS cost FROM usage_day WHERE organization_id = $1',
      [id],
    );
    expect(usage).toEqual({ cost: 30 });
  });

  it('survives claims and settlements of many organizations at once', async () => {
    const organizations = await Promise.all(Array.from({ length: 6 }, newOrganization));
    const all = { reserveMicrosOf: () => 100, monthlyBudgetMicros: 10_000 };
    const works = [];
    for (const id of organizations)
      for (let i = 0; i < 4; i++)
        works.push({ id, work: await begin(db.pool, requestFor(id, `p${i}`), all) });
    await Promise.all(works.map(({ work }) => persistently(() => step(db.pool, work, 0, 7))));
    await Promise.all([
      ...works.map(({ work }, i) =>
        persistently<unknown>(() =>
          i % 2 ? finish(db.pool, work, success(`x${i}`)) : fail(db.pool, work, failure, 0),
        ),
      ),
      ...organizations.flatMap((id) =>
        [1, 2, 3].map((n) => persistently(() => claim(db.pool, requestFor(id, `new ${n}`), terms(all)))),
      ),
    ]);
    expect(await instance()).toEqual({ used: 24 * 7, reserved: 18 * 100 });
    expect(await moneyMistakes(db.pool)).toEqual([]);
  });
});

describe('an organization whose owner has no verified address', () => {
  it('may not spend where addresses are verified, but may have what costs nothing', async () => {
    const { id, userId } = await addOrganization(database.url);
    const ask = (prompt: string, changes = {}) =>
      codeOf(claim(db.pool, requestFor(id, prompt), costly({ verifiedOnly: true, ...changes })));
    expect(await ask('a')).toMatch(/^address_unverified/);
    expect(await ask('free', { reserveMicrosOf: () => 0 })).toBe('claimed');
    expect(await ask('b', { verifiedOnly: false })).toBe('claimed');
    await sql(database.url, 'UPDATE "user" SET email_verified = true WHERE id = $1', [userId]);
    expect(await ask('a', { instanceCapMicros: 1_000 })).toBe('claimed');
  });
});

describe('spend by day', () => {
  it('adds up to the month, also for what is claimed at the end of one and ends in the next', async () => {
    const id = await newOrganization();
    const all = { reserveMicrosOf: () => 100, monthlyBudgetMicros: 1_000, instanceCapMicros: 10_000 };
    const claimedAt = [
      '2026-09-30 23:59:59.9Z',
      '2026-10-01 00:00:00Z',
      '2026-10-15 12:00Z',
      '2026-10-31 23:59Z',
      null,
    ];
    for (const [i, at] of claimedAt.entries()) {
      const work = await begin(db.pool, requestFor(id, `p${i}`), all);
      await step(db.pool, work, 0, 10 + i);
      if (at !== null) {
        // As if claimed then; it ends now.
        await sql(
          database.url,
          `WITH moved AS (
             UPDATE derivation SET claimed_at = $2, budget_month = date_trunc('month', $2::timestamptz AT TIME ZONE 'UTC')::date
             WHERE id = $1 RETURNING budget_month
           ), own AS (
             INSERT INTO budget (organization_id, month, reserved_micros) SELECT $3, budget_month, 100 FROM moved
             ON CONFLICT (organization_id, month) DO UPDATE SET reserved_micros = budget.reserved_micros + 100
           ), instance AS (
             INSERT INTO instance_budget (month, reserved_micros) SELECT budget_month, 100 FROM moved
             ON CONFLICT (month) DO UPDATE SET reserved_micros = instance_budget.reserved_micros + 100
           )
           UPDATE budget SET reserved_micros = reserved_micros - 100
           WHERE organization_id = $3 AND month = date_trunc('month', now() AT TIME ZONE 'UTC')::date`,
          [work.id, at, id],
        );
        await sql(
          database.url,
          `UPDATE instance_budget SET reserved_micros = reserved_micros - 100
           WHERE month = date_trunc('month', now() AT TIME ZONE 'UTC')::date`,
        );
      }
      await finish(db.pool, work, success(`x${i}`));
    }
    expect(await moneyMistakes(db.pool)).toEqual([]);
    const october = await spendByDay(db.pool, id, '2026-10-01', '2026-10-31');
    expect(october).toEqual([
      { day: '2026-10-01', generations: 1, costMicros: 11 },
      { day: '2026-10-15', generations: 1, costMicros: 12 },
      { day: '2026-10-31', generations: 1, costMicros: 13 },
    ]);
    const [budget] = await sql<{ used: number }>(
      database.url,
      `SELECT used_micros::int AS used FROM budget WHERE organization_id = $1 AND month = '2026-10-01'`,
      [id],
    );
    expect(budget!.used).toBe(36);
    expect(await spendByDay(db.pool, null, '2026-09-30', '2026-09-30')).toEqual([
      { day: '2026-09-30', generations: 1, costMicros: 10 },
    ]);
    const now = await spent(db.pool, id);
    expect(now.day).toMatchObject({ generations: 1, costMicros: 14 });
    expect(now.month.costMicros).toBe((await moneyOf(db.pool, id)).used - 36 - 10);
    expect(new Date(now.week.since).getUTCDay()).toBe(1);
    expect(Date.parse(now.week.resetsAt) - Date.parse(now.week.since)).toBe(7 * 86_400_000);
  });

  it('counts a run that was begun anew as one generation', async () => {
    const id = await newOrganization();
    const all = { reserveMicrosOf: () => 100, monthlyBudgetMicros: 1_000, instanceCapMicros: 10_000 };
    const work = await begin(db.pool, requestFor(id, 'a'), all);
    await step(db.pool, work, 0, 10);
    await startNewRun(db.pool, work);
    await finish(db.pool, { ...work, run: 2 }, success('x'));
    expect((await spent(db.pool, id)).day).toMatchObject({ generations: 1, costMicros: 10 });
  });
});
