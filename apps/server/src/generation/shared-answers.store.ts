import type { PoolClient } from 'pg';

/**
 * AI_DRV_SHARING=instance. Every organization has a derivation, an answer and a text of its own, as without sharing: what
 * one of them deletes is its own. A `shared_answer`, which belongs to none, is how a first revision is made only once: the
 * first to ask makes it and pays; who asks meanwhile follows that derivation; who asks later is given a copy.
 * Failures are not shared: whoever follows one that fails, or that its organization deletes, makes its own.
 */

/** What a claim came to: this derivation is to be made, waits for another one, or has its answer already. */
export type Joined = 'makes' | 'follows' | 'given';

/** What the run of the maker cost, and its provider's own ids for it, are between the maker and the operator. */
const keptBack = `'{requestIds,usage,costMicros}'::text[]`;

/** Within the claim of a queued first revision that no own key makes. */
export async function joinShared(client: PoolClient, id: string): Promise<Joined> {
  const shared = await lockShared(client, id);
  // It was removed with its last organization at this very moment.
  if (shared === null) return 'makes';
  if (await publish(client, shared.id)) {
    await give(client, id, shared.id);
    return 'given';
  }
  const { rowCount } = await client.query(
    `UPDATE derivation d SET shared_id = $2, follows = m.id, reserved_micros = 0, due_at = d.deadline
     FROM derivation m WHERE d.id = $1 AND m.id = $3 AND m.id <> d.id AND m.state IN ('queued', 'running')`,
    [id, shared.id, shared.makerId],
  );
  if (rowCount === 1) return 'follows';
  // It may have ended between the two statements; what it is now it stays.
  if (await publish(client, shared.id)) {
    await give(client, id, shared.id);
    return 'given';
  }
  await client.query('UPDATE derivation SET shared_id = $2 WHERE id = $1', [id, shared.id]);
  await client.query('UPDATE shared_answer SET maker_id = $2 WHERE id = $1', [shared.id, id]);
  return 'makes';
}

export interface Shared {
  id: string;
  makerId: string | null;
}

/** The shared answer of a derivation's request, made when there is none, and locked: one at a time joins, gives or makes. */
export async function lockShared(
  client: PoolClient,
  derivationId: string,
  make = true,
): Promise<Shared | null> {
  const request = `SELECT a.prompt_digest, a.requested_model FROM answer a WHERE a.derivation_id = $1 LIMIT 1`;
  if (make)
    await client.query(
      `INSERT INTO shared_answer (id, prompt_digest, requested_model)
       SELECT gen_random_uuid(), r.* FROM (${request}) r ON CONFLICT DO NOTHING`,
      [derivationId],
    );
  const { rows } = await client.query<Shared>(
    `SELECT s.id, s.maker_id AS "makerId" FROM shared_answer s
     WHERE (s.prompt_digest, s.requested_model) = (${request}) FOR UPDATE`,
    [derivationId],
  );
  return rows[0] ?? null;
}

/** Copies what the maker made, once. Only from the derivation that was to make it, and while its organization has it. @returns whether it is there */
export async function publish(client: PoolClient, sharedId: string): Promise<boolean> {
  await client.query(
    `UPDATE shared_answer s SET model = m.model, expression_sha256 = m.expression_sha256, text = e.text, checks = m.checks,
       provenance = (coalesce(m.provenance, '{}') - ${keptBack}) || '{"shared": true}', made_at = now()
     FROM derivation m JOIN expression e ON e.organization_id = m.organization_id AND e.sha256 = m.expression_sha256
     WHERE s.id = $1 AND s.text IS NULL AND m.id = s.maker_id AND m.shared_id = s.id AND m.state = 'succeeded'
       AND m.deleted_at IS NULL AND e.text IS NOT NULL`,
    [sharedId],
  );
  const { rowCount } = await client.query('SELECT FROM shared_answer WHERE id = $1 AND text IS NOT NULL', [
    sharedId,
  ]);
  return rowCount === 1;
}

/** Finishes a queued derivation with a copy: its organization's own from then on. */
export async function give(client: PoolClient, id: string, sharedId: string): Promise<void> {
  await client.query(
    `WITH given AS (
       UPDATE derivation d SET state = 'succeeded', finished_at = now(), owner = NULL, reserved_micros = 0, follows = NULL,
         shared_id = s.id, model = s.model, expression_sha256 = s.expression_sha256, checks = s.checks,
         provenance = s.provenance
       FROM shared_answer s WHERE d.id = $1 AND s.id = $2 AND d.state = 'queued'
       RETURNING d.id, d.key, d.organization_id, s.expression_sha256, s.text
     ), kept AS (
       INSERT INTO expression (organization_id, sha256, text) SELECT organization_id, expression_sha256, text FROM given
       ON CONFLICT (organization_id, sha256) DO UPDATE SET text = excluded.text WHERE expression.text IS NULL)
     SELECT pg_notify('ai_drv_finished', encode(key, 'hex')), pg_notify('ai_drv_step', id::text) FROM given`,
    [id, sharedId],
  );
}
