import type { DerivationView, StepView, UsageView } from '../../../../libs/contracts/index.js';
import type { Prisma } from '../../../../libs/database/index.js';
import { toSri } from '../../../../libs/nix-hash/index.js';

/** What a view needs of the steps: how many, what they cost so far, what was counted. */
export const withSteps = { steps: { select: { costMicros: true, usage: true } } } as const;

export type DerivationRow = Prisma.DerivationGetPayload<{ include: typeof withSteps }>;
type StepRow = Prisma.GenerationStepGetPayload<object>;

/** As the API shows it; `expression` only where one derivation is asked for. */
export function derivationView(row: DerivationRow, expression: string | null): DerivationView {
  return {
    id: row.id,
    prompt: row.prompt,
    model: row.model,
    ownProvider: row.ownProvider,
    revision: row.revision,
    state: row.state,
    hash: row.expressionSha256 ? toSri(row.expressionSha256) : null,
    expression,
    checks: (row.checks ?? []) as DerivationView['checks'],
    steps: row.steps.length,
    // While it runs the row has no sum yet.
    costMicros: row.steps.reduce((sum, { costMicros }) => sum + Number(costMicros), 0),
    usage: totalUsage(row.steps.map(({ usage }) => usage as UsageView | null)),
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
    usage: row.usage as UsageView | null,
    createdAt: row.createdAt.toISOString(),
  };
}

function totalUsage(usages: (UsageView | null)[]): UsageView {
  const total = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };
  for (const usage of usages) {
    if (!usage) continue;
    for (const name of Object.keys(total) as (keyof UsageView)[]) total[name] += usage[name];
  }
  return total;
}
