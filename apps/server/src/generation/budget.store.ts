import type { PoolClient } from 'pg';
import { ApiError } from '../common/api-error.js';

/** The UTC month by the database's clock. */
export const thisMonth = `date_trunc('month', now() AT TIME ZONE 'UTC')::date`;

/** What holds where an administrator has set nothing for the organization, and what holds for all of them together. */
export interface BudgetTerms {
  monthlyBudgetMicros: number;
  instanceCapMicros: number;
  /** Only an organization with an owner whose e-mail address is verified may spend: set where there is mail to verify it. */
  verifiedOnly: boolean;
}

/**
 * Holds money back from the organization's month and the instance's, or from neither. These are the last locks of a
 * claim, the organization's before the instance's, as everywhere: the instance's row is what all organizations meet at,
 * and is held from this one statement to the commit.
 *
 * @throws ApiError the three states of a budget
 */
export async function reserve(
  client: PoolClient,
  organizationId: string,
  micros: number,
  terms: BudgetTerms,
): Promise<void> {
  const { rows } = await client.query<{ own: boolean; instance: boolean }>(
    `WITH own AS (
       UPDATE budget SET reserved_micros = reserved_micros + $2
       WHERE organization_id = $1 AND month = ${thisMonth}
         AND used_micros + reserved_micros + $2 <= coalesce(cap_micros, $3)
       RETURNING month
     ), instance AS (
       UPDATE instance_budget i SET reserved_micros = i.reserved_micros + $2
       FROM own
       WHERE i.month = own.month AND i.used_micros + i.reserved_micros + $2 <= $4
       RETURNING 1
     )
     SELECT EXISTS (SELECT FROM own) AS own, EXISTS (SELECT FROM instance) AS instance`,
    [organizationId, micros, terms.monthlyBudgetMicros, terms.instanceCapMicros],
  );
  if (!rows[0]!.own) throw await ownRefusal(client, organizationId, micros, terms.monthlyBudgetMicros);
  if (!rows[0]!.instance) throw await instanceRefusal(client, micros, terms.instanceCapMicros);
}

interface Refusal {
  state: 'too_large' | 'spent' | 'in_flight';
  reset: string;
}

/** As OpenRouter tells them apart: too large at all, spent, or only held by what is under way. $1 is asked for. */
const refusalColumns = (cap: string) => `
  CASE WHEN $1 > ${cap} THEN 'too_large' WHEN used_micros + $1 > ${cap} THEN 'spent' ELSE 'in_flight' END AS state,
  to_char(${thisMonth} + interval '1 month', 'YYYY-MM-DD') AS reset`;

export async function ownRefusal(
  client: PoolClient,
  organizationId: string,
  micros: number,
  cap: number,
): Promise<ApiError> {
  const { rows } = await client.query<Refusal>(
    `SELECT ${refusalColumns('coalesce(cap_micros, $3)')} FROM budget
     WHERE organization_id = $2 AND month = ${thisMonth}`,
    [micros, organizationId, cap],
  );
  const { state, reset } = rows[0]!;
  if (state === 'too_large') return new ApiError('request_over_budget');
  if (state === 'in_flight') return new ApiError('budget_in_flight');
  return new ApiError(
    'budget_spent',
    `This organization's budget of this month is spent. It begins anew on ${reset}, 00:00 UTC; an administrator can raise it.`,
  );
}

export async function instanceRefusal(client: PoolClient, micros: number, cap: number): Promise<ApiError> {
  const { rows } = await client.query<Refusal>(
    `SELECT ${refusalColumns('$2::bigint')} FROM instance_budget WHERE month = ${thisMonth}`,
    [micros, cap],
  );
  const { state, reset } = rows[0]!;
  if (state === 'too_large')
    return new ApiError(
      'request_over_budget',
      "One generation may cost more than this whole server's monthly budget. Its operator can raise it.",
    );
  if (state === 'in_flight') return new ApiError('budget_in_flight');
  return new ApiError(
    'budget_spent',
    `This server's budget of this month is spent. It begins anew on ${reset}, 00:00 UTC; its operator can raise it.`,
  );
}
