import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../../../libs/config/index.js';
import type {
  InvitationView,
  MemberView,
  OrganizationView,
  Page,
  PageQuery,
} from '../../../../libs/contracts/index.js';
import { transaction, type Database } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { auditRow, writeAudit } from '../common/audit.js';
import { CONFIG, DATABASE } from '../common/core.module.js';
import { after, pageOf } from '../common/cursor.js';
import { roleOf, type Caller } from '../common/http.js';
import { links } from './mails.js';

const newestFirst = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];

/** The caller's organization and who is in it. What changes them is better-auth's (auth.service.ts), but for the end. */
@Injectable()
export class OrganizationService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  async show({ organizationId, role }: Caller): Promise<OrganizationView> {
    const row = await this.database.prisma.organization.findUnique({
      where: { id: organizationId },
      include: { _count: { select: { members: true } } },
    });
    if (!row) throw new ApiError('not_found');
    const { id, name, slug, createdAt } = row;
    return { id, name, slug, role, members: row._count.members, createdAt: createdAt.toISOString() };
  }

  async members({ organizationId }: Caller, query: PageQuery): Promise<Page<MemberView>> {
    const rows = await this.database.prisma.member.findMany({
      where: { organizationId, ...after(query.cursor) },
      include: { user: { select: { id: true, email: true, name: true } } },
      orderBy: newestFirst,
      take: query.limit + 1,
    });
    return pageOf(rows, query.limit, ({ id, role, user, createdAt }) => ({
      id,
      role: roleOf(role),
      user,
      createdAt: createdAt.toISOString(),
    }));
  }

  /** Those that are open. Their links are good for whoever has them, so owners and admins see them alone. */
  async invitations(caller: Caller, query: PageQuery): Promise<Page<InvitationView>> {
    if (caller.role === 'member') throw new ApiError('role_missing');
    const rows = await this.database.prisma.invitation.findMany({
      where: {
        organizationId: caller.organizationId,
        status: 'pending',
        expiresAt: { gt: new Date() },
        // An admin may not make owners, and so may not have the link that makes one.
        ...(caller.role === 'admin' && { NOT: { role: { contains: 'owner' } } }),
        ...after(query.cursor),
      },
      orderBy: newestFirst,
      take: query.limit + 1,
    });
    return pageOf(rows, query.limit, ({ id, email, role, expiresAt, createdAt }) => ({
      id,
      email,
      role: roleOf(role),
      url: links.invitation(this.config.publicUrl, id),
      expiresAt: expiresAt.toISOString(),
      createdAt: createdAt.toISOString(),
    }));
  }

  /** Deletes the organization and all that is its: tokens, derivations, expressions, answers. There is no way back. */
  async remove(caller: Caller): Promise<void> {
    if (caller.role !== 'owner')
      throw new ApiError('role_missing', 'Only an owner may delete an organization.');
    const { organizationId } = caller;
    await transaction(this.database.pool, async (client) => {
      await writeAudit(client, auditRow(caller, 'organization.deleted', organizationId));
      await client.query('DELETE FROM organization WHERE id = $1', [organizationId]);
    });
  }
}
