import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { claim } from '../../apps/server/src/generation/claims.store.js';
import { removeDerivation } from '../../apps/server/src/generation/removal.store.js';
import { fail, finish, startNewRun } from '../../apps/server/src/generation/settlement.store.js';
import { pick } from '../../apps/server/src/generation/pick.store.js';
import { holdForStep, type Work } from '../../apps/server/src/generation/work.store.js';
import { openDatabase, type Database } from '../../libs/database/index.js';
import { begin, failure, moneyOf, requestFor, step, success, terms } from '../support/generations.js';
import { addOrganization } from '../support/organizations.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let db: Database;
let organization: string;
const nothing = { used: 0, reserved: 0, charges: [] };
/** More than the whole budget, were it the operator's money. */
const dear = { ownProvider: 'openai', reserveMicrosOf: () => 1_000_000, monthlyBudgetMicros: 1 };
const rowOf = async (id: string) =>
  (
    await db.pool.query<{ own: string | null; reserved: number; cost: number; state: string }>(
      `SELECT own_provider AS own, reserved_micros::int AS reserved, cost_micros::int AS cost, state FROM derivation WHERE id = $1`,
      [id],
    )
  ).rows[0]!;
const pickUp = () => pick(db.pool, 'test', 60_000, true) as Promise<Work>;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  await db.pool.query('DELETE FROM organization');
  organization = (await addOrganization(database.url)).id;
});

describe('what is asked with an own key', () => {
  it('reserves nothing, and is told to the worker', async () => {
    const work = await begin(db.pool, requestFor(organization, 'a'), dear);
    expect(work).toMatchObject({ ownProvider: 'openai', capMicros: 0 });
    expect(await moneyOf(db.pool, organization)).toEqual(nothing);
  });

  it.each<[string, (work: Work) => Promise<unknown>]>([
    ['succeeds', (work) => finish(db.pool, work, success('text'))],
    ['fails', (work) => fail(db.pool, work, failure, 60_000)],
    ['is made anew', (work) => startNewRun(db.pool, work)],
    [
      'is deleted in the middle of a step',
      async (work) => {
        await holdForStep(db.pool, work, 50);
        await removeDerivation(db.pool, organization, work.id);
      },
    ],
  ])('and %s is noted with its cost, and charged nothing', async (how, end) => {
    // A budget that others of the organization's generations use.
    await begin(db.pool, requestFor(organization, 'operators'), { reserveMicrosOf: () => 100 });
    const work = await begin(db.pool, requestFor(organization, 'own'), dear);
    await step(db.pool, work, 0, 30);
    await end(work);
    expect((await rowOf(work.id)).cost).toBe(how.includes('deleted') ? 80 : 30);
    expect(await moneyOf(db.pool, organization)).toEqual({ used: 0, reserved: 100, charges: [0] });
  });

  it('stays with it when it is tried again, whatever was done to the key meanwhile', async () => {
    const work = await begin(db.pool, requestFor(organization, 'a'), dear);
    await fail(db.pool, work, failure, 0);
    await claim(db.pool, requestFor(organization, 'a'), terms({ ...dear, ownProvider: null }));
    expect(await rowOf(work.id)).toMatchObject({ own: 'openai', reserved: 0, state: 'queued' });
    expect(await moneyOf(db.pool, organization)).toEqual({ ...nothing, charges: [0] });
  });

  it('may be what failed with the operator’s key, when one was stored since for the same model', async () => {
    const operators = { reserveMicrosOf: () => 100 };
    const works: Work[] = [];
    for (const prompt of ['same model', 'other model']) {
      const work = await begin(db.pool, requestFor(organization, prompt), operators);
      await fail(db.pool, work, failure, 0);
      works.push(work);
    }
    await claim(db.pool, requestFor(organization, 'same model'), terms(dear));
    await claim(
      db.pool,
      requestFor(organization, 'other model'),
      terms({ ...operators, ownProvider: 'openai', model: 'another' }),
    );
    expect(await rowOf(works[0]!.id)).toMatchObject({ own: 'openai', reserved: 0 });
    expect(await rowOf(works[1]!.id)).toMatchObject({ own: null, reserved: 100 });
    expect(await moneyOf(db.pool, organization)).toMatchObject({ reserved: 100 });
  });

  it('can hold no money of the operator’s, whatever a mistake of ours would write', async () => {
    const { id } = await begin(db.pool, requestFor(organization, 'a'), dear);
    await expect(
      db.pool.query('UPDATE derivation SET reserved_micros = 1 WHERE id = $1', [id]),
    ).rejects.toMatchObject({ constraint: 'derivation_own_provider_check' });
  });

  it('waits for nothing else: a worker picks it like any other', async () => {
    await claim(db.pool, requestFor(organization, 'a'), terms(dear));
    expect(await pickUp()).toMatchObject({ prompt: 'a', ownProvider: 'openai' });
  });
});

it.each([
  [`'custom', NULL, NULL, NULL`],
  [`'custom', 'https://x', 'm', NULL`],
  [`'openai', 'https://x', NULL, NULL`],
])('a key without or with an address that it should not have is refused: %s', async (values) => {
  await expect(
    db.pool.query(
      `INSERT INTO provider_key (organization_id, sealed, wrapped_key, key_id, last4, provider, base_url, model, dialect)
       VALUES ($1, '', '', '', '', ${values})`,
      [organization],
    ),
  ).rejects.toMatchObject({ constraint: 'provider_key_custom_check' });
});

it('a shared answer is whole, or not made', async () => {
  await expect(
    db.pool.query(
      `INSERT INTO shared_answer (id, prompt_digest, requested_model, text) VALUES (gen_random_uuid(), '\\x00', '', 'x')`,
    ),
  ).rejects.toMatchObject({ constraint: 'shared_answer_made_check' });
});
