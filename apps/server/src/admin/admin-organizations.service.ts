import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../../../libs/config/index.js';
import type {
  AdminOrganizationDetails,
  AdminOrganizationView,
  ListOrganizations,
  Page,
} from '../../../../libs/contracts/index.js';
import { transaction, type Database, type Prisma } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { auditRow, writeAudit } from '../common/audit.js';
import { CONFIG, DATABASE } from '../common/core.module.js';
import { pageOf } from '../common/cursor.js';
import type { Caller } from '../common/http.js';
import { requireUuid } from '../common/ids.js';
import { LimitsService } from '../limits/limits.service.js';
import { beginning, Conditions, inOrder } from './pages.js';

/** All organizations, as the administrators of the server see them. */
@Injectable()
export class AdminOrganizationsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    private readonly limits: LimitsService,
  ) {}

  async list({ q, suspended, ...query }: ListOrganizations): Promise<Page<AdminOrganizationView>> {
    const { pool } = this.database;
    const found = new Conditions().add(searchCondition, q && beginning(q));
    if (suspended !== undefined) found.add(`t.suspended_at IS ${suspended ? 'NOT NULL' : 'NULL'}`);
    const ids = await found.ids(pool, 'organization', query);
    return pageOf(await this.rows(ids), query.limit, (row) => this.view(row));
  }

  async show(id: string): Promise<AdminOrganizationDetails> {
    requireUuid(id);
    const [row] = await this.rows([id]);
    if (!row) throw new ApiError('not_found');
    const { own, limits, spent } = await this.limits.show(id);
    return { ...this.view(row), own, limits, spent };
  }

  /** From its commit on no request of its callers passes, and held ones end (held-callers.service.ts). Again: another reason. */
  suspend(caller: Caller, id: string, reason: string): Promise<AdminOrganizationDetails> {
    return this.change(
      caller,
      id,
      { action: 'organization.suspended', detail: { reason } },
      `suspended_at = coalesce(suspended_at, now()), suspension_reason = $2 WHERE id = $1`,
      [id, reason],
    );
  }

  restore(caller: Caller, id: string): Promise<AdminOrganizationDetails> {
    return this.change(
      caller,
      id,
      { action: 'organization.restored' },
      `suspended_at = NULL, suspension_reason = NULL WHERE id = $1 AND suspended_at IS NOT NULL`,
      [id],
    );
  }

  /** Told in the trail of the organization that it was done to. */
  private async change(
    { userId, tokenId }: Caller,
    id: string,
    { action, detail }: { action: string; detail?: Prisma.InputJsonObject },
    assignments: string,
    values: unknown[],
  ): Promise<AdminOrganizationDetails> {
    requireUuid(id);
    await transaction(this.database.pool, async (client) => {
      const { rowCount } = await client.query(`UPDATE organization SET ${assignments}`, values);
      if (rowCount === 1)
        await writeAudit(client, auditRow({ organizationId: id, userId, tokenId }, action, id, detail));
    });
    return this.show(id);
  }

  private async rows(ids: string[]) {
    const month = await this.month();
    const rows = await this.database.prisma.organization.findMany({
      where: { id: { in: ids } },
      include: {
        _count: { select: { members: true } },
        members: {
          where: { role: { contains: 'owner' } },
          orderBy: { createdAt: 'asc' },
          take: 10,
          select: { user: { select: { id: true, email: true, name: true } } },
        },
        budgets: { where: { month } },
        limit: true,
      },
    });
    return inOrder(ids, rows);
  }

  private async month(): Promise<Date> {
    const { rows } = await this.database.pool.query<{ month: string }>(
      `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM') AS month`,
    );
    return new Date(`${rows[0]!.month}-01T00:00:00Z`);
  }

  private view(row: Awaited<ReturnType<typeof this.rows>>[number]): AdminOrganizationView {
    const { id, name, slug, suspendedAt, suspensionReason, createdAt } = row;
    const [budget] = row.budgets;
    return {
      id,
      name,
      slug,
      members: row._count.members,
      owners: row.members.map(({ user }) => user),
      suspension: suspendedAt && {
        reason: suspensionReason ?? '',
        suspendedAt: suspendedAt.toISOString(),
      },
      month: {
        capMicros: Number(row.limit?.monthlyCapMicros ?? this.config.monthlyBudgetMicros),
        usedMicros: Number(budget?.usedMicros ?? 0),
        reservedMicros: Number(budget?.reservedMicros ?? 0),
      },
      createdAt: createdAt.toISOString(),
    };
  }
}

// An index for each; together with OR they would be a walk over the table. The first thousand of a beginning that many
// share: to be narrowed, not to be paged through.
const first = 'LIMIT 1000';
const searchCondition = `t.id IN (
  (SELECT id FROM organization WHERE lower(name) COLLATE "C" LIKE ? ORDER BY lower(name) COLLATE "C" ${first})
  UNION (SELECT id FROM organization WHERE lower(slug) COLLATE "C" LIKE ? ORDER BY lower(slug) COLLATE "C" ${first})
  UNION SELECT m.organization_id FROM (
    SELECT id FROM "user" WHERE lower(email) COLLATE "C" LIKE ? ORDER BY lower(email) COLLATE "C" ${first}
  ) u JOIN member m ON m.user_id = u.id
  UNION SELECT id FROM organization WHERE id = rtrim(?, '%'))`;
