import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultTimings } from '../../apps/server/src/common/timings.js';
import { claim } from '../../apps/server/src/generation/claims.store.js';
import { derivationKey } from '../../apps/server/src/generation/derivation-key.js';
import { Notifications } from '../../apps/server/src/common/notifications.js';
import { Waiters, type Registration } from '../../apps/server/src/generation/waiters.js';
import { fail, finish } from '../../apps/server/src/generation/settlement.store.js';
import { openDatabase, type Database } from '../../libs/database/index.js';
import { begin, failure, requestFor, success, terms } from '../support/generations.js';
import { addOrganization, sql } from '../support/organizations.js';
import { eventually } from '../support/service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let db: Database;
let notifications: Notifications;
let waiters: Waiters;
let organization: string;

const listeners = () =>
  sql<{ pid: number }>(
    database.url,
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ai-drv listen'`,
  );

/** @param tickMs how often it polls: an hour leaves it the notifications alone */
async function start(tickMs: number): Promise<void> {
  notifications = new Notifications(db);
  waiters = new Waiters(db, { ...defaultTimings, tickMs }, notifications);
  const connected = new Promise<void>((resolve) => notifications.onConnect(resolve));
  waiters.onModuleInit();
  notifications.onModuleInit();
  await connected;
}

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  // What an earlier test left is not picked.
  await db.pool.query(`UPDATE derivation SET due_at = now() + interval '1 day' WHERE state = 'queued'`);
  organization = (await addOrganization(database.url)).id;
});
afterEach(async () => {
  waiters.onModuleDestroy();
  await notifications.onModuleDestroy();
});

describe('Waiters', () => {
  it('wake everybody who waits for a key by the NOTIFY of its end', async () => {
    await start(3_600_000);
    const request = requestFor(organization, 'a');
    const work = await begin(db.pool, request);
    const waiting = Array.from({ length: 20 }, () => waiters.register(derivationKey(request)));
    await finish(db.pool, work, success('x'));
    for (const { finished } of waiting) expect(await finished).toMatchObject({ state: 'succeeded' });
    expect(waiters.size).toBe(0);
  });

  it('find the end by polling when the NOTIFY was lost', async () => {
    await start(50);
    const request = requestFor(organization, 'a');
    const work = await begin(db.pool, request);
    const { finished } = waiters.register(derivationKey(request));
    // Nobody is told of this.
    await db.pool.query(
      `UPDATE derivation SET state = 'failed', failure_code = 'no_model', finished_at = now() WHERE id = $1`,
      [work.id],
    );
    expect(await finished).toMatchObject({ state: 'failed', failureCode: 'no_model' });
  });

  it('look for themselves when the connection that listens was lost and is back', async () => {
    await start(3_600_000);
    const request = requestFor(organization, 'a');
    const work = await begin(db.pool, request);
    const { finished } = waiters.register(derivationKey(request));
    const [before] = await listeners();
    await sql(database.url, 'SELECT pg_terminate_backend($1)', [before!.pid]);
    await db.pool.query(
      `UPDATE derivation SET state = 'failed', failure_code = 'no_model', finished_at = now() WHERE id = $1`,
      [work.id],
    );
    expect(await finished).toMatchObject({ state: 'failed' });
    const after = await eventually('one connection that listens', async () => {
      const now = await listeners();
      return now.length === 1 && now;
    });
    expect(after[0]!.pid).not.toBe(before!.pid);
  });

  it('hold no database connection', async () => {
    await start(3_600_000);
    const request = requestFor(organization, 'a');
    await claim(db.pool, request, terms());
    const waiting = Array.from({ length: 200 }, () => waiters.register(derivationKey(request)));
    expect(db.pool.idleCount).toBe(db.pool.totalCount);
    expect(db.pool.totalCount).toBeLessThanOrEqual(5);
    for (const { release } of waiting) release();
    expect(waiters.size).toBe(0);
  });

  it('do not hand the old failure to who waits for the run that follows it', async () => {
    await start(3_600_000);
    const request = requestFor(organization, 'a');
    const work = await begin(db.pool, request);
    const first = waiters.register(derivationKey(request));
    // Called right after the look that this failure causes has begun, and long before it ends.
    const again = new Promise<Registration>((resolve) => {
      notifications.on('ai_drv_finished', () => {
        first.release();
        resolve(waiters.register(derivationKey(request)));
      });
    });
    await fail(db.pool, work, failure, 0);
    const second = await again;
    await db.pool.query('SELECT pg_sleep(0.1)');
    expect(waiters.size).toBe(1);
    second.release();
  });

  it('are told to try again when the process ends', async () => {
    await start(3_600_000);
    const { finished } = waiters.register(derivationKey(requestFor(organization, 'a')));
    waiters.rejectAll();
    await expect(finished).rejects.toMatchObject({ code: 'shutting_down', status: 503 });
    expect(waiters.size).toBe(0);
  });
});
