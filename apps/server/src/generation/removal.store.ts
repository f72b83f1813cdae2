import type { Pool } from 'pg';
import { transaction } from '../../../../libs/database/index.js';
import { auditRow, writeAudit, type Actor } from '../common/audit.js';
import { settle } from './settlement.store.js';

/**
 * Deletes an organization's derivation: what runs is ended and settled (its owner's next write is refused; the step in
 * hand is charged at its worst, or asking and deleting would be free), the row keeps its place as the sticky answer, and
 * the expression's text goes unless another answer of the organization has it too.
 * @returns false when there is none
 */
export function removeDerivation(
  pool: Pool,
  organizationId: string,
  id: string,
  by: Actor = {},
): Promise<boolean> {
  return transaction(pool, async (client) => {
    await settle(client, 'work_remove', {
      state: 'failed',
      chargesInHand: true,
      set: `fence = d.fence + 1, failure_code = 'deleted', failure_message = 'Deleted while it was made.'`,
      where: `id = $1 AND organization_id = $2 AND state IN ('queued', 'running')`,
      values: [id, organizationId],
    });
    const { rows } = await client.query<{ expression_sha256: Buffer | null }>(
      `UPDATE derivation SET deleted_at = now() WHERE id = $1 AND organization_id = $2 AND deleted_at IS NULL
       RETURNING expression_sha256`,
      [id, organizationId],
    );
    if (!rows[0]) return false;
    await writeAudit(client, auditRow({ ...by, organizationId }, 'derivation.deleted', id));
    // Locked first and looked at afterwards: who is storing the same text right now is waited for, and then seen.
    await client.query('SELECT FROM expression WHERE organization_id = $1 AND sha256 = $2 FOR UPDATE', [
      organizationId,
      rows[0].expression_sha256,
    ]);
    await client.query(
      `UPDATE expression SET text = NULL WHERE organization_id = $1 AND sha256 = $2 AND NOT EXISTS (
         SELECT FROM derivation WHERE organization_id = $1 AND expression_sha256 = $2 AND deleted_at IS NULL)`,
      [organizationId, rows[0].expression_sha256],
    );
    return true;
  });
}
