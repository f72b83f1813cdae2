import type { Pool } from 'pg';
import { transaction } from '../../../../libs/database/index.js';
import type { Work } from './work.store.js';

/** What a pick-up must hold to. */
export interface PickTerms {
  /** How many of an organization's generations run at once where an administrator has not said otherwise. */
  generationsAtOnce: number;
  /** From the first pick-up of a run to its end. */
  deadlineMs: number;
  room: Room;
}

/** Which work there is room for: what the operator's models make, and what own keys do. */
interface Room {
  operators: boolean;
  own: boolean;
}

const fitsRoom = (row: string, operators: string, own: string) =>
  `CASE WHEN ${row}.own_provider IS NULL THEN ${operators}::bool ELSE ${own}::bool END`;

/** For tests of other things. */
const anything: PickTerms = {
  generationsAtOnce: 1_000,
  deadlineMs: 600_000,
  room: { operators: true, own: true },
};

/**
 * Takes what is due: queued work, and (when `takeOver`) running work whose lease is over. Of the organizations that have
 * work waiting the one comes first of which least runs, then the one that waits longest; one at its limit comes not at
 * all. What it takes to find out grows with the organizations that wait, not with what each of them has in the queue.
 */
export async function pick(
  pool: Pool,
  owner: string,
  leaseMs: number,
  takeOver: boolean,
  changes: Partial<PickTerms> = {},
): Promise<Work | null> {
  const terms = { ...anything, ...changes };
  const due = await findDue(pool, terms);
  if (takeOver && due.includes(null)) {
    const work = await takeOverdue(pool, owner, leaseMs, terms.room);
    if (work) return work;
  }
  const organizations = due.filter((id) => id !== null);
  const busy: string[] = [];
  for (const id of organizations) {
    const work = await pickOf(pool, id, { owner, leaseMs, terms, wait: false });
    if (work === 'busy') busy.push(id);
    else if (work) return work;
  }
  // Only now: while a claim holds one organization's lock, the others are not kept waiting.
  for (const id of busy) {
    const work = await pickOf(pool, id, { owner, leaseMs, terms, wait: true });
    if (work !== 'busy' && work) return work;
  }
  return null;
}

const workColumns = `id, organization_id AS "organizationId", prompt, model, own_provider AS "ownProvider", run, fence, reserved_micros::int AS "capMicros",
  (extract(epoch FROM deadline - clock_timestamp()) * 1000)::int AS "remainingMs"`;

/** The organizations that may have something picked up, in order; null among them: a lease is over somewhere. */
async function findDue(pool: Pool, terms: PickTerms): Promise<(string | null)[]> {
  const { rows } = await pool.query<{ id: string | null }>({
    name: 'work_due',
    // The recursion goes from one organization to the next in the index (PostgreSQL has no skip scan of its own).
    text: `
      WITH RECURSIVE waiting AS (
        (SELECT organization_id, due_at FROM derivation WHERE state = 'queued'
         ORDER BY organization_id, due_at LIMIT 1)
        UNION ALL
        SELECT further.* FROM waiting w CROSS JOIN LATERAL (
          SELECT d.organization_id, d.due_at FROM derivation d
          WHERE d.state = 'queued' AND d.organization_id > w.organization_id
          ORDER BY d.organization_id, d.due_at LIMIT 1) further
      )
      SELECT id FROM (
        (SELECT NULL AS id, -1 AS running, now() AS due_at FROM derivation d
         WHERE ${fitsRoom('d', '$2', '$3')} AND state = 'running' AND due_at <= now() AND attempts < max_attempts AND deadline > now() LIMIT 1)
        UNION ALL
        SELECT w.organization_id, r.running, w.due_at FROM waiting w
        LEFT JOIN organization_limit l ON l.organization_id = w.organization_id
        CROSS JOIN LATERAL (SELECT count(*) AS running FROM derivation r
          WHERE r.state = 'running' AND r.organization_id = w.organization_id) r
        JOIN organization o ON o.id = w.organization_id AND o.suspended_at IS NULL
        WHERE w.due_at <= now() AND r.running < coalesce(l.generations_at_once, $1)
          AND (($2::bool AND $3::bool) OR EXISTS (
            SELECT FROM derivation q WHERE q.state = 'queued' AND q.organization_id = w.organization_id
              AND q.due_at <= now() AND ${fitsRoom('q', '$2', '$3')}))
      ) due ORDER BY running, due_at LIMIT 20`,
    values: [terms.generationsAtOnce, terms.room.operators, terms.room.own],
  });
  return rows.map(({ id }) => id);
}

/** SKIP LOCKED: workers never wait for each other. */
async function takeOverdue(pool: Pool, owner: string, leaseMs: number, room: Room): Promise<Work | null> {
  const { rows } = await pool.query<Work>({
    name: 'work_take_over',
    text: `
      UPDATE derivation SET fence = fence + 1, attempts = attempts + 1, owner = $1, in_hand_micros = 0,
        due_at = clock_timestamp() + $2 * interval '1 ms'
      WHERE id = (
        SELECT id FROM derivation d
        WHERE state = 'running' AND due_at <= now() AND attempts < max_attempts AND deadline > now()
          AND ${fitsRoom('d', '$3', '$4')}
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING ${workColumns}`,
    values: [owner, leaseMs, room.operators, room.own],
  });
  return rows[0] ?? null;
}

interface PickOf {
  owner: string;
  leaseMs: number;
  terms: PickTerms;
  /** For the organization's lock, or else to be told that it is busy. */
  wait: boolean;
}

/**
 * What has waited longest in one organization, if it may run. Under the lock of its quota row nobody else of it is picked
 * up, and the second statement sees what those before have begun: that makes the limit exact. Nothing else is waited for
 * with that lock in hand, so it closes no circle with claims and settlements.
 */
function pickOf(pool: Pool, id: string, { owner, leaseMs, terms, wait }: PickOf) {
  return transaction(pool, async (client): Promise<Work | 'busy' | null> => {
    const { rowCount } = await client.query(
      `SELECT FROM generation_quota WHERE organization_id = $1 FOR UPDATE ${wait ? '' : 'SKIP LOCKED'}`,
      [id],
    );
    if (rowCount === 0) return 'busy';
    const { rows } = await client.query<Work>({
      name: 'work_pick',
      text: `
        WITH picked AS (
          UPDATE derivation SET state = 'running', fence = fence + 1, attempts = attempts + 1, owner = $2,
            in_hand_micros = 0, due_at = clock_timestamp() + $3 * interval '1 ms',
            started_at = coalesce(started_at, clock_timestamp()),
            deadline = CASE WHEN started_at IS NULL THEN clock_timestamp() + $4 * interval '1 ms' ELSE deadline END
          WHERE id = (
            SELECT id FROM derivation d
            WHERE state = 'queued' AND organization_id = $1 AND ${fitsRoom('d', '$6', '$7')}
              AND NOT EXISTS (SELECT FROM organization o WHERE o.id = $1 AND o.suspended_at IS NOT NULL) AND due_at <= statement_timestamp()
              AND attempts < max_attempts AND (started_at IS NULL OR deadline > now())
              AND (SELECT count(*) FROM derivation r WHERE r.state = 'running' AND r.organization_id = $1)
                < coalesce((SELECT generations_at_once FROM organization_limit WHERE organization_id = $1), $5)
            ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
          RETURNING *
        ), noted AS (
          UPDATE generation_quota q SET picked_at = clock_timestamp() FROM picked WHERE q.organization_id = $1
        )
        SELECT ${workColumns} FROM picked`,
      values: [
        id,
        owner,
        leaseMs,
        terms.deadlineMs,
        terms.generationsAtOnce,
        terms.room.operators,
        terms.room.own,
      ],
    });
    return rows[0] ?? null;
  });
}
