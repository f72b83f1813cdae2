import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { transaction } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { admit } from './admission.store.js';
import { reserve, thisMonth, type BudgetTerms } from './budget.store.js';
import { derivationKey, promptDigest, type DerivationRequest } from './derivation-key.js';
import { joinShared } from './shared-answers.store.js';
import { outcomeColumns, type Outcome } from './outcome.js';
import { countGeneration, type QuotaTerms } from './quota.store.js';

/** What a claim needs to know beyond the request. */
export interface ClaimTerms extends BudgetTerms, QuotaTerms {
  /** The profile that will make it. */
  model: string;
  /** The provider whose key of the organization's own pays for it; null: the operator's. */
  ownProvider: string | null;
  /** Whether a first revision is made once for all organizations (AI_DRV_SHARING=instance). */
  sharing: boolean;
  /** What one generation by a model may cost at most: held back from the budget until it is settled. */
  reserveMicrosOf: (model: string) => number;
  deadlineMs: number;
}

/** The sticky answer of a request, or null when nobody of its organization has asked yet. */
export async function findAnswer(pool: Pool, request: DerivationRequest): Promise<Outcome | null> {
  const { rows } = await pool.query<Outcome>({
    name: 'answer_find',
    text: `SELECT ${outcomeColumns} FROM answer a JOIN derivation d ON d.id = a.derivation_id
           WHERE a.organization_id = $1 AND a.prompt_digest = $2 AND a.requested_model = $3 AND a.revision = $4`,
    values: [request.organizationId, promptDigest(request.prompt), request.requestedModel, request.revision],
  });
  return rows[0] ?? null;
}

/** Which of these derivations are finished. */
export async function findFinished(pool: Pool, keys: Buffer[]): Promise<Outcome[]> {
  const { rows } = await pool.query<Outcome>({
    name: 'derivation_finished',
    text: `SELECT ${outcomeColumns} FROM derivation d WHERE d.key = ANY ($1) AND d.state IN ('succeeded', 'failed')`,
    values: [keys],
  });
  return rows;
}

/**
 * Claims the answer: in one transaction the derivation's row (which is also the queue's entry), the answer that points
 * to it, its place in the organization's quota, and the reservation. Whoever comes second finds the first one's row; nobody waits for a generation here.
 *
 * @returns the derivation's id
 * @throws ApiError invalid_request for a revision beyond the next one, a quota that is used up, and the three states of a budget
 */
export function claim(pool: Pool, request: DerivationRequest, terms: ClaimTerms): Promise<string> {
  return transaction(pool, async (client) => {
    await refuseRevisionGap(client, request);
    const made =
      (await insertDerivation(client, request, terms)) ?? (await restartFailed(client, request, terms));
    const id = made?.id ?? (await existingId(client, request));
    // Made with an own key, or after a look at somebody's logs: nobody else's business.
    const shares = terms.sharing && request.revision === 1 && made?.ownProvider === null;
    await insertAnswer(client, request, id, made !== null && !shares);
    if (!made) return id;
    if (shares && (await joinShared(client, made.id)) !== 'makes') return id;
    if (shares) await client.query(`SELECT pg_notify('ai_drv_queued', '')`);
    const limits = await admit(client, request.organizationId, made.reserveMicros, terms);
    // The last locks of the transaction, those that others wait for: the quota's, and then the budgets'.
    await countGeneration(client, request.organizationId, limits);
    if (made.reserveMicros > 0) await reserve(client, request.organizationId, made.reserveMicros, terms);
    return id;
  });
}

/** A run that this transaction begins. */
interface Made {
  id: string;
  reserveMicros: number;
  ownProvider: string | null;
}

async function refuseRevisionGap(client: PoolClient, request: DerivationRequest): Promise<void> {
  if (request.revision === 1) return;
  const { rows } = await client.query<{ latest: number }>(
    `SELECT coalesce(max(revision), 0) AS latest FROM answer
     WHERE organization_id = $1 AND prompt_digest = $2 AND requested_model = $3`,
    [request.organizationId, promptDigest(request.prompt), request.requestedModel],
  );
  const latest = rows[0]!.latest;
  if (request.revision <= latest + 1) return;
  throw new ApiError(
    'invalid_request',
    `This prompt has ${latest === 0 ? 'no revision' : `revisions 1 to ${latest}`} so far; the next one is revision=${latest + 1}.`,
  );
}

/** DO NOTHING, not DO UPDATE … WHERE false: that would lock the row and hide it from the workers' SKIP LOCKED. */
async function insertDerivation(
  client: PoolClient,
  request: DerivationRequest,
  terms: ClaimTerms,
): Promise<Made | null> {
  const { model, ownProvider } = terms;
  const reserveMicros = ownProvider === null ? terms.reserveMicrosOf(model) : 0;
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO derivation (id, organization_id, key, prompt, model, revision, reserved_micros, own_provider, deadline, budget_month)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $9, clock_timestamp() + $8 * interval '1 ms', ${thisMonth})
     ON CONFLICT (key) DO NOTHING RETURNING id`,
    [
      randomUUID(),
      request.organizationId,
      derivationKey(request),
      request.prompt,
      model,
      request.revision,
      reserveMicros,
      terms.deadlineMs,
      ownProvider,
    ],
  );
  return rows[0] ? { id: rows[0].id, reserveMicros, ownProvider } : null;
}

/**
 * A failure that is old enough starts a new run of the same derivation. Its model stays what it was, and says what to
 * reserve; so does an own key that it was asked with, and one that was stored since is taken.
 */
async function restartFailed(
  client: PoolClient,
  request: DerivationRequest,
  terms: ClaimTerms,
): Promise<Made | null> {
  const key = derivationKey(request);
  const { rows } = await client.query<{ id: string; model: string; own_provider: string | null }>(
    `SELECT id, model, own_provider FROM derivation
     WHERE key = $1 AND state = 'failed' AND retry_at <= now() AND deleted_at IS NULL FOR UPDATE`,
    [key],
  );
  const failed = rows[0];
  if (!failed) return null;
  const ownProvider = failed.own_provider ?? (failed.model === terms.model ? terms.ownProvider : null);
  const reserveMicros = ownProvider === null ? terms.reserveMicrosOf(failed.model) : 0;
  await client.query(
    `UPDATE derivation SET state = 'queued', run = run + 1, fence = fence + 1, attempts = 0, owner = NULL, due_at = now(),
       claimed_at = now(), started_at = NULL,
       deadline = clock_timestamp() + $2 * interval '1 ms', reserved_micros = $3, budget_month = ${thisMonth},
       own_provider = $4, shared_id = NULL, follows = NULL,
       failure_code = NULL, failure_message = NULL, retry_at = NULL, finished_at = NULL
     WHERE id = $1`,
    [failed.id, terms.deadlineMs, reserveMicros, ownProvider],
  );
  return { id: failed.id, reserveMicros, ownProvider };
}

async function insertAnswer(client: PoolClient, request: DerivationRequest, id: string, isNew: boolean) {
  await client.query({
    name: isNew ? 'answer_insert_new' : 'answer_insert',
    text: `
      WITH answered AS (
        INSERT INTO answer (organization_id, prompt_digest, requested_model, revision, derivation_id)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
      )
      SELECT ${isNew ? `pg_notify('ai_drv_queued', '')` : ''}`,
    values: [
      request.organizationId,
      promptDigest(request.prompt),
      request.requestedModel,
      request.revision,
      id,
    ],
  });
}

async function existingId(client: PoolClient, request: DerivationRequest): Promise<string> {
  const { rows } = await client.query<{ id: string }>('SELECT id FROM derivation WHERE key = $1', [
    derivationKey(request),
  ]);
  return rows[0]!.id;
}
