import { Inject, Injectable } from '@nestjs/common';
import type { AdminDerivationView, ListAllDerivations, Page } from '../../../../libs/contracts/index.js';
import type { Database, Prisma } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { DATABASE } from '../common/core.module.js';
import { decodeCursor, pageOf } from '../common/cursor.js';
import { requireUuid } from '../common/ids.js';
import { derivationView, withSteps } from '../derivations/derivations.service.js';
import { beginning, Conditions, inOrder } from './pages.js';

const include = { ...withSteps, organization: { select: { id: true, name: true } } } as const;
type Row = Prisma.DerivationGetPayload<{ include: typeof include }>;
type Query = Omit<ListAllDerivations, 'q'>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** All organizations' derivations, but for those that were deleted. */
@Injectable()
export class AdminDerivationsService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async list({ q, ...query }: ListAllDerivations): Promise<Page<AdminDerivationView>> {
    const ids = await (q === undefined
      ? this.newest(query)
      : uuid.test(q)
        ? [q.toLowerCase()]
        : this.beginningWith(q, query));
    const rows = await this.database.prisma.derivation.findMany({
      where: { id: { in: ids }, deletedAt: null },
      include,
    });
    return pageOf(inOrder(ids, rows), query.limit, (row) => viewOf(row, null));
  }

  async show(id: string): Promise<AdminDerivationView> {
    requireUuid(id);
    const { prisma } = this.database;
    const row = await prisma.derivation.findFirst({ where: { id, deletedAt: null }, include });
    if (!row) throw new ApiError('not_found');
    const { organizationId, expressionSha256: sha256 } = row;
    const expression = sha256 && (await prisma.expression.findFirst({ where: { organizationId, sha256 } }));
    return viewOf(row, expression?.text ?? null);
  }

  private newest({ organization, state, ...query }: Query): Promise<string[]> {
    const found = new Conditions().add('t.deleted_at IS NULL').add('t.organization_id = ?', organization);
    // As a literal, one of four: the partial index of an organization's failures needs to see it.
    if (state) found.add(`t.state = '${state}'`);
    return found.ids(this.database.pool, 'derivation', query);
  }

  /**
   * In the order of the prompts, as their index has them: half of all begin with the same word, and the newest of those
   * could be found only by sorting them all. The cursor names the last row of the page before.
   */
  private async beginningWith(q: string, { cursor, limit }: Query): Promise<string[]> {
    const { pool } = this.database;
    const values = [beginning([...q].slice(0, 100).join(''))];
    if (cursor !== undefined) {
      const { id } = decodeCursor(cursor);
      // Asked for first: a row that is compared with a sub-select is not found by the index.
      const last = await pool.query<{ begun: string }>(
        `SELECT ${begun} AS begun FROM derivation WHERE id = $1`,
        [id],
      );
      if (!last.rows[0]) return [];
      values.push(last.rows[0].begun, id);
    }
    const { rows } = await pool.query<{ id: string }>(
      `SELECT id FROM derivation WHERE deleted_at IS NULL AND ${begun} LIKE lower($1)
       ${values.length > 1 ? `AND (${begun}, id) > ($2, $3::uuid)` : ''}
       ORDER BY ${begun}, id LIMIT ${limit + 1}`,
      values,
    );
    return rows.map(({ id }) => id);
  }
}

const begun = 'lower(left(prompt, 100)) COLLATE "C"';

function viewOf(row: Row, expression: string | null): AdminDerivationView {
  const { organization, run, attempts, owner, dueAt, deadline } = row;
  return {
    ...derivationView(row, expression),
    organization,
    run,
    attempts,
    owner,
    dueAt: dueAt.toISOString(),
    deadline: deadline.toISOString(),
  };
}
