import type { Pool } from 'pg';
import type { ChangeLimits, LimitsView } from '../../../../libs/contracts/index.js';

/** What holds for one organization. */
export type EffectiveLimits = { [K in keyof ChangeLimits]-?: number };

interface Row {
  recent: number;
  recent_until: Date | null;
  claimed: number;
  day_ends: Date;
  running: number;
  queued: number;
  used: string;
  reserved: string;
  month_ends: Date;
}

/** What is left of an organization's limits, by the database's clock. */
export async function standing(
  pool: Pool,
  organizationId: string,
  limits: EffectiveLimits,
): Promise<Omit<LimitsView, 'requestsPerMinute'>> {
  const { rows } = await pool.query<Row>({
    name: 'limits_standing',
    text: statement,
    values: [organizationId],
  });
  const row = rows[0]!;
  const [used, reserved] = [Number(row.used), Number(row.reserved)];
  const left = (limit: number, taken: number) => Math.max(0, limit - taken);
  return {
    generationsPerMinute: {
      limit: limits.generationsPerMinute,
      left: left(limits.generationsPerMinute, row.recent),
      resetsAt: row.recent_until?.toISOString() ?? null,
    },
    generationsPerDay: {
      limit: limits.generationsPerDay,
      left: left(limits.generationsPerDay, row.claimed),
      resetsAt: row.day_ends.toISOString(),
    },
    generationsAtOnce: { limit: limits.generationsAtOnce, running: row.running, queued: row.queued },
    monthlyMicros: {
      limit: limits.monthlyCapMicros,
      used,
      reserved,
      left: left(limits.monthlyCapMicros, used + reserved),
      resetsAt: row.month_ends.toISOString(),
    },
  };
}

const statement = `
  SELECT coalesce(cardinality(r.recent), 0) AS recent, r.recent[1] + interval '1 minute' AS recent_until,
    CASE WHEN q.day = t.day THEN q.claimed ELSE 0 END AS claimed,
    (t.day + interval '1 day') AT TIME ZONE 'UTC' AS day_ends,
    (SELECT count(*)::int FROM derivation WHERE state = 'running' AND organization_id = $1) AS running,
    (SELECT count(*)::int FROM derivation WHERE state = 'queued' AND organization_id = $1) AS queued,
    coalesce(b.used_micros, 0) AS used, coalesce(b.reserved_micros, 0) AS reserved,
    (t.month + interval '1 month') AT TIME ZONE 'UTC' AS month_ends
  FROM (SELECT (now() AT TIME ZONE 'UTC')::date AS day, date_trunc('month', now() AT TIME ZONE 'UTC')::date AS month) t
  LEFT JOIN generation_quota q ON q.organization_id = $1
  LEFT JOIN budget b ON b.organization_id = $1 AND b.month = t.month
  CROSS JOIN LATERAL (
    SELECT array_agg(begun ORDER BY begun) AS recent FROM unnest(q.recent) AS begun
    WHERE begun > now() - interval '1 minute') r`;
