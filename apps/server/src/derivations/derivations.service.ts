import { Inject, Injectable } from '@nestjs/common';
import type { DerivationView, ListDerivations, Page, StepView } from '../../../../libs/contracts/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { DATABASE } from '../common/core.module.js';
import { decodeCursor, encodeCursor } from '../common/cursor.js';
import type { Caller } from '../common/http.js';
import { GenerationService } from '../generation/generation.service.js';
import { requirePrompt } from './data-plane-request.js';
import { derivationView, stepView, withSteps } from './derivation-view.js';

export { derivationView, withSteps } from './derivation-view.js';

/** /v1/derivations: an organization's generations, as JSON. */
@Injectable()
export class DerivationsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly generation: GenerationService,
  ) {}

  /** Claims the answer (once, however often it is asked) and returns how it stands; waits for nothing. */
  async create(
    { organizationId }: Caller,
    body: { prompt: string; model?: string | undefined; revision?: number | undefined },
  ): Promise<DerivationView> {
    const id = await this.generation.ask({
      organizationId,
      prompt: requirePrompt(body.prompt),
      requestedModel: body.model ?? '',
      revision: body.revision ?? 1,
    });
    return this.get(organizationId, id);
  }

  /** Newest first, without the expressions. */
  async list({ organizationId }: Caller, query: ListDerivations): Promise<Page<DerivationView>> {
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const rows = await this.database.prisma.derivation.findMany({
      where: {
        organizationId,
        deletedAt: null,
        ...(query.state && { state: query.state }),
        ...(after && {
          OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }],
        }),
      },
      include: withSteps,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: query.limit + 1,
    });
    const items = rows.slice(0, query.limit);
    const last = items.at(-1);
    return {
      items: items.map((row) => derivationView(row, null)),
      nextCursor: rows.length > query.limit && last ? encodeCursor(last) : null,
    };
  }

  show({ organizationId }: Caller, id: string): Promise<DerivationView> {
    return this.get(organizationId, id);
  }

  /** What was done for it, in order; at most 20 steps a run. */
  async steps({ organizationId }: Caller, id: string): Promise<Page<StepView>> {
    await this.get(organizationId, id);
    const rows = await this.database.prisma.generationStep.findMany({
      where: { organizationId, derivationId: id },
      orderBy: [{ run: 'asc' }, { seq: 'asc' }],
    });
    return { items: rows.map(stepView), nextCursor: null };
  }

  /** Stops it if it runs; from then on the data plane answers 410, and the text is gone unless another answer has it too. */
  remove(caller: Caller, id: string): Promise<void> {
    requireId(id);
    return this.generation.remove(caller, id);
  }

  private async get(organizationId: string, id: string): Promise<DerivationView> {
    requireId(id);
    const row = await this.database.prisma.derivation.findFirst({
      where: { id, organizationId, deletedAt: null },
      include: withSteps,
    });
    if (!row) throw new ApiError('not_found');
    const expression = row.expressionSha256
      ? await this.database.prisma.expression.findFirst({
          where: { organizationId, sha256: row.expressionSha256 },
        })
      : null;
    return derivationView(row, expression?.text ?? null);
  }
}

/** What is no id has no row: the same 404, and PostgreSQL is not asked to cast it. */
function requireId(id: string): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw new ApiError('not_found');
}
