import { Inject, Injectable } from '@nestjs/common';
import type { AdminTokenView, ListAllTokens, Page } from '../../../../libs/contracts/index.js';
import { transaction, type Database } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { auditRow, writeAudit } from '../common/audit.js';
import { DATABASE } from '../common/core.module.js';
import { pageOf } from '../common/cursor.js';
import type { Caller } from '../common/http.js';
import { requireUuid } from '../common/ids.js';
import { tokenView } from '../tokens/issued-tokens.service.js';
import { Conditions, inOrder } from './pages.js';

/** All tokens, revoked ones too: for whoever is told of a leaked one by its beginning or its end. */
@Injectable()
export class AdminTokensService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async list({ prefix, last4, user, organization, ...query }: ListAllTokens): Promise<Page<AdminTokenView>> {
    const ids = await new Conditions()
      // Its letters have a case, and "_" is one of them.
      .add('left(t.prefix, 10) COLLATE "C" LIKE ?', prefix && `${prefix.replace('_', String.raw`\_`)}%`)
      .add('t.last4 = ?', last4)
      .add('t.user_id = ?', user)
      .add('t.organization_id = ?', organization)
      .ids(this.database.pool, 'token', query);
    const rows = await this.database.prisma.token.findMany({
      where: { id: { in: ids } },
      include: {
        user: { select: { id: true, name: true, email: true } },
        organization: { select: { id: true, name: true } },
      },
    });
    return pageOf(inOrder(ids, rows), query.limit, (row) => ({
      ...tokenView(row),
      user: row.user,
      organization: row.organization,
      revokedAt: row.revokedAt?.toISOString() ?? null,
    }));
  }

  async revoke({ userId, tokenId }: Caller, id: string): Promise<void> {
    requireUuid(id);
    await transaction(this.database.pool, async (client) => {
      const { rows } = await client.query<{ organization_id: string }>(
        `UPDATE token SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING organization_id`,
        [id],
      );
      if (!rows[0]) throw new ApiError('not_found');
      const by = { organizationId: rows[0].organization_id, userId, tokenId };
      await writeAudit(client, auditRow(by, 'token.revoked_by_admin', id));
    });
  }
}
