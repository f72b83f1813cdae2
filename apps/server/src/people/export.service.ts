import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '../../../../libs/database/index.js';
import { auditRow } from '../common/audit.js';
import { DATABASE } from '../common/core.module.js';
import type { Caller } from '../common/http.js';
import { HeldCallersService } from '../tokens/held-callers.service.js';

// What is read at once; between two reads no connection is held, however slowly the client takes it.
const rowsAtOnce = 200;

interface Part {
  name: string;
  /** Rows as JSON, in the order of `position`; $1 organization, $2 user, $3 the position to go on after ('' at first). */
  text: string;
}

/** What the service holds of a caller and their organization, as one JSON document. No secret is in it: not even our hashes. */
@Injectable()
export class ExportService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly heldCallers: HeldCallersService,
  ) {}

  /**
   * The document in pieces. A member gets their own account and tokens; owners and admins the whole organization.
   * @throws ApiError in the middle, when the caller's token or session ends: a slow reader would else be told what came later
   */
  async *document(caller: Caller): AsyncGenerator<string> {
    const exported = caller.role === 'member' ? 'account.exported' : 'organization.exported';
    await this.database.prisma.auditEvent.create({ data: auditRow(caller, exported, caller.organizationId) });
    const watch = this.heldCallers.watch(caller);
    try {
      yield* this.pieces(caller, watch.ended);
    } finally {
      watch.release();
    }
  }

  private async *pieces(caller: Caller, ended: AbortSignal): AsyncGenerator<string> {
    yield `{"exportedAt":${JSON.stringify(new Date().toISOString())}`;
    const parts = caller.role === 'member' ? accountParts : [...accountParts, ...organizationParts];
    for (const { name, text } of parts) {
      yield `,\n${JSON.stringify(name)}:[`;
      let separator = '\n';
      for (let position = ''; ;) {
        if (ended.aborted) throw ended.reason;
        const { rows } = await this.database.pool.query<{ position: string; row: string }>(
          `SELECT position, row::text AS row FROM (${text}) p WHERE position > $3 ORDER BY position LIMIT ${rowsAtOnce}`,
          [caller.organizationId, caller.userId, position],
        );
        for (const { row } of rows) {
          yield `${separator}${row}`;
          separator = ',\n';
        }
        if (rows.length < rowsAtOnce) break;
        position = rows.at(-1)!.position;
      }
      yield ']';
    }
    yield '\n}\n';
  }
}

const part = (name: string, position: string, columns: string, from: string): Part => ({
  name,
  // Both parameters stand in each text: PostgreSQL wants to know their types.
  text: `SELECT (${position})::text COLLATE "C" AS position, json_build_object(${columns}) AS row ${from} AND $1::text IS NOT NULL AND $2::text IS NOT NULL`,
});

const accountParts: Part[] = [
  part(
    'account',
    'u.id',
    `'id', u.id, 'name', u.name, 'email', u.email, 'emailVerified', u.email_verified, 'role', u.role, 'createdAt', u.created_at`,
    'FROM "user" u WHERE u.id = $2',
  ),
  part(
    'signIns',
    'a.id',
    `'provider', a.provider_id, 'accountId', a.account_id, 'createdAt', a.created_at`,
    'FROM account a WHERE a.user_id = $2',
  ),
  part(
    'sessions',
    's.id',
    `'ipAddress', s.ip_address, 'userAgent', s.user_agent, 'createdAt', s.created_at, 'expiresAt', s.expires_at`,
    'FROM session s WHERE s.user_id = $2',
  ),
  part(
    'memberships',
    'm.id',
    `'organizationId', o.id, 'organization', o.name, 'role', m.role, 'createdAt', m.created_at`,
    'FROM member m JOIN organization o ON o.id = m.organization_id WHERE m.user_id = $2',
  ),
  part(
    'ownTokens',
    't.id',
    `'id', t.id, 'organizationId', t.organization_id, 'name', t.name, 'prefix', t.prefix, 'last4', t.last4, 'scopes', t.scopes, 'createdAt', t.created_at, 'expiresAt', t.expires_at, 'revokedAt', t.revoked_at, 'lastUsedAt', t.last_used_at`,
    'FROM token t WHERE t.user_id = $2',
  ),
];

const organizationParts: Part[] = [
  part(
    'organization',
    'o.id',
    `'id', o.id, 'name', o.name, 'slug', o.slug, 'createdAt', o.created_at`,
    'FROM organization o WHERE o.id = $1',
  ),
  part(
    'members',
    'm.id',
    `'id', m.id, 'userId', u.id, 'name', u.name, 'email', u.email, 'role', m.role, 'createdAt', m.created_at`,
    'FROM member m JOIN "user" u ON u.id = m.user_id WHERE m.organization_id = $1',
  ),
  part(
    'invitations',
    'i.id',
    `'email', i.email, 'role', i.role, 'status', i.status, 'createdAt', i.created_at, 'expiresAt', i.expires_at`,
    'FROM invitation i WHERE i.organization_id = $1',
  ),
  part(
    'tokens',
    't.id',
    `'id', t.id, 'userId', t.user_id, 'name', t.name, 'prefix', t.prefix, 'last4', t.last4, 'scopes', t.scopes, 'createdAt', t.created_at, 'expiresAt', t.expires_at, 'revokedAt', t.revoked_at, 'lastUsedAt', t.last_used_at`,
    'FROM token t WHERE t.organization_id = $1',
  ),
  part(
    'providerKeys',
    'k.provider',
    `'provider', k.provider, 'last4', k.last4, 'baseUrl', k.base_url, 'model', k.model, 'dialect', k.dialect, 'createdAt', k.created_at`,
    'FROM provider_key k WHERE k.organization_id = $1',
  ),
  part(
    'derivations',
    'd.id',
    `'id', d.id, 'prompt', d.prompt, 'model', d.model, 'ownProvider', d.own_provider, 'revision', d.revision, 'state', d.state, 'sha256', encode(d.expression_sha256, 'hex'), 'checks', d.checks, 'provenance', d.provenance, 'costMicros', d.cost_micros, 'failure', d.failure_code, 'createdAt', d.created_at, 'finishedAt', d.finished_at, 'deletedAt', d.deleted_at`,
    'FROM derivation d WHERE d.organization_id = $1',
  ),
  part(
    'expressions',
    `encode(e.sha256, 'hex')`,
    `'sha256', encode(e.sha256, 'hex'), 'text', e.text, 'createdAt', e.created_at`,
    'FROM expression e WHERE e.organization_id = $1',
  ),
  part(
    'charges',
    `c.derivation_id::text || ' ' || lpad(c.run::text, 9, '0')`,
    `'derivationId', c.derivation_id, 'run', c.run, 'amountMicros', c.amount_micros, 'createdAt', c.created_at`,
    'FROM charge c WHERE c.organization_id = $1',
  ),
  part(
    'audit',
    'v.id',
    `'action', v.action, 'userId', v.user_id, 'tokenId', v.token_id, 'subject', v.subject, 'detail', v.detail, 'createdAt', v.created_at`,
    'FROM audit_event v WHERE v.organization_id = $1',
  ),
];
