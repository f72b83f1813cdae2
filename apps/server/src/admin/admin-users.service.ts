import { Inject, Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { AdminUserView, BanUser, ListUsers, Page } from '../../../../libs/contracts/index.js';
import { transaction, type Database, type Prisma } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { auditRow, writeAudit } from '../common/audit.js';
import { DATABASE } from '../common/core.module.js';
import { pageOf } from '../common/cursor.js';
import { roleOf, type Caller } from '../common/http.js';
import { requireUuid } from '../common/ids.js';
import { beginning, Conditions, inOrder } from './pages.js';

const withMembers = {
  members: {
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: 20,
    select: { role: true, organization: { select: { id: true, name: true } } },
  },
} satisfies Prisma.UserInclude;
type UserRow = Prisma.UserGetPayload<{ include: typeof withMembers }>;

/** All users, and who of them administers the server. */
@Injectable()
export class AdminUsersService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async list({ q, admin, banned, ...query }: ListUsers): Promise<Page<AdminUserView>> {
    const found = new Conditions().add(searchCondition, q && beginning(q));
    if (admin !== undefined) found.add(admin ? `t.role = 'admin'` : `t.role IS DISTINCT FROM 'admin'`);
    if (banned !== undefined) found.add(banned ? 't.banned' : 't.banned IS NOT TRUE');
    const ids = await found.ids(this.database.pool, '"user"', query);
    return pageOf(await this.rows(ids), query.limit, viewOf);
  }

  async show(id: string): Promise<AdminUserView> {
    requireUuid(id);
    const [row] = await this.rows([id]);
    if (!row) throw new ApiError('not_found');
    return viewOf(row);
  }

  /**
   * In one transaction they cannot sign in any more, and their sessions and tokens are ended, for good.
   * @throws ApiError last_administrator
   */
  ban(caller: Caller, id: string, { reason, expiresAt = null }: BanUser): Promise<AdminUserView> {
    return this.change(caller, id, 'user.banned', async (client) => {
      const changed = await client.query(
        `UPDATE "user" SET banned = true, ban_reason = $2, ban_expires = $3 WHERE id = $1`,
        [id, reason, expiresAt],
      );
      const sessions = await client.query('DELETE FROM session WHERE user_id = $1', [id]);
      const tokens = await client.query(
        'UPDATE token SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL',
        [id],
      );
      return (
        changed.rowCount === 1 && { reason, expiresAt, sessions: sessions.rowCount, tokens: tokens.rowCount }
      );
    });
  }

  unban(caller: Caller, id: string): Promise<AdminUserView> {
    return this.change(caller, id, 'user.unbanned', async (client) => {
      const { rowCount } = await client.query(
        `UPDATE "user" SET banned = false, ban_reason = NULL, ban_expires = NULL WHERE id = $1 AND banned`,
        [id],
      );
      return rowCount === 1 && {};
    });
  }

  promote(caller: Caller, id: string): Promise<AdminUserView> {
    return this.setRole(caller, id, 'user.made_admin', 'admin');
  }

  /** Their tokens for administration end by a trigger (migration people_and_tokens). @throws ApiError last_administrator */
  demote(caller: Caller, id: string): Promise<AdminUserView> {
    return this.setRole(caller, id, 'user.unmade_admin', 'user');
  }

  private setRole(caller: Caller, id: string, action: string, role: 'admin' | 'user') {
    return this.change(caller, id, action, async (client) => {
      const other = role === 'admin' ? 'IS DISTINCT FROM' : '=';
      const { rowCount } = await client.query(
        `UPDATE "user" SET role = $2 WHERE id = $1 AND role ${other} 'admin'`,
        [id, role],
      );
      return rowCount === 1 && {};
    });
  }

  /** @param work returns what to tell of it; false: it changed nothing */
  private async change(
    { userId, tokenId }: Caller,
    id: string,
    action: string,
    work: (client: PoolClient) => Promise<false | Record<string, string | number | null>>,
  ): Promise<AdminUserView> {
    requireUuid(id);
    await transaction(this.database.pool, async (client) => {
      // As the end of an account does (account.service.ts): two administrators leaving at once would each see the other.
      await client.query('LOCK TABLE member IN SHARE ROW EXCLUSIVE MODE');
      const before = await administrators(client);
      const detail = await work(client);
      if (detail === false) return;
      if (before > 0 && (await administrators(client)) === 0) throw new ApiError('last_administrator');
      const told = Object.keys(detail).length > 0 ? detail : undefined;
      await writeAudit(client, auditRow({ userId, tokenId }, action, id, told));
    });
    return this.show(id);
  }

  private async rows(ids: string[]): Promise<UserRow[]> {
    const rows = await this.database.prisma.user.findMany({
      where: { id: { in: ids } },
      include: withMembers,
    });
    return inOrder(ids, rows);
  }
}

async function administrators(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM "user" WHERE role = 'admin' AND banned IS NOT TRUE`,
  );
  return rows[0]!.count;
}

function viewOf(row: UserRow): AdminUserView {
  const { id, email, name, emailVerified, role, banned, banReason, banExpires, createdAt } = row;
  return {
    id,
    email,
    name,
    emailVerified,
    admin: role === 'admin',
    ban: banned ? { reason: banReason, expiresAt: banExpires?.toISOString() ?? null } : null,
    memberships: row.members.map(({ organization, role: roles }) => ({ organization, role: roleOf(roles) })),
    createdAt: createdAt.toISOString(),
  };
}

// An index for each; together with OR they would be a walk over the table. The first thousand of a beginning that many
// share: to be narrowed, not to be paged through.
const first = 'LIMIT 1000';
const searchCondition = `t.id IN (
  (SELECT id FROM "user" WHERE lower(email) COLLATE "C" LIKE ? ORDER BY lower(email) COLLATE "C" ${first})
  UNION (SELECT id FROM "user" WHERE lower(name) COLLATE "C" LIKE ? ORDER BY lower(name) COLLATE "C" ${first})
  UNION SELECT id FROM "user" WHERE id = rtrim(?, '%'))`;
