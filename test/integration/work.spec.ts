import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool, PoolClient } from 'pg';
import { claim } from '../../apps/server/src/generation/claims.store.js';
import { fail, finish, giveUp, startNewRun } from '../../apps/server/src/generation/settlement.store.js';
import { pick } from '../../apps/server/src/generation/pick.store.js';
import { putBack, renew, storedSteps, type Work } from '../../apps/server/src/generation/work.store.js';
import { openDatabase, type Database } from '../../libs/database/index.js';
import {
  begin,
  endLease,
  failure,
  moneyOf,
  requestFor,
  stateOf,
  step,
  success,
  terms,
} from '../support/generations.js';
import { addOrganization } from '../support/organizations.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let db: Database;
let organization: string;
let work: Work;
const reserve = { reserveMicrosOf: () => 100, monthlyBudgetMicros: 1_000 };
const overdue = { code: 'generation_timed_out', message: 'over' };
const abandoned = { code: 'generation_abandoned', message: 'interrupted' };
const sweep = () => giveUp(db.pool, overdue, abandoned, 60_000);
const attemptsOf = async (id: string) =>
  (await db.pool.query<{ attempts: number }>('SELECT attempts FROM derivation WHERE id = $1', [id])).rows[0]!
    .attempts;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  // What earlier tests left is not picked.
  await db.pool.query(`UPDATE derivation SET due_at = now() + interval '1 day', attempts = 0,
    deadline = now() + interval '1 day' WHERE state IN ('queued', 'running')`);
  organization = (await addOrganization(database.url)).id;
  work = await begin(db.pool, requestFor(organization, 'work'), reserve);
});

describe('pick', () => {
  it('gives each of two pieces of work to one of ten workers', async () => {
    await claim(db.pool, requestFor(organization, 'second'), terms());
    await claim(db.pool, requestFor(organization, 'third'), terms());
    const picked = await Promise.all(
      Array.from({ length: 10 }, (_, i) => pick(db.pool, `w${i}`, 60_000, true)),
    );
    expect(
      picked
        .filter((one) => one !== null)
        .map(({ prompt }) => prompt)
        .toSorted(),
    ).toEqual(['second', 'third']);
  });

  it('takes running work over when its lease is over, with a higher fence and the stored steps', async () => {
    await step(db.pool, work, 0);
    expect(await pick(db.pool, 'other', 60_000, true)).toBeNull();
    await endLease(db.pool, work.id);
    expect(await pick(db.pool, 'other', 60_000, false)).toBeNull(); // after an outage living owners renew first
    const taken = (await pick(db.pool, 'other', 60_000, true))!;
    expect(taken).toMatchObject({ id: work.id, run: 1, fence: work.fence + 1 });
    expect((await storedSteps(db.pool, taken)).map(({ seq, output }) => [seq, output])).toEqual([
      [0, { seq: 0 }],
    ]);
  });

  it('looks only at whose work waits and at what runs, however long the queue and the history are', async () => {
    // 2,000 of one organization wait, 2,000 are done.
    await db.pool.query(
      `INSERT INTO derivation (id, organization_id, key, prompt, model, revision, deadline, budget_month, state, expression_sha256, finished_at)
       SELECT gen_random_uuid(), $1, sha256((n || $1)::bytea), 'p', 'm', 1, now() + interval '1 day', now(), s::derivation_state,
         CASE s WHEN 'succeeded' THEN sha256('x') END, CASE s WHEN 'succeeded' THEN now() END
       FROM generate_series(1, 4000) n, LATERAL (SELECT CASE WHEN n > 2000 THEN 'succeeded' ELSE 'queued' END) t(s)`,
      [organization],
    );
    await db.pool.query('ANALYZE derivation');
    const client = await db.pool.connect();
    const planOf = async (statement: string) => {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN (ANALYZE, BUFFERS, TIMING off) EXECUTE ${statement}`,
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    try {
      await client.query('BEGIN');
      // With the statements prepared under their names.
      const one = { query: client.query.bind(client), connect: () => Promise.resolve(noRelease(client)) };
      await pick(one as unknown as Pool, 'test', 60_000, true);
      const due = await planOf('work_due(4, true, true)');
      expect(due).not.toContain('Seq Scan on derivation');
      expect(due).toContain('derivation_queued_idx');
      expect(due).toContain('derivation_running_idx');
      const picked = await planOf(`work_pick('${organization}', 'test', 60000, 600000, 100, true, true)`);
      expect(picked).not.toContain('Seq Scan on derivation');
      expect(picked).not.toContain('Sort');
      // The whole queue has 2,000 rows; neither statement reads more than a few.
      for (const plan of [due, picked]) {
        const read = [...plan.matchAll(/actual rows=(\d+)/g)].map(([, rows]) => Number(rows));
        expect(Math.max(...read)).toBeLessThan(20);
      }
    } finally {
      await client.query('ROLLBACK');
      client.release();
      await db.pool.query(`DELETE FROM derivation WHERE prompt = 'p'`);
    }
  });
});

/** A client that pretends to be a pool's: its transaction is ours. */
function noRelease(client: PoolClient) {
  const query = (text: unknown, values?: unknown[]) =>
    /^(BEGIN|COMMIT)$/.test(String(text)) ? Promise.resolve() : client.query(text as string, values);
  return { query, on: () => undefined, off: () => undefined, release: () => undefined };
}

describe('the fence', () => {
  it('refuses every write of who was overtaken, and lets the new owner write', async () => {
    await step(db.pool, work, 0, 10);
    await endLease(db.pool, work.id);
    const taken = (await pick(db.pool, 'other', 60_000, true))!;
    expect(await renew(db.pool, work, 60_000)).toBe(false);
    expect(await step(db.pool, work, 1, 10)).toBe(false);
    expect(await finish(db.pool, work, success('late'))).toBe(false);
    expect(await fail(db.pool, work, failure, 0)).toBe(false);
    expect(await putBack(db.pool, work)).toBe(false);
    expect(await startNewRun(db.pool, work)).toBeNull();

    expect(await step(db.pool, taken, 1, 5)).toBe(true);
    expect(await finish(db.pool, taken, success('good'))).toBe(true);
    expect(await finish(db.pool, work, success('late'))).toBe(false);
    expect(await moneyOf(db.pool, organization)).toEqual({ used: 15, reserved: 0, charges: [15] });
    const { rows } = await db.pool.query('SELECT text FROM expression WHERE organization_id = $1', [
      organization,
    ]);
    expect(rows).toEqual([{ text: 'good' }]);
  });

  it('refuses the write of who was given up or deleted meanwhile', async () => {
    const past = `UPDATE derivation SET deadline = now() - interval '1 s' WHERE id = $1`;
    await db.pool.query(past, [work.id]);
    expect(await sweep()).toBe(true);
    expect(await step(db.pool, work, 0)).toBe(false);
    expect(await finish(db.pool, work, success('late'))).toBe(false);
  });

  it('stores a step once, also when its confirmation was lost and it is written again', async () => {
    expect(await step(db.pool, work, 0, 10)).toBe(true);
    expect(await step(db.pool, work, 0, 10)).toBe(true);
    expect(await storedSteps(db.pool, work)).toHaveLength(1);
    expect(await finish(db.pool, work, success('x'))).toBe(true);
    expect(await moneyOf(db.pool, organization)).toEqual({ used: 10, reserved: 0, charges: [10] });
  });
});

describe('the end of a run', () => {
  it('settles once when finish is repeated, and says that it did succeed', async () => {
    await step(db.pool, work, 0, 10);
    const results = await Promise.all([1, 2, 3].map(() => finish(db.pool, work, success('x'))));
    expect(results).toEqual([true, true, true]);
    expect(await moneyOf(db.pool, organization)).toEqual({ used: 10, reserved: 0, charges: [10] });
  });

  it('settles once when fail is repeated', async () => {
    await step(db.pool, work, 0, 10);
    const results = await Promise.all([1, 2, 3].map(() => fail(db.pool, work, failure, 60_000)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await moneyOf(db.pool, organization)).toEqual({ used: 10, reserved: 0, charges: [10] });
  });

  it('settles once, and apart from others of the organization, when several are given up at once', async () => {
    await claim(db.pool, requestFor(organization, 'never begun'), terms(reserve));
    await claim(db.pool, requestFor(organization, 'alive'), terms({ ...reserve, deadlineMs: 3_600_000 }));
    await step(db.pool, work, 0, 10);
    await db.pool.query(
      `UPDATE derivation SET deadline = now() - interval '1 s' WHERE organization_id = $1 AND prompt <> 'alive'`,
      [organization],
    );
    const given = await Promise.all([sweep(), sweep(), sweep(), sweep()]);
    while (await sweep()) given.push(true);
    expect(given.filter(Boolean)).toHaveLength(2);
    const { charges, ...money } = await moneyOf(db.pool, organization);
    expect({ ...money, charges: charges.toSorted((a, b) => a - b) }).toEqual({
      used: 10,
      reserved: 100,
      charges: [0, 10],
    });
    expect(await stateOf(db.pool, requestFor(organization, 'alive'))).toBe('queued');
  });

  it('comes by itself when the attempts are used up, and says so', async () => {
    await db.pool.query('UPDATE derivation SET attempts = max_attempts WHERE id = $1', [work.id]);
    expect(await sweep()).toBe(false); // the last attempt still has its lease
    await endLease(db.pool, work.id);
    expect(await pick(db.pool, 'other', 60_000, true)).toBeNull();
    expect(await sweep()).toBe(true);
    const { rows } = await db.pool.query(
      'SELECT failure_code, failure_message FROM derivation WHERE id = $1',
      [work.id],
    );
    expect(rows[0]).toEqual({ failure_code: 'generation_abandoned', failure_message: 'interrupted' });
  });

  it('tells who listens which key is finished', async () => {
    const client = await db.pool.connect();
    try {
      await client.query('LISTEN ai_drv_finished');
      const heard = new Promise((resolve) => client.once('notification', ({ payload }) => resolve(payload)));
      await finish(db.pool, work, success('x'));
      const { rows } = await db.pool.query(`SELECT encode(key, 'hex') AS key FROM derivation WHERE id = $1`, [
        work.id,
      ]);
      expect(await heard).toBe(rows[0]!.key);
    } finally {
      client.release(true);
    }
  });
});

describe('putBack', () => {
  it('leaves the work as it was before the pick-up, steps kept and nothing settled', async () => {
    await step(db.pool, work, 0, 10);
    expect(await attemptsOf(work.id)).toBe(1);
    expect(await putBack(db.pool, work)).toBe(true);
    expect(await putBack(db.pool, work)).toBe(false);
    expect(await attemptsOf(work.id)).toBe(0);
    expect(await moneyOf(db.pool, organization)).toEqual({ used: 0, reserved: 100, charges: [] });
    const again = (await pick(db.pool, 'other', 60_000, false))!;
    expect(again).toMatchObject({ id: work.id, run: 1 });
    expect(await storedSteps(db.pool, again)).toHaveLength(1);
  });
});

describe('startNewRun', () => {
  it('charges the old run from the reservation, and the end charges the new one', async () => {
    await step(db.pool, work, 0, 30);
    expect(await startNewRun(db.pool, work)).toBe(2);
    expect(await moneyOf(db.pool, organization)).toEqual({ used: 30, reserved: 70, charges: [30] });
    const next = { ...work, run: 2 };
    expect(await storedSteps(db.pool, next)).toEqual([]);
    await step(db.pool, next, 0, 20);
    await finish(db.pool, next, success('x'));
    expect(await moneyOf(db.pool, organization)).toEqual({ used: 50, reserved: 0, charges: [30, 20] });
    const { rows } = await db.pool.query('SELECT cost_micros::int AS cost FROM derivation WHERE id = $1', [
      work.id,
    ]);
    expect(rows[0]!.cost).toBe(50);
  });

  it('takes no more from the reservations than its own, whatever the old run cost', async () => {
    await claim(db.pool, requestFor(organization, 'another'), terms(reserve));
    await step(db.pool, work, 0, 130);
    await startNewRun(db.pool, work);
    expect(await moneyOf(db.pool, organization)).toEqual({ used: 130, reserved: 100, charges: [130] });
  });
});

describe('room', () => {
  it('is of two kinds: what own keys make waits for its own, and not for the other', async () => {
    const own = (await addOrganization(database.url)).id;
    await db.pool.query('DELETE FROM derivation');
    await claim(db.pool, requestFor(own, 'own'), terms({ ownProvider: 'custom' }));
    await claim(db.pool, requestFor(own, 'operators'), terms());
    const pickUp = (room: { operators: boolean; own: boolean }) =>
      pick(db.pool, 'test', 60_000, true, { room });
    expect(await pickUp({ operators: false, own: false })).toBeNull();
    expect(await pickUp({ operators: true, own: false })).toMatchObject({ prompt: 'operators' });
    expect(await pickUp({ operators: true, own: false })).toBeNull();
    expect(await pickUp({ operators: false, own: true })).toMatchObject({
      prompt: 'own',
      ownProvider: 'custom',
    });
  });
});
