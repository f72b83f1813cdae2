import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { isDatabaseUnavailable } from '../../libs/database/index.js';
import { claim, findAnswer, type ClaimTerms } from '../../apps/server/src/generation/claims.store.js';
import type { DerivationRequest } from '../../apps/server/src/generation/derivation-key.js';
import type { Success } from '../../apps/server/src/generation/settlement.store.js';
import { pick } from '../../apps/server/src/generation/pick.store.js';
import { storeStep, type Work } from '../../apps/server/src/generation/work.store.js';

/** Terms of a claim that costs nothing, unless told otherwise. */
export const terms = (changes: Partial<ClaimTerms> = {}): ClaimTerms => ({
  model: 'packager',
  ownProvider: null,
  sharing: false,
  reserveMicrosOf: () => 0,
  monthlyBudgetMicros: 1_000_000,
  instanceCapMicros: 1_000_000_000,
  verifiedOnly: false,
  generationsPerMinute: 1_000,
  generationsPerDay: 1_000_000,
  deadlineMs: 600_000,
  ...changes,
});

export const requestFor = (
  organizationId: string,
  prompt: string,
  changes: Partial<DerivationRequest> = {},
): DerivationRequest => ({ organizationId, prompt, requestedModel: '', revision: 1, ...changes });

/** Claims and picks up: the work in the hands of a worker. Nothing else may be queued in the database. */
export async function begin(
  pool: Pool,
  request: DerivationRequest,
  changes: Partial<ClaimTerms> = {},
): Promise<Work> {
  await claim(pool, request, terms(changes));
  return (await pick(pool, 'test', 60_000, true))!;
}

/** Again and again while a machine under load has no connection in time: what was refused for that has changed nothing. */
export async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
    }
  }
}

export function step(pool: Pool, work: Work, seq: number, costMicros = 0): Promise<boolean> {
  const inputHash = createHash('sha256').update(String(seq)).digest();
  return storeStep(
    pool,
    work,
    { seq, kind: 'test', inputHash, output: { seq }, costMicros, usage: null },
    60_000,
  );
}

export function success(expression: string): Success {
  const sha256 = createHash('sha256').update(expression).digest();
  return { expression, sha256, checks: [], provenance: {} };
}

export const failure = { code: 'source_unavailable', message: 'It could not be downloaded.' };

/** The lease of a picked-up derivation runs out now. */
export async function endLease(pool: Pool, id: string): Promise<void> {
  await pool.query(`UPDATE derivation SET due_at = now() - interval '1 ms' WHERE id = $1`, [id]);
}

export async function stateOf(pool: Pool, request: DerivationRequest) {
  return (await findAnswer(pool, request))?.state;
}

export interface Money {
  used: number;
  reserved: number;
  charges: number[];
}

/** An organization's budgets of all months, summed up, and its charges in order. */
export async function moneyOf(pool: Pool, organizationId: string): Promise<Money> {
  const { rows: budgets } = await pool.query<{ used: string; reserved: string }>(
    `SELECT coalesce(sum(used_micros), 0) AS used, coalesce(sum(reserved_micros), 0) AS reserved
     FROM budget WHERE organization_id = $1`,
    [organizationId],
  );
  const { rows: charges } = await pool.query<{ amount_micros: string }>(
    'SELECT amount_micros FROM charge WHERE organization_id = $1 ORDER BY created_at, run',
    [organizationId],
  );
  return {
    used: Number(budgets[0]!.used),
    reserved: Number(budgets[0]!.reserved),
    charges: charges.map((row) => Number(row.amount_micros)),
  };
}
