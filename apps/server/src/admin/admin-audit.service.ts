import { Inject, Injectable } from '@nestjs/common';
import type { AuditEventView, ListAudit, Page } from '../../../../libs/contracts/index.js';
import type { Database, Prisma } from '../../../../libs/database/index.js';
import { auditRow } from '../common/audit.js';
import { DATABASE } from '../common/core.module.js';
import { after, encodeCursor, pageOf } from '../common/cursor.js';
import type { Caller } from '../common/http.js';

const rowsAtOnce = 500;

/** The audit trail, which nobody changes. */
@Injectable()
export class AdminAuditService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async list(query: ListAudit): Promise<Page<AuditEventView>> {
    return pageOf(await this.rows(query, query.limit + 1), query.limit, viewOf);
  }

  /** All of it from the cursor on, newest first, a JSON line each; between two reads no connection is held. */
  async *lines({ organizationId, userId, tokenId }: Caller, query: ListAudit): AsyncGenerator<string> {
    const by = { organizationId, userId, tokenId };
    await this.database.prisma.auditEvent.create({ data: auditRow(by, 'audit.exported', 'audit') });
    for (let { cursor } = query; ;) {
      const rows = await this.rows({ ...query, cursor }, rowsAtOnce);
      yield rows.map((row) => `${JSON.stringify(viewOf(row))}\n`).join('');
      if (rows.length < rowsAtOnce) return;
      cursor = encodeCursor(rows.at(-1)!);
    }
  }

  private rows(query: ListAudit, take: number) {
    const { organization, action, actor, from, to } = query;
    return this.database.prisma.auditEvent.findMany({
      where: {
        ...(organization !== undefined && { organizationId: organization }),
        ...(action !== undefined && { action }),
        ...(actor !== undefined && { userId: actor }),
        createdAt: { ...(from && { gte: new Date(from) }), ...(to && { lt: new Date(to) }) },
        AND: [after(query.cursor)],
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take,
    });
  }
}

function viewOf(row: Prisma.AuditEventGetPayload<object>): AuditEventView {
  const { id, action, subject, organizationId, userId, tokenId, clientAddress, createdAt } = row;
  const detail = row.detail as AuditEventView['detail'];
  const who = { organizationId, userId, tokenId, clientAddress };
  return { id, action, subject, ...who, detail, createdAt: createdAt.toISOString() };
}
