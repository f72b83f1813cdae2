import type { Pool } from 'pg';

/**
 * What does not add up in the money of all organizations; empty when all is well. The stored steps are the truth: a run
 * that ended is charged what its steps cost, a month's budget has used its charges and holds what its runs under way
 * reserved, and the instance's budget is that of all organizations.
 */
export async function moneyMistakes(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ mistake: string }>(`
    WITH steps AS (
      SELECT derivation_id, run, sum(cost_micros) AS cost FROM generation_step GROUP BY 1, 2
    ), held AS (
      SELECT organization_id, budget_month AS month, sum(reserved_micros) AS reserved FROM derivation
      WHERE state IN ('queued', 'running') GROUP BY 1, 2
    ), charged AS (
      SELECT organization_id, date_trunc('month', claimed_at AT TIME ZONE 'UTC')::date AS month, sum(amount_micros) AS used
      FROM charge GROUP BY 1, 2
    )
    SELECT 'charge of ' || d.prompt || ': ' || c.amount_micros || ', steps: ' || coalesce(s.cost, 0) AS mistake
    FROM charge c JOIN derivation d ON d.id = c.derivation_id
    LEFT JOIN steps s ON s.derivation_id = c.derivation_id AND s.run = c.run
    WHERE c.amount_micros <> coalesce(s.cost, 0) AND d.own_provider IS NULL
    UNION ALL
    SELECT 'no charge of ' || prompt FROM derivation d WHERE state IN ('succeeded', 'failed')
      AND NOT EXISTS (SELECT FROM charge c WHERE c.derivation_id = d.id AND c.run = d.run)
    UNION ALL
    SELECT 'run costs more than it holds: ' || d.prompt FROM derivation d JOIN steps s ON s.derivation_id = d.id AND s.run = d.run
    WHERE d.state IN ('queued', 'running') AND d.reserved_micros > 0 AND s.cost > d.reserved_micros
    UNION ALL
    SELECT 'budget of ' || b.organization_id || ': used ' || b.used_micros || ' reserved ' || b.reserved_micros
      || ', charged ' || coalesce(c.used, 0) || ' held ' || coalesce(h.reserved, 0)
    FROM budget b LEFT JOIN charged c USING (organization_id, month) LEFT JOIN held h USING (organization_id, month)
    WHERE b.used_micros <> coalesce(c.used, 0) OR b.reserved_micros <> coalesce(h.reserved, 0)
    UNION ALL
    SELECT 'instance: used ' || i.used_micros || ' reserved ' || i.reserved_micros || ', organizations '
      || coalesce(sum(b.used_micros), 0) || ' and ' || coalesce(sum(b.reserved_micros), 0)
    FROM instance_budget i LEFT JOIN budget b USING (month)
    GROUP BY i.month
    HAVING i.used_micros <> coalesce(sum(b.used_micros), 0) OR i.reserved_micros <> coalesce(sum(b.reserved_micros), 0)`);
  return rows.map(({ mistake }) => mistake);
}
