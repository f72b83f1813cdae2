import type { Pool, PoolClient } from 'pg';
import { transaction } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { admit } from './admission.store.js';
import { reserve, thisMonth, type BudgetTerms } from './budget.store.js';
import type { ClaimTerms } from './claims.store.js';
import { countGeneration, type QuotaTerms } from './quota.store.js';
import { give, lockShared, publish, type Shared } from './shared-answers.store.js';

/** What a follower needs to know to make its own. */
export type FollowerTerms = Pick<ClaimTerms, 'reserveMicrosOf' | 'deadlineMs'> &
  BudgetTerms &
  QuotaTerms & {
    /** For how long a maker may wait for its turn before its followers do not wait any more. */
    patienceMs: number;
    retryFailedMs: number;
  };

/**
 * Sees one follower further whose maker is done: it is given the answer, or, where there is none, makes its own, out of
 * its own budget. It follows one maker at most, so nobody can keep it waiting by turns.
 * @returns false when there is none
 */
export function settleFollower(pool: Pool, terms: FollowerTerms): Promise<boolean> {
  return transaction(pool, async (client) => {
    const { rows } = await client.query<Follower>(
      `SELECT f.id, f.model, f.organization_id AS "organizationId", f.shared_id AS "sharedId", f.follows
       FROM derivation f LEFT JOIN derivation m ON m.id = f.follows
       WHERE f.follows IS NOT NULL AND f.state = 'queued' AND f.deadline > now()
         AND (m.id IS NULL OR m.state NOT IN ('queued', 'running')
           OR (m.attempts = 0 AND f.deadline <= now() + $1 * interval '1 ms'))
       LIMIT 1 FOR UPDATE OF f SKIP LOCKED`,
      [terms.deadlineMs - terms.patienceMs],
    );
    const follower = rows[0];
    if (!follower) return false;
    const shared = await lockShared(client, follower.id, follower.sharedId !== null);
    if (shared && (await publish(client, shared.id))) await give(client, follower.id, shared.id);
    else await makeOwn(client, follower, shared, terms);
    return true;
  });
}

/** Whether anybody follows. */
export async function hasFollowers(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT FROM derivation WHERE follows IS NOT NULL AND state = 'queued' LIMIT 1`,
  );
  return rowCount === 1;
}

interface Follower {
  id: string;
  organizationId: string;
  model: string;
  sharedId: string | null;
  follows: string;
}

/** From a follower to a generation like any other, with time and money of its own; the shared one's maker, if that is free. */
async function makeOwn(
  client: PoolClient,
  { id, organizationId, model, follows }: Follower,
  shared: Shared | null,
  terms: FollowerTerms,
): Promise<void> {
  const reserveMicros = terms.reserveMicrosOf(model);
  await client.query(
    `UPDATE derivation SET follows = NULL, due_at = now(), deadline = clock_timestamp() + $2 * interval '1 ms',
       reserved_micros = $3, budget_month = ${thisMonth}, claimed_at = now(), started_at = NULL WHERE id = $1`,
    [id, terms.deadlineMs, reserveMicros],
  );
  if (shared)
    await client.query(
      `UPDATE shared_answer s SET maker_id = $2 WHERE s.id = $1 AND (s.maker_id = $3 OR NOT EXISTS (
         SELECT FROM derivation m WHERE m.id = s.maker_id AND m.state IN ('queued', 'running')))`,
      [shared.id, id, follows],
    );
  await client.query(`SELECT pg_notify('ai_drv_queued', '')`);
  try {
    const limits = await admit(client, organizationId, reserveMicros, terms);
    await countGeneration(client, organizationId, limits);
    if (reserveMicros > 0) await reserve(client, organizationId, reserveMicros, terms);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await client.query(
      `WITH failed AS (
         UPDATE derivation SET state = 'failed', finished_at = now(), reserved_micros = 0, failure_code = $2,
           failure_message = $3, retry_at = now() + $4 * interval '1 ms' WHERE id = $1 RETURNING id, key)
       SELECT pg_notify('ai_drv_finished', encode(key, 'hex')), pg_notify('ai_drv_step', id::text) FROM failed`,
      [id, error.code, error.detail, terms.retryFailedMs],
    );
  }
}
