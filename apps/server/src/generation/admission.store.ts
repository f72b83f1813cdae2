import type { PoolClient } from 'pg';
import { ApiError } from '../common/api-error.js';
import { instanceRefusal, ownRefusal, thisMonth, type BudgetTerms } from './budget.store.js';
import { quotaRefusal, stillCounted, today, type QuotaTerms } from './quota.store.js';

interface Row extends QuotaTerms {
  rowsMissing: boolean;
  verified: boolean;
  quotaFull: boolean;
  ownFull: boolean;
  instanceFull: boolean;
}

/**
 * One look, without a lock, before a claim takes those that others wait for: who would be refused anyhow is refused now,
 * so that a storm of refusals never queues up behind a row. Makes the rows that are to be locked where they are missing.
 *
 * @returns the limits that hold for the organization
 * @throws ApiError what countGeneration and reserve throw; address_unverified
 */
export async function admit(
  client: PoolClient,
  organizationId: string,
  micros: number,
  terms: QuotaTerms & BudgetTerms,
): Promise<QuotaTerms> {
  const { rows } = await client.query<Row>({
    name: 'claim_admit',
    text: statement,
    values: [
      organizationId,
      micros,
      terms.generationsPerMinute,
      terms.generationsPerDay,
      terms.monthlyBudgetMicros,
      terms.instanceCapMicros,
    ],
  });
  const row = rows[0]!;
  if (terms.verifiedOnly && micros > 0 && !row.verified) throw new ApiError('address_unverified');
  if (row.quotaFull) throw await quotaRefusal(client, organizationId, row);
  if (row.ownFull) throw await ownRefusal(client, organizationId, micros, terms.monthlyBudgetMicros);
  if (row.instanceFull) throw await instanceRefusal(client, micros, terms.instanceCapMicros);
  if (row.rowsMissing) await makeRows(client, organizationId, micros);
  return row;
}

const statement = `
  SELECT l.minute AS "generationsPerMinute", l.day AS "generationsPerDay",
    q.organization_id IS NULL OR ($2::bigint > 0 AND (b.month IS NULL OR i.month IS NULL)) AS "rowsMissing",
    coalesce(cardinality(${stillCounted}) >= l.minute OR (q.day >= ${today} AND q.claimed >= l.day), false) AS "quotaFull",
    coalesce($2 > 0 AND b.used_micros + b.reserved_micros + $2 > coalesce(b.cap_micros, $5::bigint), false) AS "ownFull",
    coalesce($2 > 0 AND i.used_micros + i.reserved_micros + $2 > $6::bigint, false) AS "instanceFull",
    EXISTS (
      SELECT FROM member m JOIN "user" u ON u.id = m.user_id
      WHERE m.organization_id = $1 AND role_rank(m.role) = 3 AND u.email_verified) AS verified
  FROM (
    SELECT coalesce(max(generations_per_minute), $3::int) AS minute, coalesce(max(generations_per_day), $4::int) AS day
    FROM organization_limit WHERE organization_id = $1
  ) l
  LEFT JOIN generation_quota q ON q.organization_id = $1
  LEFT JOIN budget b ON b.organization_id = $1 AND b.month = ${thisMonth}
  LEFT JOIN instance_budget i ON i.month = ${thisMonth}`;

/** In the order in which they are locked: who is just making one of them is waited for. */
async function makeRows(client: PoolClient, organizationId: string, micros: number): Promise<void> {
  await client.query(
    `INSERT INTO generation_quota (organization_id, recent, day) VALUES ($1, '{}', ${today}) ON CONFLICT DO NOTHING`,
    [organizationId],
  );
  if (micros === 0) return;
  await client.query(
    `INSERT INTO budget (organization_id, month, cap_micros)
     VALUES ($1, ${thisMonth}, (SELECT monthly_cap_micros FROM organization_limit WHERE organization_id = $1))
     ON CONFLICT DO NOTHING`,
    [organizationId],
  );
  await client.query(`INSERT INTO instance_budget (month) VALUES (${thisMonth}) ON CONFLICT DO NOTHING`);
}
