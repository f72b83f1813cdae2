import type { PoolClient } from 'pg';
import { ApiError } from '../common/api-error.js';

/** How many generations may begin: the settings' word, or an administrator's for one organization. */
export interface QuotaTerms {
  generationsPerMinute: number;
  generationsPerDay: number;
}

// By the clock and not by the transaction's beginning: who waited for the row's lock counts from when it got it.
export const today = `(clock_timestamp() AT TIME ZONE 'UTC')::date`;
/** Of the row `q`. */
export const stillCounted = `ARRAY (SELECT begun FROM unnest(q.recent) AS begun WHERE begun > clock_timestamp() - interval '1 minute')`;

/**
 * Counts a generation that begins: at most so many in any 60 seconds, and on a UTC day. The row's lock makes that exact
 * over all instances; who is refused later in the same transaction has counted nothing.
 *
 * @throws ApiError generations_per_minute with Retry-After, generations_per_day
 */
export async function countGeneration(
  client: PoolClient,
  organizationId: string,
  limits: QuotaTerms,
): Promise<void> {
  const { rowCount } = await client.query(
    `UPDATE generation_quota q SET recent = ${stillCounted} || clock_timestamp(), day = greatest(q.day, ${today}),
       claimed = CASE WHEN q.day < ${today} THEN 1 ELSE q.claimed + 1 END
     WHERE q.organization_id = $1 AND cardinality(${stillCounted}) < $2
       AND CASE WHEN q.day < ${today} THEN 0 ELSE q.claimed END < $3`,
    [organizationId, limits.generationsPerMinute, limits.generationsPerDay],
  );
  if (rowCount === 0) throw await quotaRefusal(client, organizationId, limits);
}

/** Why there is no room, and when there will be. */
export async function quotaRefusal(
  client: PoolClient,
  organizationId: string,
  { generationsPerMinute: perMinute, generationsPerDay: perDay }: QuotaTerms,
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
