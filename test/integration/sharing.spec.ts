import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { claim, findAnswer } from '../../apps/server/src/generation/claims.store.js';
import { settleFollower, type FollowerTerms } from '../../apps/server/src/generation/followers.store.js';
import { removeDerivation } from '../../apps/server/src/generation/removal.store.js';
import { fail, finish, giveUp } from '../../apps/server/src/generation/settlement.store.js';
import { pick } from '../../apps/server/src/generation/pick.store.js';
import type { Work } from '../../apps/server/src/generation/work.store.js';
import { openDatabase, type Database } from '../../libs/database/index.js';
import { failure, moneyOf, requestFor, stateOf, step, success, terms } from '../support/generations.js';
import { addOrganization } from '../support/organizations.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let db: Database;
/** Three organizations, new in each test. */
let a: string;
let b: string;
let c: string;
const newOrganization = async () => (await addOrganization(database.url)).id;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  // Nothing else may be queued: work is picked by age.
  await db.pool.query(`DELETE FROM organization`);
  [a, b, c] = [await newOrganization(), await newOrganization(), await newOrganization()];
});

const shared = (changes = {}) =>
  terms({ sharing: true, reserveMicrosOf: () => 100, monthlyBudgetMicros: 1_000, ...changes });
const ask = (organization: string, changes = {}, more = {}) =>
  claim(db.pool, requestFor(organization, 'kite', more), shared(changes));
const pickUp = () => pick(db.pool, 'test', 60_000, true) as Promise<Work>;
const outcome = (organization: string) => findAnswer(db.pool, requestFor(organization, 'kite'));
const textsOf = async (organization: string) =>
  (
    await db.pool.query<{ text: string | null }>('SELECT text FROM expression WHERE organization_id = $1', [
      organization,
    ])
  ).rows.map(({ text }) => text);
const sharedAnswers = async () =>
  (await db.pool.query<{ text: string | null }>('SELECT text FROM shared_answer')).rows;
const deleteOrganization = (id: string) => db.pool.query('DELETE FROM organization WHERE id = $1', [id]);
/** As the service does, until nobody is to be seen further. */
async function settleFollowers(changes: Partial<FollowerTerms> = {}): Promise<number> {
  const followerTerms = { ...shared(), patienceMs: 60_000, retryFailedMs: 60_000, ...changes };
  for (let seen = 0; ; seen++) if (!(await settleFollower(db.pool, followerTerms))) return seen;
}
/** One run of A's, from the claim to its end. */
async function madeByA(text = 'text'): Promise<Work> {
  await ask(a);
  const work = await pickUp();
  await step(db.pool, work, 0, 30);
  await finish(db.pool, work, {
    ...success(text),
    provenance: { profile: 'openai', costMicros: 30, usage: { inputTokens: 1 }, requestIds: ['req_1'] },
  });
  return work;
}

describe('a first revision that is shared', () => {
  it('is made once, paid by who asked first, and given at once to who asks later', async () => {
    await madeByA();
    await ask(b);
    expect(await outcome(b)).toMatchObject({ state: 'succeeded', expressionSha256: success('text').sha256 });
    expect(await textsOf(b)).toEqual(['text']);
    expect(await pickUp()).toBeNull();
    expect(await moneyOf(db.pool, a)).toEqual({ used: 30, reserved: 0, charges: [30] });
    expect(await moneyOf(db.pool, b)).toEqual({ used: 0, reserved: 0, charges: [] });
  });

  it('shows who did not pay where it came from, and neither steps nor what it cost', async () => {
    const work = await madeByA();
    const id = await ask(b);
    expect(id).not.toBe(work.id);
    const { rows } = await db.pool.query(
      `SELECT provenance, cost_micros::int AS cost, (SELECT count(*)::int FROM generation_step s WHERE s.derivation_id = d.id) AS steps
       FROM derivation d WHERE id = $1`,
      [id],
    );
    expect(rows[0]).toEqual({ provenance: { profile: 'openai', shared: true }, cost: 0, steps: 0 });
  });

  it('has one run when many organizations ask at once, and each its own answer', async () => {
    const many = await Promise.all(Array.from({ length: 20 }, newOrganization));
    const ids = await Promise.all(many.map((organization) => ask(organization)));
    expect(new Set(ids).size).toBe(20);
    const work = await pickUp();
    expect(await pickUp()).toBeNull();
    expect(await settleFollowers()).toBe(0);
    await finish(db.pool, work, success('text'));
    expect(await settleFollowers()).toBe(19);
    for (const organization of many) {
      expect(await stateOf(db.pool, requestFor(organization, 'kite'))).toBe('succeeded');
      expect(await textsOf(organization)).toEqual(['text']);
    }
  });

  it('is given, not made again, when its maker ends in the midst of another claim', async () => {
    await ask(a);
    const work = await pickUp();
    await step(db.pool, work, 0, 30);
    // B's claim has seen that nothing is made yet; then, before it follows the maker, that one ends.
    const client = await db.pool.connect();
    const interrupted = new Proxy(client, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (name !== 'query') return typeof value === 'function' ? value.bind(target) : value;
        return async (text: string | { text: string }, values?: unknown[]) => {
          const statement = typeof text === 'string' ? text : text.text;
          if (statement.includes('follows = m.id')) await finish(db.pool, work, success('text'));
          return target.query(text as string, values);
        };
      },
    });
    const pool = { connect: () => Promise.resolve(interrupted) } as unknown as Database['pool'];
    await claim(pool, requestFor(b, 'kite'), shared());
    expect(await outcome(b)).toMatchObject({ state: 'succeeded', expressionSha256: success('text').sha256 });
    expect(await pickUp()).toBeNull();
    expect(await moneyOf(db.pool, b)).toEqual({ used: 0, reserved: 0, charges: [] });
  });

  it('is shared by model: one that is named is another one', async () => {
    await madeByA();
    await ask(b, {}, { requestedModel: 'played' });
    expect(await pickUp()).toMatchObject({ organizationId: b });
  });

  it('is not shared at all with the setting off, nor by who asked before it was on', async () => {
    await madeByA();
    await claim(db.pool, requestFor(b, 'kite'), shared({ sharing: false }));
    const work = await pickUp();
    expect(work).toMatchObject({ organizationId: b });
    await finish(db.pool, work, success('others'));
    await ask(b);
    expect(await textsOf(b)).toEqual(['others']);
    await ask(c);
    expect(await textsOf(c)).toEqual(['text']);
  });

  it('stays what it is when the setting is switched off later', async () => {
    await madeByA();
    await ask(b);
    await claim(db.pool, requestFor(b, 'kite'), shared({ sharing: false }));
    expect(await outcome(b)).toMatchObject({ expressionSha256: success('text').sha256 });
  });
});

describe('nobody changes what another organization gets', () => {
  it('by deleting it: the others keep it, and who asks later is given it', async () => {
    const { id } = await madeByA();
    await ask(b);
    expect(await removeDerivation(db.pool, a, id)).toBe(true);
    await ask(c);
    expect([await textsOf(a), await textsOf(b), await textsOf(c)]).toEqual([[null], ['text'], ['text']]);
    expect(await outcome(a)).toMatchObject({ deleted: true });
  });

  it('by deleting the whole organization that asked first', async () => {
    await madeByA();
    const id = await ask(b);
    await deleteOrganization(a);
    expect(await outcome(b)).toMatchObject({ state: 'succeeded', derivationId: id, deleted: false });
    expect(await textsOf(b)).toEqual(['text']);
    await ask(c);
    expect(await textsOf(c)).toEqual(['text']);
  });

  it('by a later revision, or with an own key: these are never shared', async () => {
    await madeByA();
    await ask(a, {}, { revision: 2 });
    await finish(db.pool, await pickUp(), success('repaired from a forged log'));
    await ask(b);
    expect(await textsOf(b)).toEqual(['text']);
    await ask(b, {}, { revision: 2 });
    expect(await pickUp()).toMatchObject({ organizationId: b });

    await claim(db.pool, requestFor(a, 'own'), shared({ ownProvider: 'custom' }));
    const own = await pickUp();
    expect(own).toMatchObject({ ownProvider: 'custom', capMicros: 0 });
    await finish(db.pool, own, success('from a server that lies'));
    await claim(db.pool, requestFor(b, 'own'), shared());
    expect(await pickUp()).toMatchObject({ organizationId: b, ownProvider: null });
  });

  it.each(['revision = 2', `own_provider = 'custom', reserved_micros = 0`])(
    'whatever a mistake of ours would write: %s with a shared answer is refused by the database',
    async (change) => {
      const { id } = await madeByA();
      await expect(
        db.pool.query(`UPDATE derivation SET ${change} WHERE id = $1`, [id]),
      ).rejects.toMatchObject({ constraint: 'derivation_shared_check' });
    },
  );

  it('with an own key even while another one makes the shared answer', async () => {
    await ask(a);
    await claim(db.pool, requestFor(b, 'kite'), shared({ ownProvider: 'openai' }));
    expect(await settleFollowers()).toBe(0);
    const [one, two] = [await pickUp(), await pickUp()];
    const [work, own] = one.organizationId === a ? [one, two] : [two, one];
    await finish(db.pool, own, success('own'));
    await finish(db.pool, work, success('text'));
    await ask(c);
    expect([await textsOf(b), await textsOf(c)]).toEqual([['own'], ['text']]);
    expect(await moneyOf(db.pool, b)).toEqual({ used: 0, reserved: 0, charges: [0] });
  });

  it('by a failure: who waited makes its own, and is charged for that alone', async () => {
    await ask(a);
    await ask(b);
    await ask(c);
    const first = await pickUp();
    await fail(db.pool, first, failure, 60_000);
    expect(await settleFollowers()).toBe(2);
    const [second, third] = [await pickUp(), await pickUp()];
    expect(new Set([second.organizationId, third.organizationId])).toEqual(new Set([b, c]));
    expect(await moneyOf(db.pool, b)).toMatchObject({ reserved: 100 });
    await finish(db.pool, third, success('third'));
    await finish(db.pool, second, success('second'));
    expect(await textsOf(second.organizationId)).toEqual(['second']);
    expect(await outcome(a)).toMatchObject({ state: 'failed' });
    // Whoever comes now gets what the first of the two made.
    const d = await newOrganization();
    await ask(d);
    expect(await textsOf(d)).toEqual(['second']);
  });

  it('and who failed is given the answer that another one made, when it asks again', async () => {
    await ask(a);
    await fail(db.pool, await pickUp(), failure, 0);
    await ask(b);
    await finish(db.pool, await pickUp(), success('text'));
    await ask(a);
    expect(await textsOf(a)).toEqual(['text']);
    expect(await outcome(a)).toMatchObject({ state: 'succeeded' });
    expect(await moneyOf(db.pool, a)).toMatchObject({ used: 0, reserved: 0 });
  });

  it.each<[string, (work: Work) => Promise<unknown>]>([
    ['deletes the derivation', (work) => removeDerivation(db.pool, a, work.id)],
    ['is deleted', () => deleteOrganization(a)],
  ])('when the first one %s in the middle: the next makes it, with its own money', async (_, end) => {
    await ask(a);
    await ask(b);
    const work = await pickUp();
    await end(work);
    expect(await finish(db.pool, work, success('late'))).toBe(false);
    expect(await settleFollowers()).toBe(1);
    const mine = await pickUp();
    expect(mine).toMatchObject({ organizationId: b, capMicros: 100 });
    expect(mine.remainingMs).toBeGreaterThan(500_000);
    await finish(db.pool, mine, success('mine'));
    await ask(c);
    expect([await textsOf(b), await textsOf(c)]).toEqual([['mine'], ['mine']]);
  });

  it('by having no turn: who waits for work that does not begin makes its own', async () => {
    await ask(a);
    await ask(b);
    expect(await settleFollowers()).toBe(0);
    expect(await settleFollowers({ patienceMs: 0 })).toBe(1);
    const works = [await pickUp(), await pickUp()];
    const [first, second] = works[0]!.organizationId === a ? works : works.toReversed();
    await finish(db.pool, first!, success('late'));
    await finish(db.pool, second!, success('in time'));
    await ask(c);
    expect([await textsOf(b), await textsOf(c)]).toEqual([['in time'], ['in time']]);
  });
});

describe('a follower', () => {
  it('whose own budget is spent is told so when it would have to pay, and nobody waits for ever', async () => {
    await ask(a);
    await ask(b);
    await fail(db.pool, await pickUp(), failure, 60_000);
    await db.pool.query(
      `INSERT INTO budget (organization_id, month, cap_micros, used_micros)
       VALUES ($1, date_trunc('month', now() AT TIME ZONE 'UTC')::date, 100, 90)`,
      [b],
    );
    expect(await settleFollowers()).toBe(1);
    expect(await outcome(b)).toMatchObject({ state: 'failed', failureCode: 'budget_spent' });
    expect(await moneyOf(db.pool, b)).toMatchObject({ used: 90, reserved: 0 });
  });

  it('is given up at its deadline as everything is', async () => {
    await ask(a);
    const id = await ask(b);
    // Not now(): times are rounded to milliseconds, so that it may be ahead of itself.
    await db.pool.query(
      `UPDATE derivation SET deadline = now() - interval '1 second', due_at = now() WHERE id = $1`,
      [id],
    );
    const over = { code: 'generation_timed_out', message: 'over' };
    expect(await giveUp(db.pool, over, over, 60_000)).toBe(true);
    expect(await outcome(b)).toMatchObject({ state: 'failed', failureCode: 'generation_timed_out' });
  });

  it('may be deleted while it waits, and the maker goes on', async () => {
    await ask(a);
    const id = await ask(b);
    expect(await removeDerivation(db.pool, b, id)).toBe(true);
    await finish(db.pool, await pickUp(), success('text'));
    expect(await settleFollowers()).toBe(0);
    expect(await outcome(b)).toMatchObject({ deleted: true });
    expect(await textsOf(b)).toEqual([]);
  });

  it('is seen further once, by however many processes', async () => {
    await ask(a);
    await ask(b);
    await finish(db.pool, await pickUp(), success('text'));
    const seen = await Promise.all(Array.from({ length: 8 }, () => settleFollowers()));
    expect(seen.reduce((sum, one) => sum + one, 0)).toBe(1);
  });
});

describe('what is shared goes with the last organization that has it', () => {
  it('deleted by the only one that asked', async () => {
    const { id } = await madeByA();
    await ask(b);
    expect(await sharedAnswers()).toEqual([{ text: 'text' }]);
    await removeDerivation(db.pool, a, id);
    expect(await sharedAnswers()).toEqual([{ text: 'text' }]);
    await deleteOrganization(b);
    expect(await sharedAnswers()).toEqual([]);
    await ask(c);
    expect(await pickUp()).toMatchObject({ organizationId: c });
  });
});
