import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { removeDerivation } from '../../apps/server/src/generation/removal.store.js';
import { fail, finish, startNewRun } from '../../apps/server/src/generation/settlement.store.js';
import { pick } from '../../apps/server/src/generation/pick.store.js';
import { holdForStep, putBack } from '../../apps/server/src/generation/work.store.js';
import { claim } from '../../apps/server/src/generation/claims.store.js';
import { spendByDay } from '../../apps/server/src/limits/spend.store.js';
import { openDatabase, type Database } from '../../libs/database/index.js';
import {
  begin,
  endLease,
  failure,
  moneyOf,
  requestFor,
  step,
  success,
  terms,
} from '../support/generations.js';
import { addOrganization, type TestOrganization } from '../support/organizations.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

// Triggers and conditions of the migration administration: Prisma's schema does not know them.
let database: TestDatabase;
let db: Database;
let organization: TestOrganization;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  organization = await addOrganization(database.url);
});

const paid = { reserveMicrosOf: () => 1_000 };
const deleteOrganization = () => db.pool.query('DELETE FROM organization WHERE id = $1', [organization.id]);

async function usage() {
  const { rows } = await db.pool.query(
    `SELECT to_char(day, 'YYYY-MM-DD') AS day, model, generations, failed, input_tokens::int AS input, cost_micros::int AS cost
     FROM usage_day WHERE organization_id = $1 ORDER BY day, model`,
    [organization.id],
  );
  return rows;
}
const cost = async () => (await usage()).reduce((sum, row) => sum + row.cost, 0);

describe('usage by day', () => {
  it('counts each end of a run once: good ones, failures, retries, and what a new run replaced', async () => {
    const good = await begin(db.pool, requestFor(organization.id, 'good'), paid);
    await step(db.pool, good, 0, 10);
    await finish(db.pool, good, success('good'));
    await finish(db.pool, good, success('good'));
    const bad = await begin(db.pool, requestFor(organization.id, 'bad'), paid);
    await step(db.pool, bad, 0, 20);
    await fail(db.pool, bad, failure, 0);
    const again = await begin(db.pool, requestFor(organization.id, 'bad'), paid);
    expect(again.run).toBe(2);
    await step(db.pool, again, 0, 30);
    await startNewRun(db.pool, again);
    const third = { ...again, run: 3 };
    await step(db.pool, third, 0, 40);
    await finish(db.pool, third, success('bad'));
    expect(await usage()).toMatchObject([{ model: 'packager', generations: 3, failed: 1, cost: 100 }]);
    const money = await moneyOf(db.pool, organization.id);
    expect([money.used, money.charges.reduce((a, b) => a + b)]).toEqual([100, 100]);
  });

  it('counts the tokens of the run that is charged', async () => {
    const work = await begin(db.pool, requestFor(organization.id, 'tokens'), paid);
    await step(db.pool, work, 0, 10);
    await db.pool.query(
      `UPDATE generation_step SET usage = '{"inputTokens": 700, "cachedInputTokens": 1, "outputTokens": 2, "reasoningTokens": 3}'
       WHERE derivation_id = $1`,
      [work.id],
    );
    await finish(db.pool, work, success('tokens'));
    expect(await usage()).toMatchObject([{ input: 700, cost: 10 }]);
  });

  it('goes by UTC days, whatever the session thinks the time is', async () => {
    const client = await db.pool.connect();
    try {
      await client.query(`SET TimeZone = 'Pacific/Kiritimati'`); // UTC+14
      for (const [prompt, at] of [
        ['before', '2026-03-14T23:59:59.999Z'],
        ['after', '2026-03-15T00:00:00.000Z'],
        ['leap', '2028-02-29T23:59:59.999Z'],
      ] as const)
        await chargeAt(client, prompt, at);
      expect((await usage()).map(({ day }) => day)).toEqual(['2026-03-14', '2026-03-15', '2028-02-29']);
    } finally {
      await client.query('RESET TimeZone');
      client.release();
    }
  });

  it('counts on the day of the claim, also what ends after its month, as the month whose budget pays', async () => {
    const work = await begin(db.pool, requestFor(organization.id, 'late'), paid);
    await db.pool.query(`UPDATE derivation SET claimed_at = '2026-04-30 23:59:59.999Z' WHERE id = $1`, [
      work.id,
    ]);
    await step(db.pool, work, 0, 7);
    await finish(db.pool, work, success('late'));
    expect(await usage()).toMatchObject([{ day: '2026-04-30', cost: 7 }]);
    expect(await spendByDay(db.pool, organization.id, '2026-04-30', '2026-04-30')).toMatchObject([
      { costMicros: 7 },
    ]);
  });

  it('counts what an own key makes, which costs nothing here, also when the organization goes', async () => {
    const own = { ownProvider: 'openai' };
    const done = await begin(db.pool, requestFor(organization.id, 'done'), own);
    await step(db.pool, done, 0, 10);
    await finish(db.pool, done, success('done'));
    expect(await usage()).toMatchObject([{ generations: 1, failed: 0, cost: 0 }]);
    const gone = await begin(db.pool, requestFor(organization.id, 'gone'), own);
    await step(db.pool, gone, 0, 20);
    await holdForStep(db.pool, gone, 5);
    await deleteOrganization();
    expect(await cost()).toBe(0);
  });

  it('keeps what deletions of derivations and of the organization take, and charges what was under way', async () => {
    const deleted = await begin(db.pool, requestFor(organization.id, 'deleted'), paid);
    await step(db.pool, deleted, 0, 10);
    await removeDerivation(db.pool, organization.id, deleted.id);
    const gone = await begin(db.pool, requestFor(organization.id, 'gone'), paid);
    await db.pool.query('DELETE FROM derivation WHERE id = $1', [deleted.id]);
    expect(await cost()).toBe(10);
    await step(db.pool, gone, 0, 20);
    await holdForStep(db.pool, gone, 5);
    await deleteOrganization();
    expect(await cost()).toBe(35);
    const { rowCount } = await db.pool.query('SELECT FROM charge WHERE organization_id = $1', [
      organization.id,
    ]);
    expect(rowCount).toBe(0);
  });

  async function chargeAt(client: Pick<Database['pool'], 'query'>, prompt: string, at: string) {
    const work = await begin(db.pool, requestFor(organization.id, prompt));
    await client.query(
      'INSERT INTO charge (derivation_id, run, organization_id, amount_micros, claimed_at) VALUES ($1, 1, $2, 7, $3)',
      [work.id, organization.id, at],
    );
    await db.pool.query('DELETE FROM derivation WHERE id = $1', [work.id]);
  }
});

describe('a suspended organization', () => {
  const suspend = (reason: string | null) =>
    db.pool.query(
      `UPDATE organization SET suspension_reason = $2::text, suspended_at = CASE WHEN $2::text IS NOT NULL THEN now() END WHERE id = $1`,
      [organization.id, reason],
    );

  it('has nothing started from its queue, while others do and what runs may go on', async () => {
    const running = await begin(db.pool, requestFor(organization.id, 'running'));
    await claim(db.pool, requestFor(organization.id, 'queued'), terms());
    await suspend('unpaid');
    expect(await pick(db.pool, 'test', 60_000, true)).toBeNull();
    const other = await addOrganization(database.url);
    const theirs = await begin(db.pool, requestFor(other.id, 'other'));
    expect(theirs.organizationId).toBe(other.id);
    await finish(db.pool, theirs, success('other'));
    expect(await step(db.pool, running, 0)).toBe(true);
    // Its process died: another may end it.
    await endLease(db.pool, running.id);
    const taken = await pick(db.pool, 'test', 60_000, true);
    expect(taken?.id).toBe(running.id);
    expect(await putBack(db.pool, taken!)).toBe(true);
    expect(await pick(db.pool, 'test', 60_000, true)).toBeNull();
    await suspend(null);
    expect(await pick(db.pool, 'test', 60_000, true)).not.toBeNull();
    expect(await pick(db.pool, 'test', 60_000, true)).not.toBeNull();
  });

  it('has a reason, and an organization with a reason is suspended', async () => {
    const constraint = { code: '23514', constraint: 'organization_suspension_check' };
    for (const column of ['suspended_at = now()', `suspension_reason = 'x'`])
      await expect(
        db.pool.query(`UPDATE organization SET ${column} WHERE id = $1`, [organization.id]),
      ).rejects.toMatchObject(constraint);
  });
});

describe('the audit trail', () => {
  const eventsOf = async (userId: string) =>
    (
      await db.pool.query(
        `SELECT action, client_address FROM audit_event WHERE subject = $1 ORDER BY created_at, action`,
        [userId],
      )
    ).rows;

  it('tells of every session that begins, with its address, and of addresses that change', async () => {
    const { userId, id } = organization;
    await db.pool.query(
      `INSERT INTO session (id, token, user_id, active_organization_id, ip_address, expires_at, updated_at)
       VALUES ($1, $1, $2, $3, '192.0.2.9', now() + interval '1 day', now())`,
      [randomUUID(), userId, id],
    );
    await db.pool.query(`UPDATE "user" SET email_verified = true WHERE id = $1`, [userId]);
    await db.pool.query(`UPDATE "user" SET email = $1 || '@changed.invalid', name = 'x' WHERE id = $1`, [
      userId,
    ]);
    await db.pool.query(`UPDATE "user" SET name = 'y' WHERE id = $1`, [userId]);
    // Of one millisecond the order is by chance.
    const byAction = (a: { action: string }, b: { action: string }) => (a.action < b.action ? -1 : 1);
    expect((await eventsOf(userId)).toSorted(byAction)).toEqual([
      { action: 'user.created', client_address: null },
      { action: 'user.email_changed', client_address: null },
      { action: 'user.email_verified', client_address: null },
      { action: 'user.signed_in', client_address: '192.0.2.9' },
    ]);
  });
});

describe('what administrators search by', () => {
  it.each([
    'organization_name_search_idx',
    'organization_slug_search_idx',
    'organization_suspended_idx',
    'user_email_search_idx',
    'user_name_search_idx',
    'user_admin_idx',
    'user_banned_idx',
    'token_prefix_search_idx',
    'derivation_prompt_search_idx',
    'derivation_failed_idx',
    'audit_event_unlogged_idx',
  ])('has the index %s', async (name) => {
    const { rowCount } = await db.pool.query('SELECT FROM pg_indexes WHERE indexname = $1', [name]);
    expect(rowCount).toBe(1);
  });
});
