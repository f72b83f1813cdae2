import type { Pool } from 'pg';
import type { PageQuery } from '../../../../libs/contracts/index.js';
import { decodeCursor } from '../common/cursor.js';

/** What a list is narrowed by: SQL over the table `t`, with `?` where its value stands. */
export class Conditions {
  private readonly parts: string[] = [];
  private readonly values: unknown[] = [];

  /** Adds one, unless its value is undefined. */
  add(text: string, value?: unknown): this {
    if (text.includes('?') && value === undefined) return this;
    if (text.includes('?')) this.values.push(value);
    this.parts.push(text.replaceAll('?', `$${this.values.length}`));
    return this;
  }

  /**
   * The ids of a page of the newest, one more than its limit: order, cursor and limit stand in one statement, so that an
   * index gives just these rows.
   */
  async ids(pool: Pool, table: 'organization' | '"user"' | 'token' | 'derivation', query: PageQuery) {
    const values = [...this.values];
    const parts = [...this.parts];
    if (query.cursor !== undefined) {
      const { createdAt, id } = decodeCursor(query.cursor);
      values.push(createdAt, id);
      parts.push(`(t.created_at, t.id) < ($${values.length - 1}, $${values.length})`);
    }
    const { rows } = await pool.query<{ id: string }>(
      `SELECT t.id FROM ${table} t ${parts.length > 0 ? `WHERE ${parts.join(' AND ')}` : ''}
       ORDER BY t.created_at DESC, t.id DESC LIMIT ${query.limit + 1}`,
      values,
    );
    return rows.map(({ id }) => id);
  }
}

/** What LIKE takes for "begins with"; to be compared with an index of the lower-case text. */
export const beginning = (text: string) => `${text.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

/** Rows in the order of their ids. */
export function inOrder<Row extends { id: string }>(ids: string[], rows: Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
