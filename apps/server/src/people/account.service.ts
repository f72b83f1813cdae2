import { Inject, Injectable } from '@nestjs/common';
import { transaction, type Database } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { auditRow, writeAudit } from '../common/audit.js';
import { DATABASE } from '../common/core.module.js';
import type { Caller } from '../common/http.js';

/** The end of an account. */
@Injectable()
export class AccountService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /**
   * Deletes the user, their sessions and tokens, and the organizations that have no other member.
   * @throws ApiError session_required for a token, which is of one organization only; sole_owner when others would be left without an owner; last_administrator
   */
  async remove({ userId, tokenId, sessionId }: Caller): Promise<void> {
    if (sessionId === null) throw new ApiError('session_required');
    await transaction(this.database.pool, async (client) => {
      // One at a time, or two owners (two administrators) leaving at once would each see the other.
      await client.query('LOCK TABLE member IN SHARE ROW EXCLUSIVE MODE');
      const { rows } = await client.query<{ orphaned: boolean; last: boolean }>(standingStatement, [userId]);
      if (rows[0]?.last) throw new ApiError('last_administrator');
      if (rows[0]?.orphaned) throw new ApiError('sole_owner');
      const { rows: organizations } = await client.query<{ id: string }>(
        `DELETE FROM organization o USING member m
         WHERE m.organization_id = o.id AND m.user_id = $1
           AND NOT EXISTS (SELECT FROM member x WHERE x.organization_id = o.id AND x.user_id <> $1)
         RETURNING o.id`,
        [userId],
      );
      for (const { id } of organizations) {
        const actor = { organizationId: id, userId, tokenId };
        await writeAudit(client, auditRow(actor, 'organization.deleted', id));
      }
      await client.query('DELETE FROM "user" WHERE id = $1', [userId]);
      await writeAudit(client, auditRow({ userId, tokenId }, 'user.deleted', userId));
    });
  }
}

const standingStatement = `
  SELECT
    EXISTS (
      SELECT FROM member m WHERE m.user_id = $1 AND role_rank(m.role) = 3
        AND EXISTS (SELECT FROM member x WHERE x.organization_id = m.organization_id AND x.user_id <> $1)
        AND NOT EXISTS (SELECT FROM member x WHERE x.organization_id = m.organization_id AND x.user_id <> $1
                          AND role_rank(x.role) = 3)) AS orphaned,
    EXISTS (SELECT FROM "user" WHERE id = $1 AND role = 'admin')
      AND NOT EXISTS (SELECT FROM "user" WHERE id <> $1 AND role = 'admin' AND banned IS NOT TRUE) AS last`;
