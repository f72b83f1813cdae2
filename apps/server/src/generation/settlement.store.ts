import type { Pool, PoolClient } from 'pg';
import type { Check, Json } from '../../../../libs/generator/index.js';
import type { Work } from './work.store.js';

export interface Success {
  expression: string;
  sha256: Buffer;
  checks: Check[];
  provenance: { [key: string]: Json };
}

export interface Failure {
  code: string;
  message: string;
}

/** The end of a good run: expression, charge, budget, state and NOTIFY in one statement. @returns false when fenced */
export async function finish(pool: Pool, work: Work, success: Success): Promise<boolean> {
  const ended = await settle(pool, 'work_finish', {
    state: 'succeeded',
    set: `expression_sha256 = $3, checks = $5::jsonb, provenance = $6::jsonb`,
    // A text that was deleted and is made anew is there again.
    also: `, text AS (
      INSERT INTO expression (organization_id, sha256, text) SELECT organization_id, $3, $4 FROM ended
      ON CONFLICT (organization_id, sha256) DO UPDATE SET text = excluded.text WHERE expression.text IS NULL)`,
    where: owned,
    values: [
      work.id,
      work.fence,
      success.sha256,
      success.expression,
      JSON.stringify(success.checks),
      JSON.stringify(success.provenance),
    ],
  });
  // No row may also mean that an earlier try did commit and its confirmation was lost.
  return ended || (await hasSucceeded(pool, work));
}

/** The end of a run that gave no expression. @returns false when fenced */
export function fail(pool: Pool, work: Work, failure: Failure, retryFailedMs: number): Promise<boolean> {
  return settle(pool, 'work_fail', {
    state: 'failed',
    set: `failure_code = $3, failure_message = $4, retry_at = now() + $5 * interval '1 ms'`,
    where: owned,
    values: [work.id, work.fence, failure.code, failure.message, retryFailedMs],
  });
}

/**
 * Fails and settles one derivation that no worker will finish: its deadline is over, or too many attempts died.
 * One at a time: an UPDATE of budget FROM a set of rows would change each budget only once.
 * @param patienceMs what was never picked up is left to wait while its organization's queue has moved that lately
 * @returns false when there is none
 */
export function giveUp(
  pool: Pool,
  overdue: Failure,
  abandoned: Failure,
  retryFailedMs: number,
  patienceMs = 0,
): Promise<boolean> {
  return settle(pool, 'work_give_up', {
    state: 'failed',
    set: `fence = d.fence + 1, retry_at = now() + $5 * interval '1 ms',
      failure_code = CASE WHEN d.deadline <= now() THEN $1 ELSE $2 END,
      failure_message = CASE WHEN d.deadline <= now() THEN $3 ELSE $4 END`,
    where: `id = (SELECT id FROM derivation
      WHERE state IN ('queued', 'running') AND (${isOver} OR (attempts >= max_attempts AND due_at <= now()))
      LIMIT 1 FOR UPDATE SKIP LOCKED)`,
    values: [overdue.code, abandoned.code, overdue.message, abandoned.message, retryFailedMs, patienceMs],
  });
}

/**
 * A new run of owned work, whose stored steps no longer fit what the generator asks (another version of it wrote them).
 * The old run's steps are charged, from the same reservation. @returns the new run, or null when fenced
 */
export async function startNewRun(pool: Pool, work: Work): Promise<number | null> {
  const { rows } = await pool.query<{ run: number }>(
    `WITH before AS (
       SELECT id, run, organization_id, claimed_at, budget_month, reserved_micros, own_provider, ${runCost('derivation')} AS cost
       FROM derivation WHERE ${owned} FOR UPDATE
     ), started AS (
       UPDATE derivation d SET run = d.run + 1, cost_micros = d.cost_micros + before.cost,
         reserved_micros = greatest(0, d.reserved_micros - before.cost)
       FROM before WHERE d.id = before.id RETURNING d.run
     ), ${charge('before')}, paid AS (
       UPDATE budget b SET used_micros = b.used_micros + before.cost,
         reserved_micros = greatest(0, b.reserved_micros - least(before.cost, before.reserved_micros))
       FROM before WHERE b.organization_id = before.organization_id AND b.month = before.budget_month
         AND before.own_provider IS NULL
       RETURNING b.month, before.cost, least(before.cost, before.reserved_micros) AS released
     ), ${paidByInstance}
     SELECT run FROM started`,
    [work.id, work.fence],
  );
  return rows[0]?.run ?? null;
}

const owned = `id = $1 AND fence = $2 AND state = 'running'`;

const runCost = (row: string) =>
  `(SELECT coalesce(sum(s.cost_micros), 0)::bigint FROM generation_step s WHERE s.derivation_id = ${row}.id AND s.run = ${row}.run)`;

/** What an own key paid is noted in the derivation; the run counts, and is charged nothing. */
const charge = (rows: string) => `charged AS (
  INSERT INTO charge (derivation_id, run, organization_id, amount_micros, claimed_at)
  SELECT id, run, organization_id, CASE WHEN own_provider IS NULL THEN cost ELSE 0 END, claimed_at FROM ${rows}
  ON CONFLICT DO NOTHING)`;

/**
 * What a budget paid and let go, the instance's does too. It takes its rows from `paid`, so its lock comes after the
 * organization's whatever order the CTEs are run in; of what costs nothing, neither is touched.
 */
const paidByInstance = `paid_by_instance AS (
  UPDATE instance_budget i SET used_micros = i.used_micros + paid.cost,
    reserved_micros = greatest(0, i.reserved_micros - paid.released)
  FROM paid WHERE i.month = paid.month)`;

// The deadline counts from the first pick-up; until then it is for what no worker comes for.
const isOver = `(deadline <= now() AND (started_at IS NOT NULL OR NOT EXISTS (
  SELECT FROM generation_quota q WHERE q.organization_id = derivation.organization_id
    AND q.picked_at > now() - $6 * interval '1 ms')))`;

interface Settlement {
  state: 'succeeded' | 'failed';
  /** Whether the step in hand is charged too, at its worst: it was asked for, and its outcome is given up on purpose. */
  chargesInHand?: boolean;
  /** Further assignments to the derivation `d`. */
  set: string;
  /** Further CTEs over `ended`. */
  also?: string;
  /** Which row, in terms of `derivation`. */
  where: string;
  values: unknown[];
}

/**
 * Ends a run: the row's end state, the charge of its stored steps, the budget's correction, and the NOTIFY that wakes
 * who waits; all or nothing. `before` holds the row's lock and what stood in it.
 */
export async function settle(
  database: Pool | PoolClient,
  name: string,
  { state, chargesInHand = false, set, also = '', where, values }: Settlement,
): Promise<boolean> {
  const { rows } = await database.query({
    name,
    text: `
      WITH before AS (
        SELECT id, organization_id, key, run, claimed_at, budget_month, reserved_micros, own_provider,
          ${runCost('derivation')}${chargesInHand ? ' + in_hand_micros' : ''} AS cost
        FROM derivation WHERE ${where} FOR UPDATE
      ), ended AS (
        UPDATE derivation d SET state = '${state}', finished_at = now(), owner = NULL, reserved_micros = 0, in_hand_micros = 0,
          cost_micros = d.cost_micros + before.cost, ${set}
        FROM before WHERE d.id = before.id RETURNING before.*
      ), ${charge('ended')}, paid AS (
        UPDATE budget b SET used_micros = b.used_micros + ended.cost,
          reserved_micros = greatest(0, b.reserved_micros - ended.reserved_micros)
        FROM ended WHERE b.organization_id = ended.organization_id AND b.month = ended.budget_month
          AND ended.own_provider IS NULL
          AND (ended.cost > 0 OR ended.reserved_micros > 0)
        RETURNING b.month, ended.cost, ended.reserved_micros AS released
      ), ${paidByInstance} ${also}
      SELECT pg_notify('ai_drv_finished', encode(key, 'hex')), pg_notify('ai_drv_step', id::text) FROM ended`,
    values,
  });
  return rows.length === 1;
}

async function hasSucceeded(pool: Pool, work: Work): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT 1 FROM derivation WHERE id = $1 AND fence = $2 AND state = 'succeeded'`,
    [work.id, work.fence],
  );
  return rowCount === 1;
}
