import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { claim } from '../../apps/server/src/generation/claims.store.js';
import { pick } from '../../apps/server/src/generation/pick.store.js';
import { fail, finish, giveUp } from '../../apps/server/src/generation/settlement.store.js';
import { putBack, type Work } from '../../apps/server/src/generation/work.store.js';
import { openDatabase, type Database } from '../../libs/database/index.js';
import { failure, persistently, requestFor, step, success, terms } from '../support/generations.js';
import { addOrganization } from '../support/organizations.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let db: Database;
/** Another process's connections. */
let other: Database;
let own: string;

beforeAll(async () => {
  database = await createTestDatabase();
  [db, other] = [openDatabase(database.url), openDatabase(database.url)];
});
afterAll(async () => {
  await db.close();
  await other.close();
  await database.drop();
});
beforeEach(async () => {
  await db.pool.query('DELETE FROM derivation');
  own = (await addOrganization(database.url)).id;
});

const codes = (results: PromiseSettledResult<unknown>[]) =>
  results.map((result) =>
    result.status === 'fulfilled' ? 'claimed' : String((result.reason as { code?: string }).code),
  );
const count = (list: string[], one: string) => list.filter((item) => item === one).length;
const ask = (prompt: string, changes = {}, pool = db.pool) =>
  persistently(() => claim(pool, requestFor(own, prompt), terms(changes)));

describe('generations a minute', () => {
  const ten = { generationsPerMinute: 10 };

  it('lets exactly 10 of 50 begin that two processes claim at once, and counts none that it refused', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => ask(`prompt ${i}`, ten, i % 2 ? db.pool : other.pool)),
    );
    expect(count(codes(results), 'claimed')).toBe(10);
    expect(count(codes(results), 'generations_per_minute')).toBe(40);
    const { rows } = await db.pool.query(
      `SELECT claimed, cardinality(recent) AS recent, (SELECT count(*)::int FROM derivation WHERE organization_id = $1) AS derivations
       FROM generation_quota WHERE organization_id = $1`,
      [own],
    );
    expect(rows).toEqual([{ claimed: 10, recent: 10, derivations: 10 }]);
  });

  it('counts one prompt once, however often and at once it is asked', async () => {
    await Promise.all(Array.from({ length: 30 }, () => ask('same', { generationsPerMinute: 1 })));
    await ask('same', { generationsPerMinute: 1 });
    await expect(ask('another', { generationsPerMinute: 1 })).rejects.toMatchObject({ status: 429 });
  });

  it('says when the next may begin, and lets it begin then: any 60 seconds count, not the minutes of a clock', async () => {
    for (let i = 0; i < 10; i++) await ask(`prompt ${i}`, ten);
    // Eight of them begun 45 seconds ago, two just now.
    await db.pool.query(
      `UPDATE generation_quota SET recent = (SELECT array_agg(CASE WHEN n <= 8 THEN t - interval '45 s' ELSE t END ORDER BY n)
         FROM unnest(recent) WITH ORDINALITY AS r(t, n)) WHERE organization_id = $1`,
      [own],
    );
    const refused = (await ask('too many', ten).catch((error: unknown) => error)) as {
      code: string;
      headers: Record<string, string>;
    };
    expect(refused.code).toBe('generations_per_minute');
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds).toBeGreaterThanOrEqual(13);
    expect(seconds).toBeLessThanOrEqual(15);
    expect(refused.headers).toMatchObject({
      'ratelimit-policy': '"generations";q=10;w=60',
      ratelimit: `"generations";r=0;t=${seconds}`,
    });
    await db.pool.query(
      `UPDATE generation_quota SET recent = (SELECT array_agg(t - interval '16 s') FROM unnest(recent) AS t) WHERE organization_id = $1`,
      [own],
    );
    for (let i = 0; i < 8; i++) await ask(`later ${i}`, ten);
    await expect(ask('too many', ten)).rejects.toMatchObject({ code: 'generations_per_minute' });
  });

  it('is what an administrator set, for that organization alone', async () => {
    await db.pool.query(
      'INSERT INTO organization_limit (organization_id, generations_per_minute) VALUES ($1, 2)',
      [own],
    );
    const results = await Promise.allSettled(Array.from({ length: 5 }, (_, i) => ask(`prompt ${i}`, ten)));
    expect(count(codes(results), 'claimed')).toBe(2);
    own = (await addOrganization(database.url)).id;
    for (let i = 0; i < 10; i++) await ask(`prompt ${i}`, ten);
  });

  it('a failure that is asked again is another generation, and one that its budget refuses is none', async () => {
    const one = { generationsPerMinute: 2 };
    await ask('fails', one);
    const work = (await pick(db.pool, 'test', 60_000, true))!;
    await fail(db.pool, work, failure, 60_000);
    await ask('fails', one); // stands for a while
    await db.pool.query(`UPDATE derivation SET retry_at = now() - interval '1 second'`);
    await expect(
      ask('no money', { ...one, reserveMicrosOf: () => 1, monthlyBudgetMicros: 0 }),
    ).rejects.toMatchObject({ code: 'request_over_budget' });
    await ask('fails', one);
    await expect(ask('third', one)).rejects.toMatchObject({ code: 'generations_per_minute' });
  });
});

describe('generations a day', () => {
  it('are refused with 403 and the day on which they begin anew, and begin anew on it', async () => {
    const three = { generationsPerDay: 3 };
    const results = await Promise.allSettled(Array.from({ length: 9 }, (_, i) => ask(`prompt ${i}`, three)));
    expect(count(codes(results), 'claimed')).toBe(3);
    const { rows } = await db.pool.query<{ tomorrow: string }>(
      `SELECT to_char((now() AT TIME ZONE 'UTC')::date + 1, 'YYYY-MM-DD') AS tomorrow`,
    );
    await expect(ask('too many', three)).rejects.toMatchObject({
      code: 'generations_per_day',
      status: 403,
      message: expect.stringContaining(`from ${rows[0]!.tomorrow}, 00:00 UTC`),
    });
    // What counts is UTC's day: yesterday's are over.
    await db.pool.query(`UPDATE generation_quota SET day = day - 1 WHERE organization_id = $1`, [own]);
    for (let i = 0; i < 3; i++) await ask(`tomorrow ${i}`, three);
    await expect(ask('too many', three)).rejects.toMatchObject({ code: 'generations_per_day' });
  });

  it('may be none', async () => {
    await expect(ask('a', { generationsPerDay: 0 })).rejects.toMatchObject({ code: 'generations_per_day' });
  });
});

describe('generations at once', () => {
  const two = { generationsAtOnce: 2, deadlineMs: 600_000 };
  const pickAs = (pool = db.pool) => pick(pool, 'test', 60_000, true, two);
  const fill = async (prompts: number) => {
    for (let i = 0; i < prompts; i++) await ask(`prompt ${i}`);
  };
  const running = async () =>
    (
      await db.pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM derivation WHERE state = 'running' AND organization_id = $1`,
        [own],
      )
    ).rows[0]!.n;

  it('are never more than the limit, however many workers of two processes pick at once', async () => {
    await fill(12);
    for (let round = 0; round < 6; round++) {
      const picked = await Promise.all(
        Array.from({ length: 10 }, (_, i) => persistently(() => pickAs(i % 2 ? db.pool : other.pool))),
      );
      const works = picked.filter((one): one is Work => one !== null);
      expect(works.length).toBe(2);
      expect(await running()).toBe(2);
      expect(await pickAs()).toBeNull();
      for (const [i, work] of works.entries()) {
        if (i === 0) await finish(db.pool, work, success(work.prompt));
        else await fail(db.pool, work, failure, 60_000);
      }
    }
    expect(await pickAs()).toBeNull();
  });

  it('wait in the order in which they were claimed, and what was put back has its place again', async () => {
    await fill(5);
    const [first] = [(await pickAs())!, (await pickAs())!];
    expect(first.prompt).toBe('prompt 0');
    await putBack(db.pool, first);
    expect((await pickAs())!.prompt).toBe('prompt 0');
  });

  it('of another organization are picked though the first one has a hundred waiting, and the one that runs least comes first', async () => {
    const large = own;
    await fill(100);
    own = (await addOrganization(database.url)).id;
    await fill(3);
    const three = { generationsAtOnce: 3, deadlineMs: 600_000 };
    const order = [];
    for (let i = 0; i < 6; i++)
      order.push((await pick(db.pool, 'test', 60_000, true, three))!.organizationId);
    expect(order).toEqual([large, own, large, own, large, own]);
    expect(await pick(db.pool, 'test', 60_000, true, three)).toBeNull();
  });

  it('are picked elsewhere while a claim holds one organization, and there as soon as it is done', async () => {
    await fill(1);
    const held = own;
    own = (await addOrganization(database.url)).id;
    await fill(1);
    const client = await other.pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT FROM generation_quota WHERE organization_id = $1 FOR UPDATE', [held]);
    expect((await pickAs())!.organizationId).toBe(own);
    const waiting = pickAs();
    setTimeout(() => void client.query('COMMIT').then(() => client.release()), 300);
    expect((await waiting)!.organizationId).toBe(held);
  });

  it('that wait for their turn are not given up as long as the queue moves; once begun they have their time from then', async () => {
    const [over, gone] = [
      { code: 'generation_timed_out', message: 'over' },
      { code: 'generation_abandoned', message: 'gone' },
    ];
    const sweep = () => giveUp(db.pool, over!, gone!, 60_000, 1_200_000);
    await fill(4);
    const [first] = [(await pickAs())!, (await pickAs())!];
    // They have waited for an hour.
    await db.pool.query(`UPDATE derivation SET deadline = now() - interval '50 min' WHERE state = 'queued'`);
    expect(await sweep()).toBe(false);
    await finish(db.pool, first, success('x'));
    const next = (await pickAs())!;
    expect(next.remainingMs).toBeGreaterThan(590_000);
    expect(await sweep()).toBe(false);
    // No worker has come for 20 minutes.
    await db.pool.query(`UPDATE generation_quota SET picked_at = now() - interval '21 min'`);
    expect(await sweep()).toBe(true);
    expect(await sweep()).toBe(false); // those that run have their own deadline
    await db.pool.query(`UPDATE derivation SET deadline = now() - interval '1 s' WHERE state = 'running'`);
    expect(await sweep()).toBe(true);
  });

  it('take over what a dead worker ran without counting it twice', async () => {
    await fill(3);
    const first = (await pickAs())!;
    await step(db.pool, first, 0);
    await pickAs();
    await db.pool.query(`UPDATE derivation SET due_at = now() - interval '1 s' WHERE id = $1`, [first.id]);
    expect(await pickAs()).toMatchObject({ id: first.id, fence: first.fence + 1 });
    expect(await pickAs()).toBeNull();
    expect(await running()).toBe(2);
  });
});
