import type { Pool } from 'pg';
import type { SpentView } from '../../../../libs/contracts/index.js';

/** One UTC day's ended generations. */
export interface DaySpend {
  /** YYYY-MM-DD */
  day: string;
  generations: number;
  costMicros: number;
}

// A replay that no longer fits begins a second run of the same generation: one claim, two charges.
const columns = `count(DISTINCT (c.derivation_id, c.claimed_at))::int AS generations, coalesce(sum(c.amount_micros), 0) AS cost`;

/**
 * What was spent on each day of a span of UTC days, both ends included; days without any are left out. Charges count on
 * the day on which their generation was claimed, so the days of a month add up to what its budget has used.
 * @param organizationId null: all of them
 */
export async function spendByDay(
  pool: Pool,
  organizationId: string | null,
  from: string,
  to: string,
): Promise<DaySpend[]> {
  const { rows } = await pool.query<{ day: string; generations: number; cost: string }>(
    `SELECT to_char(c.claimed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, ${columns}
     FROM charge c
     WHERE c.claimed_at >= $1::date::timestamp AT TIME ZONE 'UTC'
       AND c.claimed_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC'
       ${organizationId === null ? '' : 'AND c.organization_id = $3'}
     GROUP BY 1 ORDER BY 1`,
    organizationId === null ? [from, to] : [from, to, organizationId],
  );
  return rows.map(({ day, generations, cost }) => ({ day, generations, costMicros: Number(cost) }));
}

/** The same for the day, the week (from Monday) and the month that it is. */
export async function spent(pool: Pool, organizationId: string): Promise<SpentView> {
  const { rows } = await pool.query<{
    unit: keyof SpentView;
    since: Date;
    until: Date;
    generations: number;
    cost: string;
  }>({
    name: 'spend_now',
    text: `SELECT p.unit, p.since, p.until, s.generations, s.cost
           FROM (
             SELECT unit, date_trunc(unit, now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS since,
               (date_trunc(unit, now() AT TIME ZONE 'UTC') + ('1 ' || unit)::interval) AT TIME ZONE 'UTC' AS until
             FROM unnest(ARRAY['day', 'week', 'month']) AS unit
           ) p
           CROSS JOIN LATERAL (
             SELECT ${columns} FROM charge c WHERE c.organization_id = $1 AND c.claimed_at >= p.since) s`,
    values: [organizationId],
  });
  const periods = rows.map(
    ({ unit, since, until, generations, cost }) =>
      [
        unit,
        { generations, costMicros: Number(cost), since: since.toISOString(), resetsAt: until.toISOString() },
      ] as const,
  );
  return Object.fromEntries(periods) as SpentView;
}
