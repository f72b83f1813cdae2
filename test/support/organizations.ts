import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { mintToken } from '../../apps/server/src/tokens/token-format.js';
import { keepSecret } from './log-scan.js';
import type { Scope } from '../../libs/contracts/index.js';

/** A tenant made by SQL, as sign-up will make it: a user, who owns an organization. */
export interface TestOrganization {
  id: string;
  userId: string;
  /** A further token of the organization. */
  token(scopes: Scope[], state?: 'expired' | 'revoked'): Promise<string>;
}

export async function addOrganization(url: string): Promise<TestOrganization> {
  const [id, userId] = [randomUUID(), randomUUID()];
  await sql(url, `INSERT INTO "user" (id, name, email) VALUES ($1, 'Test', $1 || '@test.invalid')`, [userId]);
  await sql(url, `INSERT INTO organization (id, name, slug) VALUES ($1, 'Test', $1)`, [id]);
  await sql(url, `INSERT INTO member (id, organization_id, user_id, role) VALUES ($1, $2, $3, 'owner')`, [
    randomUUID(),
    id,
    userId,
  ]);
  return {
    id,
    userId,
    async token(scopes, state) {
      const { secret, hash, prefix, last4 } = mintToken();
      keepSecret(secret);
      await sql(
        url,
        `INSERT INTO token (id, organization_id, user_id, name, hash, prefix, last4, scopes, expires_at, revoked_at)
         VALUES ($1, $2, $3, 'test', $4, $5, $6, $7, CASE WHEN $8 THEN now() END, CASE WHEN $9 THEN now() END)`,
        [randomUUID(), id, userId, hash, prefix, last4, scopes, state === 'expired', state === 'revoked'],
      );
      return secret;
    },
  };
}

/** One statement on a connection of its own. */
export async function sql<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}
