import type { DerivationView, StepView } from '../../../../libs/contracts/index.js';
import type { Prisma } from '../../../../libs/database/index.js';
import { toSri } from '../../../../libs/nix-hash/index.js';

/** A derivation's row with the count of its steps and their cost so far. */
export type DerivationRow = Prisma.DerivationGetPayload<{ include: { _count: { select: { steps: true } } } }>;
type StepRow = Prisma.GenerationStepGetPayload<object>;

/** As the API shows it; `expression` only where one derivation is asked for. */
export function derivationView(row: DerivationRow, expression: string | null): DerivationView {
  return {
    id: row.id,
    prompt: row.prompt,
    model: row.model,
    revision: row.revision,
    state: row.state,
    hash: row.expressionSha256 ? toSri(row.expressionSha256) : null,
    expression,
    checks: (row.checks ?? []) as DerivationView['checks'],
    steps: row._count.steps,
    costMicros: Number(row.costMicros),
    failure: row.failureCode
      ? {
          code: row.failureCode,
          detail: row.failureMessage ?? '',
          retryAt: row.retryAt?.toISOString() ?? null,
        }
      : null,
    provenance: row.provenance as DerivationView['provenance'],
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

export function stepView(row: StepRow): StepView {
  return {
    index: row.seq,
    run: row.run,
    kind: row.kind,
    output: row.output,
    costMicros: Number(row.costMicros),
    createdAt: row.createdAt.toISOString(),
  };
}
