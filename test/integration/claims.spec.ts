import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claim, findAnswer } from '../../apps/server/src/generation/claims.store.js';
import { fail, finish } from '../../apps/server/src/generation/settlement.store.js';
import { openDatabase, type Database } from '../../libs/database/index.js';
import {
  begin,
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
const newOrganization = async () => (await addOrganization(database.url)).id;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

describe('claim', () => {
  it('is one row, however many ask at once', async () => {
    organization = await newOrganization();
    const request = requestFor(organization, 'xterm');
    const ids = await Promise.all(Array.from({ length: 50 }, () => claim(db.pool, request, terms())));
    expect(new Set(ids).size).toBe(1);
    const { rows } = await db.pool.query(
      `SELECT (SELECT count(*)::int FROM derivation WHERE organization_id = $1) AS derivations,
              (SELECT count(*)::int FROM answer WHERE organization_id = $1) AS answers`,
      [organization],
    );
    expect(rows[0]).toEqual({ derivations: 1, answers: 1 });
    expect(await findAnswer(db.pool, request)).toMatchObject({ derivationId: ids[0], state: 'queued' });
  });

  it('is another row for each of prompt, model, revision and organization', async () => {
    const [one, other] = [await newOrganization(), await newOrganization()];
    const requests = [
      requestFor(one, 'a'),
      requestFor(one, 'b'),
      requestFor(one, 'a', { requestedModel: 'packager' }),
      requestFor(one, 'a', { revision: 2 }),
      requestFor(other, 'a'),
    ];
    const ids = new Set<string>();
    for (const request of requests) ids.add(await claim(db.pool, request, terms()));
    expect(ids.size).toBe(5);
  });

  it('takes the next revision and none beyond it', async () => {
    const own = await newOrganization();
    const at = (revision: number) => claim(db.pool, requestFor(own, 'a', { revision }), terms());
    await expect(at(2)).rejects.toThrow('has no revision so far; the next one is revision=1');
    await at(1);
    await expect(at(3)).rejects.toThrow('has revisions 1 to 1 so far; the next one is revision=2');
    await at(2);
    await at(3);
  });

  it('leaves a failure alone until its retry_at, and then starts one new run of the same derivation', async () => {
    const own = await newOrganization();
    const request = requestFor(own, 'fails');
    const id = await claim(db.pool, request, terms());
    await db.pool.query(
      `UPDATE derivation SET state = 'failed', failure_code = 'no_model', finished_at = now(),
         retry_at = now() + interval '1 hour', attempts = 3 WHERE id = $1`,
      [id],
    );
    expect(await claim(db.pool, request, terms())).toBe(id);
    expect(await findAnswer(db.pool, request)).toMatchObject({ state: 'failed', retrySeconds: 3_600 });

    // Times are rounded to milliseconds, so that now() may be ahead of itself.
    await db.pool.query(`UPDATE derivation SET retry_at = now() - interval '1 second' WHERE id = $1`, [id]);
    const ids = await Promise.all(Array.from({ length: 20 }, () => claim(db.pool, request, terms())));
    expect(new Set(ids)).toEqual(new Set([id]));
    const { rows } = await db.pool.query(
      'SELECT state, run, fence, attempts, failure_code, retry_at, finished_at FROM derivation WHERE id = $1',
      [id],
    );
    expect(rows[0]).toEqual({
      state: 'queued',
      run: 2,
      fence: 1,
      attempts: 0,
      failure_code: null,
      retry_at: null,
      finished_at: null,
    });
  });
});

describe('the budget', () => {
  const costly = (changes = {}) =>
    terms({ reserveMicrosOf: () => 100, monthlyBudgetMicros: 100, ...changes });

  it('for one starts exactly one of 50 different prompts that are asked at once', async () => {
    const own = await newOrganization();
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => claim(db.pool, requestFor(own, `prompt ${i}`), costly())),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(
      Array.from({ length: 49 }, () => 'budget_in_flight'),
    );
    const { rows } = await db.pool.query(
      `SELECT (SELECT count(*)::int FROM derivation WHERE organization_id = $1) AS derivations,
              (SELECT count(*)::int FROM answer WHERE organization_id = $1) AS answers`,
      [own],
    );
    // Who was refused left nothing behind.
    expect(rows[0]).toEqual({ derivations: 1, answers: 1 });
    expect(await moneyOf(db.pool, own)).toMatchObject({ used: 0, reserved: 100 });
  });

  it('reserves once for 50 equal requests', async () => {
    const own = await newOrganization();
    const request = requestFor(own, 'same');
    await Promise.all(Array.from({ length: 50 }, () => claim(db.pool, request, costly())));
    expect(await moneyOf(db.pool, own)).toMatchObject({ used: 0, reserved: 100 });
  });

  it('tells too large, in flight and spent apart', async () => {
    const own = await newOrganization();
    const ask = (prompt: string, reserveMicros: number) =>
      claim(db.pool, requestFor(own, prompt), costly({ reserveMicrosOf: () => reserveMicros }));
    await expect(ask('a', 101)).rejects.toMatchObject({ code: 'request_over_budget', status: 402 });
    await ask('a', 60);
    await expect(ask('b', 60)).rejects.toMatchObject({ code: 'budget_in_flight', status: 402 });
    await db.pool.query(
      'UPDATE budget SET used_micros = 60, reserved_micros = 0 WHERE organization_id = $1',
      [own],
    );
    await expect(ask('b', 60)).rejects.toMatchObject({ code: 'budget_spent', status: 403 });
    await ask('b', 40);
  });

  it('is reserved anew, in the month of the retry, when a failure is asked again', async () => {
    const own = await newOrganization();
    const request = requestFor(own, 'fails');
    await db.pool.query(`UPDATE derivation SET due_at = now() + interval '1 day' WHERE state = 'queued'`);
    const work = await begin(db.pool, request, costly());
    await step(db.pool, work, 0, 30);
    await fail(db.pool, work, failure, 0);
    expect(await moneyOf(db.pool, own)).toEqual({ used: 30, reserved: 0, charges: [30] });
    await expect(claim(db.pool, request, costly())).rejects.toMatchObject({ code: 'budget_spent' });
    // Refused means that nothing has changed: the failure still stands.
    expect(await stateOf(db.pool, request)).toBe('failed');
    await claim(db.pool, request, costly({ reserveMicrosOf: () => 70 }));
    expect(await moneyOf(db.pool, own)).toEqual({ used: 30, reserved: 70, charges: [30] });
  });

  it('is reserved for the model of the derivation when a failure is asked again, whatever the default is by then', async () => {
    const own = await newOrganization();
    const request = requestFor(own, 'another default');
    await claim(db.pool, request, costly({ model: 'dear' }));
    await db.pool.query(
      `UPDATE derivation SET state = 'failed', failure_code = 'no_model', retry_at = now() - interval '1 second', finished_at = now()
       WHERE organization_id = $1`,
      [own],
    );
    await db.pool.query('UPDATE budget SET reserved_micros = 0 WHERE organization_id = $1', [own]);
    const asked: string[] = [];
    const reserveMicrosOf = (model: string) => (asked.push(model), model === 'dear' ? 100 : 0);
    await claim(db.pool, request, costly({ model: 'packager', reserveMicrosOf }));
    expect(asked).toEqual(['packager', 'dear']);
  });

  it('is paid in the month of the reservation', async () => {
    const own = await newOrganization();
    await db.pool.query(`UPDATE derivation SET due_at = now() + interval '1 day' WHERE state = 'queued'`);
    const work = await begin(db.pool, requestFor(own, 'over new year'), costly());
    await step(db.pool, work, 0, 10);
    // The month turns while it is made.
    await db.pool.query(`UPDATE budget SET month = month - interval '1 month' WHERE organization_id = $1`, [
      own,
    ]);
    await db.pool.query(
      `UPDATE derivation SET budget_month = budget_month - interval '1 month' WHERE id = $1`,
      [work.id],
    );
    await db.pool.query(
      `INSERT INTO budget (organization_id, month, cap_micros)
       VALUES ($1, date_trunc('month', now() AT TIME ZONE 'UTC')::date, 100)`,
      [own],
    );
    expect(await finish(db.pool, work, success('{ }: 1\n'))).toBe(true);
    const { rows } = await db.pool.query(
      `SELECT used_micros::int AS used, reserved_micros::int AS reserved FROM budget
       WHERE organization_id = $1 ORDER BY month`,
      [own],
    );
    expect(rows).toEqual([
      { used: 10, reserved: 0 },
      { used: 0, reserved: 0 },
    ]);
  });
});
