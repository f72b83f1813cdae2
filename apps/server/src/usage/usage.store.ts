import type { Pool } from 'pg';
import type {
  AdminUsageQuery,
  AdminUsageRow,
  UsageCounts,
  UsageRow,
} from '../../../../libs/contracts/index.js';

/** Days as `YYYY-MM-DD`, both included. */
export interface Days {
  from: string;
  to: string;
}

// Sums below 2^53 are exact as float8, which `pg` gives as numbers.
const sum = (column: string, name: string) => `coalesce(sum(${column}), 0)::float8 AS "${name}"`;
const counts = [
  sum('generations', 'generations'),
  sum('failed', 'failed'),
  sum('input_tokens', 'inputTokens'),
  sum('cached_input_tokens', 'cachedInputTokens'),
  sum('output_tokens', 'outputTokens'),
  sum('reasoning_tokens', 'reasoningTokens'),
  sum('cost_micros', 'costMicros'),
].join(', ');

/** The UTC day of the database's clock. */
export async function today(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ day: string }>(
    `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day`,
  );
  return rows[0]!.day;
}

/** An organization's usage by day and model; one row for each that has any. */
export async function usageOf(pool: Pool, organizationId: string, { from, to }: Days): Promise<UsageRow[]> {
  const { rows } = await pool.query<UsageRow>(
    `SELECT to_char(day, 'YYYY-MM-DD') AS day, model, ${counts} FROM usage_day
     WHERE organization_id = $1 AND day BETWEEN $2::date AND $3::date
     GROUP BY usage_day.day, model ORDER BY usage_day.day, model COLLATE "C"`,
    [organizationId, from, to],
  );
  return rows;
}

type Filter = Pick<AdminUsageQuery, 'organization' | 'model'> & Days;

const filtered = `day BETWEEN $1::date AND $2::date AND ($3::text IS NULL OR organization_id = $3)
  AND ($4::text IS NULL OR model = $4)`;
const valuesOf = ({ from, to, organization, model }: Filter) => [
  from,
  to,
  organization ?? null,
  model ?? null,
];

/** Over all organizations, those that are gone too. */
export async function totalUsage(pool: Pool, filter: Filter): Promise<UsageCounts> {
  const { rows } = await pool.query<UsageCounts>(
    `SELECT ${counts} FROM usage_day WHERE ${filtered}`,
    valuesOf(filter),
  );
  return rows[0]!;
}

const keys = {
  day: `to_char(day, 'YYYY-MM-DD') COLLATE "C"`,
  organization: `organization_id COLLATE "C"`,
  model: `model COLLATE "C"`,
};

interface GroupedRow {
  /** Where a page that ends with it goes on. */
  key: string[];
  row: AdminUsageRow;
}

/** Rows in the order of `by`, after a key ([]: from the beginning). */
export async function groupedUsage(
  pool: Pool,
  filter: Filter,
  by: AdminUsageQuery['by'],
  after: string[],
  limit: number,
): Promise<GroupedRow[]> {
  const columns = by.map((one) => keys[one]).join(', ');
  const at = (one: keyof typeof keys) => (by.includes(one) ? `key[${by.indexOf(one) + 1}]` : 'NULL::text');
  const { rows } = await pool.query<
    UsageCounts & {
      key: string[];
      day: string | null;
      id: string | null;
      name: string | null;
      model: string | null;
    }
  >(
    `SELECT g.*, ${at('day')} AS day, ${at('organization')} AS id, o.name, ${at('model')} AS model
     FROM (
       SELECT ARRAY[${columns}]::text[] AS key, ${counts} FROM usage_day
       WHERE ${filtered} AND (cardinality($5::text[]) = 0 OR ARRAY[${columns}]::text[] COLLATE "C" > $5::text[])
       GROUP BY ${columns} ORDER BY ${columns} LIMIT $6) g
     LEFT JOIN organization o ON o.id = ${at('organization')}
     ORDER BY g.key COLLATE "C"`,
    [...valuesOf(filter), after, limit],
  );
  return rows.map(({ key, id, name, ...row }) => ({
    key,
    row: { ...row, organization: id === null ? null : { id, name } },
  }));
}
