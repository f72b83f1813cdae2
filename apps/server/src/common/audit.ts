import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Prisma } from '../../../../libs/database/index.js';
import { addressOfRequest } from './request-context.js';

/** Who did it: nobody of ours where the command line or an invited stranger did. */
export type Actor = { [K in 'organizationId' | 'userId' | 'tokenId']?: string | null };

/**
 * A row for the audit trail, to be written in the same transaction as what it tells of. Ids only: names and mail
 * addresses end with their owners, the trail does not. Where from is the address of the request that it runs for.
 */
export function auditRow(
  actor: Actor,
  action: string,
  subject: string,
  detail?: Prisma.InputJsonObject,
): Prisma.AuditEventCreateInput {
  const { organizationId = null, userId = null, tokenId = null } = actor;
  const clientAddress = addressOfRequest();
  const who = { organizationId, userId, tokenId, clientAddress };
  return { id: randomUUID(), ...who, action, subject, ...(detail && { detail }) };
}

/** The same for a transaction of `pg`'s. */
export async function writeAudit(client: Pool | PoolClient, row: ReturnType<typeof auditRow>): Promise<void> {
  await client.query(
    `INSERT INTO audit_event (id, organization_id, user_id, token_id, client_address, action, subject, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)`,
    [
      row.id,
      row.organizationId,
      row.userId,
      row.tokenId,
      row.clientAddress,
      row.action,
      row.subject,
      row.detail === undefined ? null : JSON.stringify(row.detail),
    ],
  );
}
