import type { DerivationState } from '../../../../libs/database/index.js';

/** Where a request's derivation stands; what waits and answers need of the row. */
export interface Outcome {
  derivationId: string;
  key: Buffer;
  state: DerivationState;
  expressionSha256: Buffer | null;
  failureCode: string | null;
  failureMessage: string | null;
  /** failed: whole seconds until the same request starts anew; 0 when it may now. */
  retrySeconds: number;
  deleted: boolean;
}

/** The columns of `derivation d` that make an Outcome. */
export const outcomeColumns = `
  d.id AS "derivationId", d.key, d.state, d.expression_sha256 AS "expressionSha256",
  d.failure_code AS "failureCode", d.failure_message AS "failureMessage",
  greatest(0, ceil(extract(epoch FROM d.retry_at - now())))::int AS "retrySeconds",
  d.deleted_at IS NOT NULL AS deleted`;

export function isFinished({ state }: Outcome): boolean {
  return state === 'succeeded' || state === 'failed';
}
