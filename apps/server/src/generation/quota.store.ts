import type { PoolClient } from 'pg';
import { ApiError } from '../common/api-error.js';

/** What holds where an administrator has set nothing for the organization. */
export interface QuotaTerms {
  generationsPerMinute: number;
  generationsPerDay: number;
}

// By the clock and not by the transaction's beginning: who waited for the row's lock counts from when it got it.
const today = `(clock_timestamp() AT TIME ZONE 'UTC')::date`;
const stillCounted = `ARRAY (SELECT begun FROM unnest(q.recent) AS begun WHERE begun > clock_timestamp() - interval '1 minute')`;

/**
 * Counts a generation that begins: at most so many in any 60 seconds, and on a UTC day. The row's lock makes that exact
 * over all instances; who is refused later in the same transaction has counted nothing.
 *
 * @throws ApiError generations_per_minute with Retry-After, generations_per_day
 */
export async function countGeneration(
  client: PoolClient,
  organizationId: string,
  terms: QuotaTerms,
): Promise<void> {
  const { perMinute, perDay } = await limitsOf(client, organizationId, terms);
  // The new row of an organization with no generations at all is refused by the same condition as an old one.
  await client.query(
    `INSERT INTO generation_quota (organization_id, recent, day) VALUES ($1, '{}', ${today}) ON CONFLICT DO NOTHING`,
    [organizationId],
  );
  const { rowCount } = await client.query(
    `UPDATE generation_quota q SET recent = ${stillCounted} || clock_timestamp(), day = greatest(q.day, ${today}),
       claimed = CASE WHEN q.day < ${today} THEN 1 ELSE q.claimed + 1 END
     WHERE q.organization_id = $1 AND cardinality(${stillCounted}) < $2
       AND CASE WHEN q.day < ${today} THEN 0 ELSE q.claimed END < $3`,
    [organizationId, perMinute, perDay],
  );
  if (rowCount === 0) throw await refusal(client, organizationId, perMinute, perDay);
}

async function limitsOf(client: PoolClient, organizationId: string, terms: QuotaTerms) {
  const { rows } = await client.query<{ minute: number | null; day: number | null }>({
    name: 'limit_find',
    text: `SELECT generations_per_minute AS minute, generations_per_day AS day
           FROM organization_limit WHERE organization_id = $1`,
    values: [organizationId],
  });
  return {
    perMinute: rows[0]?.minute ?? terms.generationsPerMinute,
    perDay: rows[0]?.day ?? terms.generationsPerDay,
  };
}

async function refusal(
  client: PoolClient,
  organizationId: string,
  perMinute: number,
  perDay: number,
): Promise<ApiError> {
  const { rows } = await client.query<{ spent: boolean; reset: string; seconds: number }>(
    `SELECT q.day >= ${today} AND q.claimed >= $3 AS spent, to_char(${today} + 1, 'YYYY-MM-DD') AS reset,
       coalesce(ceil(extract(epoch FROM (${stillCounted})[cardinality(${stillCounted}) - $2 + 1]
         + interval '1 minute' - clock_timestamp())), 1)::int AS seconds
     FROM generation_quota q WHERE q.organization_id = $1`,
    [organizationId, perMinute, perDay],
  );
  const { spent = false, reset = '', seconds = 1 } = rows[0] ?? {};
  if (spent)
    return new ApiError(
      'generations_per_day',
      `This organization has begun the ${perDay} generations that it may on a day. More can begin from ${reset}, 00:00 UTC.`,
    );
  // Of `perMinute` that count, one must leave: the oldest, unless the limit was lowered meanwhile.
  const retryAfter = String(Math.min(60, Math.max(1, seconds)));
  return new ApiError(
    'generations_per_minute',
    `This organization has begun the ${perMinute} generations that it may in a minute. Try again in ${retryAfter} s.`,
    {
      headers: {
        'retry-after': retryAfter,
        'ratelimit-policy': `"generations";q=${perMinute};w=60`,
        ratelimit: `"generations";r=0;t=${retryAfter}`,
      },
    },
  );
}
