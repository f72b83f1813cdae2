import { Inject, Injectable } from '@nestjs/common';
import type {
  AdminUsageQuery,
  AdminUsageReport,
  AdminUsageRow,
  UsageCounts,
  UsageQuery,
  UsageReport,
} from '../../../../libs/contracts/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { DATABASE } from '../common/core.module.js';
import type { Caller } from '../common/http.js';
import { csvLine } from './csv.js';
import * as store from './usage.store.js';

const maximumDays = 400;
const rowsAtOnce = 1_000;

const countNames = [
  'generations',
  'failed',
  'inputTokens',
  'cachedInputTokens',
  'outputTokens',
  'reasoningTokens',
  'costMicros',
] as const satisfies (keyof UsageCounts)[];

/** What was used, by UTC day: the sums of what was charged, which no deletion takes back. */
@Injectable()
export class UsageService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async report({ organizationId }: Caller, query: UsageQuery): Promise<UsageReport> {
    const days = await this.days(query);
    const items = await store.usageOf(this.database.pool, organizationId, days);
    return { ...days, total: totalOf(items), items };
  }

  async csv(caller: Caller, query: UsageQuery): Promise<string> {
    const { items } = await this.report(caller, query);
    const lines = items.map((row) => csvLine([row.day, row.model, ...countNames.map((name) => row[name])]));
    return [csvLine(['day', 'model', ...countNames.map(snake)]), ...lines].join('');
  }

  /** Over all organizations. */
  async adminReport(query: AdminUsageQuery): Promise<AdminUsageReport> {
    const { pool } = this.database;
    const filter = { ...query, ...(await this.days(query)) };
    const total = await store.totalUsage(pool, filter);
    const rows = await store.groupedUsage(pool, filter, query.by, decodeKey(query), query.limit + 1);
    const items = rows.slice(0, query.limit);
    return {
      from: filter.from,
      to: filter.to,
      total,
      items: items.map(({ row }) => row),
      nextCursor: rows.length > query.limit ? encodeKey(items.at(-1)!.key) : null,
    };
  }

  /** The same as CSV, all rows of it; between two reads no connection is held. */
  async *adminCsv(query: AdminUsageQuery): AsyncGenerator<string> {
    const filter = { ...query, ...(await this.days(query)) };
    const has = (one: 'day' | 'organization' | 'model') => query.by.includes(one);
    const heads = [
      ...(has('day') ? ['day'] : []),
      ...(has('organization') ? ['organization_id', 'organization'] : []),
      ...(has('model') ? ['model'] : []),
    ];
    yield csvLine([...heads, ...countNames.map(snake)]);
    const cells = (row: AdminUsageRow) => [
      ...(has('day') ? [row.day] : []),
      ...(row.organization ? [row.organization.id, row.organization.name] : []),
      ...(has('model') ? [row.model] : []),
      ...countNames.map((name) => row[name]),
    ];
    for (let after = decodeKey(query); ;) {
      const rows = await store.groupedUsage(this.database.pool, filter, query.by, after, rowsAtOnce);
      yield rows.map(({ row }) => csvLine(cells(row))).join('');
      if (rows.length < rowsAtOnce) return;
      after = rows.at(-1)!.key;
    }
  }

  /** @throws ApiError invalid_request for a range that is none, or too long, once today is known */
  private async days(query: { from?: string | undefined; to?: string | undefined }): Promise<store.Days> {
    const to = query.to ?? (await store.today(this.database.pool));
    const from = query.from ?? `${to.slice(0, 8)}01`;
    if (from > to) throw new ApiError('invalid_request', `from: ${from} lies after ${to}`);
    if (Date.parse(to) - Date.parse(from) >= maximumDays * 86_400_000)
      throw new ApiError('invalid_request', `from: at most ${maximumDays} days at once`);
    return { from, to };
  }
}

function totalOf(rows: UsageCounts[]): UsageCounts {
  const total = Object.fromEntries(countNames.map((name) => [name, 0])) as UsageCounts;
  for (const row of rows) for (const name of countNames) total[name] += row[name];
  return total;
}

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const encodeKey = (key: string[]) => Buffer.from(JSON.stringify(key)).toString('base64url');

/** @throws ApiError invalid_request for a cursor that is not of this list */
function decodeKey({ cursor, by }: AdminUsageQuery): string[] {
  if (cursor === undefined) return [];
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const isKey =
      Array.isArray(key) &&
      key.length === by.length &&
      key.every((part) => typeof part === 'string' && !part.includes('\0') && part.isWellFormed());
    if (isKey) return key as string[];
  } catch {
    // Said below.
  }
  throw new ApiError(
    'invalid_request',
    'The cursor is not one that this list gave. Begin again without a cursor.',
  );
}
