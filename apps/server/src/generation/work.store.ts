import type { Pool } from 'pg';
import type { Json, Usage } from '../../../../libs/generator/index.js';

/** A generation that this process picked up. The fence is its right to write: a later owner has a higher one. */
export interface Work {
  id: string;
  organizationId: string;
  prompt: string;
  model: string;
  run: number;
  fence: number;
  /** What was reserved for it. */
  capMicros: number;
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
  usage: Usage | null;
}

/**
 * Takes what is due: queued work but that of suspended organizations, and (when `takeOver`) running work whose lease is
 * over.
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
      UPDATE derivation SET state = 'running', fence = fence + 1, attempts = attempts + 1, owner = $1, in_hand_micros = 0,
        due_at = clock_timestamp() + $2 * interval '1 ms'
      WHERE id = (
        SELECT id FROM derivation
        WHERE state IN ('queued', 'running') ${takeOver ? '' : `AND state = 'queued'`}
          AND due_at <= now() AND attempts < max_attempts AND deadline > now()
          AND (state = 'running' OR NOT EXISTS (
            SELECT FROM organization o WHERE o.id = organization_id AND o.suspended_at IS NOT NULL))
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, organization_id AS "organizationId", prompt, model, run, fence,
        reserved_micros::int AS "capMicros",
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

/** Notes what the step that begins now may cost at the most. @returns false when fenced */
export async function holdForStep(pool: Pool, work: Work, micros: number): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'work_hold',
    text: `UPDATE derivation SET in_hand_micros = $3 WHERE id = $1 AND fence = $2 AND state = 'running'`,
    values: [work.id, work.fence, micros],
  });
  return rowCount === 1;
}

/** Stores a step and prolongs the lease, in one statement; storing it again changes nothing. @returns false when fenced */
export async function storeStep(pool: Pool, work: Work, step: NewStep, leaseMs: number): Promise<boolean> {
  const { rows } = await pool.query({
    name: 'work_step',
    text: `
      WITH owned AS (
        UPDATE derivation SET due_at = clock_timestamp() + $3 * interval '1 ms', in_hand_micros = 0
        WHERE id = $1 AND fence = $2 AND state = 'running' RETURNING id, organization_id, run
      ), stored AS (
        INSERT INTO generation_step (derivation_id, run, organization_id, fence, seq, kind, input_hash, output, cost_micros, usage)
        SELECT id, run, organization_id, $2, $4, $5, $6, $7::json, $8, $9::jsonb FROM owned ON CONFLICT DO NOTHING
      ), told AS (
        SELECT pg_notify('ai_drv_step', id::text) FROM owned
      )
      SELECT owned.id FROM owned, told`,
    values: [
      work.id,
      work.fence,
      leaseMs,
      step.seq,
      step.kind,
      step.inputHash,
      JSON.stringify(step.output),
      step.costMicros,
      step.usage && JSON.stringify(step.usage),
    ],
  });
  return rows.length === 1;
}

/**
 * Gives work back: due now. A restart's attempt does not count; `counts` for one that ended of itself.
 * @returns false when fenced
 */
export async function putBack(pool: Pool, work: Work, counts = false): Promise<boolean> {
  const { rows } = await pool.query(
    `WITH ended AS (
       UPDATE derivation SET state = 'queued', due_at = now(), attempts = attempts - $3, owner = NULL, in_hand_micros = 0
       WHERE id = $1 AND fence = $2 AND state = 'running' RETURNING id)
     SELECT pg_notify('ai_drv_queued', '') FROM ended`,
    [work.id, work.fence, counts ? 0 : 1],
  );
  return rows.length === 1;
}
