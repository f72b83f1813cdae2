import type { Pool } from 'pg';
import { ApiError } from '../common/api-error.js';
import { suspension } from '../common/suspension.js';

/** Who calls by a session, and for whom. */
export interface Member {
  userId: string;
  organizationId: string;
}

export const memberId = ({ userId, organizationId }: Member) => `${userId} ${organizationId}`;

/** Which of them are members no more, banned, or of a suspended organization; by memberId. */
export async function endedMembers(pool: Pool, members: Member[]): Promise<Map<string, ApiError>> {
  const { rows } = await pool.query<Member & { suspensionReason: string | null }>({
    name: 'held_members',
    text: `SELECT p.user_id AS "userId", p.organization_id AS "organizationId", o.suspension_reason AS "suspensionReason"
           FROM unnest($1::text[], $2::text[]) AS p(user_id, organization_id)
           LEFT JOIN member m ON m.user_id = p.user_id AND m.organization_id = p.organization_id
           LEFT JOIN "user" u ON u.id = m.user_id
           LEFT JOIN organization o ON o.id = m.organization_id
           WHERE m.id IS NULL OR o.suspended_at IS NOT NULL OR (u.banned IS TRUE AND coalesce(u.ban_expires > now(), true))`,
    values: [members.map(({ userId }) => userId), members.map(({ organizationId }) => organizationId)],
  });
  return new Map(
    rows.map((row) => [memberId(row), suspension(row.suspensionReason) ?? new ApiError('session_ended')]),
  );
}
