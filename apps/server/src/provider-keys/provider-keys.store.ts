import type { Pool, PoolClient } from 'pg';
import { transaction } from '../../../../libs/database/index.js';
import { auditRow, writeAudit } from '../common/audit.js';
import type { Caller } from '../common/http.js';
import type { Keys } from '../common/keys.js';
import { rewrap, SealError, type Sealed } from './seal.js';

export interface StoredKey extends Sealed {
  organizationId: string;
  provider: string;
  last4: string;
  baseUrl: string | null;
  model: string | null;
  dialect: 'responses' | 'chat' | null;
  createdAt: Date;
}

const columns = `organization_id AS "organizationId", provider, sealed, wrapped_key AS "wrappedKey", key_id AS "keyId",
  last4, base_url AS "baseUrl", model, dialect, created_at AS "createdAt"`;

export async function findKeys(pool: Pool, organizationId: string): Promise<StoredKey[]> {
  const { rows } = await pool.query<StoredKey>({
    name: 'provider_keys_of',
    text: `SELECT ${columns} FROM provider_key WHERE organization_id = $1 ORDER BY provider`,
    values: [organizationId],
  });
  return rows;
}

/**
 * Stores a key in place of the one before. The master secret is looked at under a lock: a process that still has the one
 * from before a rotation must not seal with it what nobody could open later.
 * @returns null when the master secret of this process is not the database's any more
 */
export function storeKey(
  pool: Pool,
  caller: Caller,
  key: Omit<StoredKey, 'createdAt' | 'organizationId'>,
  secretCheck: string,
): Promise<StoredKey | null> {
  return transaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `SELECT FROM instance WHERE name = 'secret_check' AND value = $1 FOR SHARE`,
      [secretCheck],
    );
    if (rowCount === 0) return null;
    const { provider, sealed, wrappedKey, keyId, last4, baseUrl, model, dialect } = key;
    const { rows } = await client.query<StoredKey>(
      `INSERT INTO provider_key (organization_id, provider, sealed, wrapped_key, key_id, last4, base_url, model, dialect)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (organization_id, provider) DO UPDATE SET sealed = excluded.sealed, wrapped_key = excluded.wrapped_key,
         key_id = excluded.key_id, last4 = excluded.last4, base_url = excluded.base_url, model = excluded.model,
         dialect = excluded.dialect, created_at = now()
       RETURNING ${columns}`,
      [caller.organizationId, provider, sealed, wrappedKey, keyId, last4, baseUrl, model, dialect],
    );
    await writeAudit(client, auditRow(caller, 'provider_key.stored', provider));
    return rows[0]!;
  });
}

/** Whether this is still the master secret of the database. */
export async function isCurrentSecret(pool: Pool, secretCheck: string): Promise<boolean> {
  const { rowCount } = await pool.query(`SELECT FROM instance WHERE name = 'secret_check' AND value = $1`, [
    secretCheck,
  ]);
  return rowCount === 1;
}

/** @returns false when there is none */
export function removeKey(pool: Pool, caller: Caller, provider: string): Promise<boolean> {
  return transaction(pool, async (client) => {
    const { rowCount } = await client.query(
      'DELETE FROM provider_key WHERE organization_id = $1 AND provider = $2',
      [caller.organizationId, provider],
    );
    if (rowCount === 0) return false;
    await writeAudit(client, auditRow(caller, 'provider_key.removed', provider));
    return true;
  });
}

/**
 * Wraps every stored key with another master secret, in the transaction that makes it the database's: all of them or
 * none, so that who is interrupted begins again. What the first one cannot open stays as it is: it is told to its
 * organization, and keeps nobody else from going on.
 * @returns how many, and how many could not be
 */
export async function rewrapKeys(
  client: PoolClient,
  from: Keys,
  to: Keys,
): Promise<{ rewrapped: number; unreadable: number }> {
  const { rows } = await client.query<StoredKey>(`SELECT ${columns} FROM provider_key FOR UPDATE`);
  const done: { organizationId: string; provider: string; wrappedKey: Buffer; keyId: string }[] = [];
  for (const row of rows) {
    try {
      done.push({
        organizationId: row.organizationId,
        provider: row.provider,
        ...rewrap(from, to, row, row),
      });
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
    }
  }
  await client.query(
    `UPDATE provider_key k SET wrapped_key = n.wrapped_key, key_id = n.key_id
     FROM unnest($1::text[], $2::text[], $3::bytea[], $4::text[]) AS n (organization_id, provider, wrapped_key, key_id)
     WHERE k.organization_id = n.organization_id AND k.provider = n.provider`,
    [
      done.map(({ organizationId }) => organizationId),
      done.map(({ provider }) => provider),
      done.map(({ wrappedKey }) => wrappedKey),
      done.map(({ keyId }) => keyId),
    ],
  );
  return { rewrapped: done.length, unreadable: rows.length - done.length };
}
