import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { claim, findAnswer } from '../../apps/server/src/generation/claims.store.js';
import { removeDerivation } from '../../apps/server/src/generation/removal.store.js';
import { fail, finish } from '../../apps/server/src/generation/settlement.store.js';
import { pick } from '../../apps/server/src/generation/pick.store.js';
import { holdForStep, putBack, type Work } from '../../apps/server/src/generation/work.store.js';
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
import { addOrganization } from '../support/organizations.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let db: Database;
let organization: string;
const texts = async () =>
  (
    await db.pool.query<{ text: string | null }>('SELECT text FROM expression WHERE organization_id = $1', [
      organization,
    ])
  ).rows.map(({ text }) => text);

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  organization = (await addOrganization(database.url)).id;
});

describe('removeDerivation', () => {
  it('ends and settles what runs, and its owner cannot write any more', async () => {
    const request = requestFor(organization, 'running');
    const work = await begin(db.pool, request, { reserveMicrosOf: () => 100 });
    await step(db.pool, work, 0, 10);
    expect(await removeDerivation(db.pool, organization, work.id)).toBe(true);
    expect(await moneyOf(db.pool, organization)).toEqual({ used: 10, reserved: 0, charges: [10] });
    expect(await finish(db.pool, work, success('late'))).toBe(false);
    expect(await findAnswer(db.pool, request)).toMatchObject({ state: 'failed', deleted: true });
    expect(await texts()).toEqual([]);
  });

  it('charges the step in hand at its worst, for its outcome is given up on purpose', async () => {
    const work = await begin(db.pool, requestFor(organization, 'asked'), { reserveMicrosOf: () => 100 });
    await step(db.pool, work, 0, 10);
    expect(await holdForStep(db.pool, work, 40)).toBe(true);
    await removeDerivation(db.pool, organization, work.id);
    expect(await moneyOf(db.pool, organization)).toEqual({ used: 50, reserved: 0, charges: [50] });
    expect(await holdForStep(db.pool, work, 40)).toBe(false);
  });

  it.each<[string, (work: Work) => Promise<unknown>]>([
    ['was stored', (work) => step(db.pool, work, 0, 10)],
    ['was put back', (work) => putBack(db.pool, work)],
    [
      'was taken over',
      async (work) => {
        await endLease(db.pool, work.id);
        await pick(db.pool, 'another', 60_000, true);
      },
    ],
    ['failed', (work) => fail(db.pool, work, failure, 60_000)],
  ])('does not charge a step in hand that %s', async (how, end) => {
    const work = await begin(db.pool, requestFor(organization, how), { reserveMicrosOf: () => 100 });
    await holdForStep(db.pool, work, 40);
    await end(work);
    await removeDerivation(db.pool, organization, work.id);
    const used = how === 'was stored' ? 10 : 0;
    expect(await moneyOf(db.pool, organization)).toEqual({ used, reserved: 0, charges: [used] });
  });

  it('takes the text of what is finished, keeps its row, and never starts it again', async () => {
    const request = requestFor(organization, 'finished');
    const work = await begin(db.pool, request);
    await finish(db.pool, work, success('text'));
    expect(await removeDerivation(db.pool, organization, work.id)).toBe(true);
    expect(await removeDerivation(db.pool, organization, work.id)).toBe(false);
    expect(await texts()).toEqual([null]);
    await claim(db.pool, request, terms());
    expect(await findAnswer(db.pool, request)).toMatchObject({ state: 'succeeded', deleted: true });
    expect(await pick(db.pool, 'test', 60_000, true)).toBeNull();
  });

  it('keeps a text that another answer has too, until that goes as well', async () => {
    const [a, b] = [requestFor(organization, 'a'), requestFor(organization, 'b')];
    const first = await begin(db.pool, a);
    await finish(db.pool, first, success('shared'));
    const second = await begin(db.pool, b);
    await finish(db.pool, second, success('shared'));
    await removeDerivation(db.pool, organization, first.id);
    expect(await texts()).toEqual(['shared']);
    await removeDerivation(db.pool, organization, second.id);
    expect(await texts()).toEqual([null]);
  });

  it('keeps the text when another generation stores the same one at that moment', async () => {
    const first = await begin(db.pool, requestFor(organization, 'a'));
    await finish(db.pool, first, success('shared'));
    const second = await begin(db.pool, requestFor(organization, 'b'));
    const client = await db.pool.connect();
    try {
      await client.query('BEGIN');
      await finish(client as unknown as Pool, second, success('shared'));
      const removal = removeDerivation(db.pool, organization, first.id);
      await untilBlocked(db.pool);
      await client.query('COMMIT');
      expect(await removal).toBe(true);
    } finally {
      client.release();
    }
    expect(await texts()).toEqual(['shared']);
  });

  it('brings a deleted text back when it is made anew', async () => {
    const first = await begin(db.pool, requestFor(organization, 'a'));
    await finish(db.pool, first, success('again'));
    await removeDerivation(db.pool, organization, first.id);
    const second = await begin(db.pool, requestFor(organization, 'b'));
    await finish(db.pool, second, success('again'));
    expect(await texts()).toEqual(['again']);
  });

  it("does not know another organization's", async () => {
    const work = await begin(db.pool, requestFor(organization, 'mine'));
    const other = await addOrganization(database.url);
    expect(await removeDerivation(db.pool, other.id, work.id)).toBe(false);
    expect(await finish(db.pool, work, success('mine'))).toBe(true);
  });
});

/** Until some backend of this database waits for a lock. */
async function untilBlocked(pool: Pool): Promise<void> {
  for (;;) {
    const { rowCount } = await pool.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rowCount) return;
  }
}
