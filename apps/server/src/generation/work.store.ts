import type { Pool, PoolClient } from 'pg';
import type { Check, Json } from '../../../../libs/generator/index.js';

/** A generation that this process picked up. The fence is its right to write: a later owner has a higher one. */
export interface Work {
  id: string;
  organizationId: string;
  prompt: string;
  model: string;
  run: number;
  fence: number;
  /** Until the deadline, by the database's clock at the pick-up. */
  remainingMs: number;
}

export interface StoredStep {
  seq: number;
  inputHash: Buffer;
  output: Json;
}

export interface NewStep extends StoredStep {
  kind: string;
  costMicros: number;
}

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

/**
 * Takes what is due: queued work, and (when `takeOver`) running work whose lease is over.
 * Compared with now(): a volatile clock_timestamp() would not use the index. SKIP LOCKED: workers never wait for each other.
 */
export async function pick(
  pool: Pool,
  owner: string,
  leaseMs: number,
  takeOver: boolean,
): Promise<Work | null> {
  const { rows } = await pool.query<Work>({
    name: takeOver ? 'work_pick' : 'work_pick_queued',
    text: `
      UPDATE derivation SET state = 'running', fence = fence + 1, attempts = attempts + 1, owner = $1,
        due_at = clock_timestamp() + $2 * interval '1 ms'
      WHERE id = (
        SELECT id FROM derivation
        WHERE state IN ('queued', 'running') ${takeOver ? '' : `AND state = 'queued'`}
          AND due_at <= now() AND attempts < max_attempts AND deadline > now()
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, organization_id AS "organizationId", prompt, model, run, fence,
        (extract(epoch FROM deadline - clock_timestamp()) * 1000)::int AS "remainingMs"`,
    values: [owner, leaseMs],
  });
  return rows[0] ?? null;
}

export async function storedSteps(pool: Pool, work: Work): Promise<StoredStep[]> {
  const { rows } = await pool.query<StoredStep>(
    `SELECT seq, input_hash AS "inputHash", output FROM generation_step
     WHERE derivation_id = $1 AND run = $2 AND organization_id = $3 ORDER BY seq`,
    [work.id, work.run, work.organizationId],
  );
  return rows;
}

/** Prolongs the lease. @returns false when the work is another's, or over */
export async function renew(pool: Pool, work: Work, leaseMs: number): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'work_renew',
    text: `UPDATE derivation SET due_at = clock_timestamp() + $3 * interval '1 ms'
           WHERE id = $1 AND fence = $2 AND state = 'running'`,
    values: [work.id, work.fence, leaseMs],
  });
  return rowCount === 1;
}

/** Stores a step and prolongs the lease, in one statement; storing it again changes nothing. @returns false when fenced */
export async function storeStep(pool: Pool, work: Work, step: NewStep, leaseMs: number): Promise<boolean> {
  const { rows } = await pool.query({
    name: 'work_step',
    text: `
      WITH owned AS (
        UPDATE derivation SET due_at = clock_timestamp() + $3 * interval '1 ms'
        WHERE id = $1 AND fence = $2 AND state = 'running' RETURNING id, organization_id, run
      ), stored AS (
        INSERT INTO generation_step (derivation_id, run, organization_id, fence, seq, kind, input_hash, output, cost_micros)
        SELECT id, run, organization_id, $2, $4, $5, $6, $7::json, $8 FROM owned ON CONFLICT DO NOTHING
      )
      SELECT id FROM owned`,
    values: [
      work.id,
      work.fence,
      leaseMs,
      step.seq,
      step.kind,
      step.inputHash,
      JSON.stringify(step.output),
      step.costMicros,
    ],
  });
  return rows.length === 1;
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
 * @returns false when there is none
 */
export function giveUp(
  pool: Pool,
  overdue: Failure,
  abandoned: Failure,
  retryFailedMs: number,
): Promise<boolean> {
  return settle(pool, 'work_give_up', {
    state: 'failed',
    set: `fence = d.fence + 1, retry_at = now() + $5 * interval '1 ms',
      failure_code = CASE WHEN d.deadline <= now() THEN $1 ELSE $2 END,
      failure_message = CASE WHEN d.deadline <= now() THEN $3 ELSE $4 END`,
    where: `id = (SELECT id FROM derivation
      WHERE state IN ('queued', 'running') AND (deadline <= now() OR (attempts >= max_attempts AND due_at <= now()))
      LIMIT 1 FOR UPDATE SKIP LOCKED)`,
    values: [overdue.code, abandoned.code, overdue.message, abandoned.message, retryFailedMs],
  });
}

/** Gives work back unharmed (a restart): due now, and the attempt does not count. @returns false when fenced */
export async function putBack(pool: Pool, work: Work): Promise<boolean> {
  const { rows } = await pool.query(
    `WITH ended AS (
       UPDATE derivation SET state = 'queued', due_at = now(), attempts = attempts - 1, owner = NULL
       WHERE ${owned} RETURNING id)
     SELECT pg_notify('ai_drv_queued', '') FROM ended`,
    [work.id, work.fence],
  );
  return rows.length === 1;
}

/**
 * A new run of owned work, whose stored steps no longer fit what the generator asks (another version of it wrote them).
 * The old run's steps are charged, from the same reservation. @returns the new run, or null when fenced
 */
export async function startNewRun(pool: Pool, work: Work): Promise<number | null> {
  const { rows } = await pool.query<{ run: number }>(
    `WITH before AS (
       SELECT id, run, organization_id, budget_month, reserved_micros, ${runCost('derivation')} AS cost
       FROM derivation WHERE ${owned} FOR UPDATE
     ), started AS (
       UPDATE derivation d SET run = d.run + 1, cost_micros = d.cost_micros + before.cost,
         reserved_micros = greatest(0, d.reserved_micros - before.cost)
       FROM before WHERE d.id = before.id RETURNING d.run
     ), ${charge('before')}, paid AS (
       UPDATE budget b SET used_micros = b.used_micros + before.cost,
         reserved_micros = greatest(0, b.reserved_micros - least(before.cost, before.reserved_micros))
       FROM before WHERE b.organization_id = before.organization_id AND b.month = before.budget_month
     )
     SELECT run FROM started`,
    [work.id, work.fence],
  );
  return rows[0]?.run ?? null;
}

const owned = `id = $1 AND fence = $2 AND state = 'running'`;

const runCost = (row: string) =>
  `(SELECT coalesce(sum(s.cost_micros), 0)::bigint FROM generation_step s WHERE s.derivation_id = ${row}.id AND s.run = ${row}.run)`;

const charge = (rows: string) => `charged AS (
  INSERT INTO charge (derivation_id, run, organization_id, amount_micros)
  SELECT id, run, organization_id, cost FROM ${rows} ON CONFLICT DO NOTHING)`;

interface Settlement {
  state: 'succeeded' | 'failed';
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
  { state, set, also = '', where, values }: Settlement,
): Promise<boolean> {
  const { rows } = await database.query({
    name,
    text: `
      WITH before AS (
        SELECT id, organization_id, key, run, budget_month, reserved_micros, ${runCost('derivation')} AS cost
        FROM derivation WHERE ${where} FOR UPDATE
      ), ended AS (
        UPDATE derivation d SET state = '${state}', finished_at = now(), owner = NULL, reserved_micros = 0,
          cost_micros = d.cost_micros + before.cost, ${set}
        FROM before WHERE d.id = before.id RETURNING before.*
      ), ${charge('ended')}, paid AS (
        UPDATE budget b SET used_micros = b.used_micros + ended.cost,
          reserved_micros = greatest(0, b.reserved_micros - ended.reserved_micros)
        FROM ended WHERE b.organization_id = ended.organization_id AND b.month = ended.budget_month
      ) ${also}
      SELECT pg_notify('ai_drv_finished', encode(key, 'hex')) FROM ended`,
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
