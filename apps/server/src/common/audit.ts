import { randomUUID } from 'node:crypto';
import type { Prisma } from '../../../../libs/database/index.js';

/** Who did it: nobody of ours where the command line or an invited stranger did. */
export type Actor = { [K in 'organizationId' | 'userId' | 'tokenId']?: string | null };

/**
 * A row for the audit trail, to be written in the same transaction as what it tells of. Ids only: names and addresses
 * end with their owners, the trail does not.
 */
export function auditRow(
  actor: Actor,
  action: string,
  subject: string,
  detail?: Prisma.InputJsonObject,
): Prisma.AuditEventCreateInput {
  const { organizationId = null, userId = null, tokenId = null } = actor;
  return { id: randomUUID(), organizationId, userId, tokenId, action, subject, ...(detail && { detail }) };
}
