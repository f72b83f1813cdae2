import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../../../libs/config/index.js';
import type { Scope } from '../../../../libs/contracts/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { suspension } from '../common/suspension.js';
import { ApiError } from '../common/api-error.js';
import { CONFIG, DATABASE } from '../common/core.module.js';
import { roleOf, type Caller } from '../common/http.js';
import { Keys } from '../common/keys.js';
import { originMistake, ownOrigins } from '../common/origin.js';
import { sessionSecret } from './auth.js';

interface SessionRow {
  id: string;
  user_id: string;
  admin: boolean;
  organization_id: string | null;
  role: string | null;
  suspension_reason: string | null;
}

const reading = new Set(['GET', 'HEAD']);

/** better-auth's sessions, as /v1 takes them: one prepared statement, where better-auth's own look-up takes three queries and hides an outage. */
@Injectable()
export class SessionsService {
  private readonly cookieName: string;
  private readonly secret: string;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    keys: Keys,
  ) {
    const prefix = config.publicUrl.startsWith('https:') ? '__Secure-' : '';
    this.cookieName = `${prefix}better-auth.session_token`;
    this.secret = sessionSecret(keys);
  }

  /**
   * Who holds the session of this request, and in which organization.
   * @returns null when it carries none
   * @throws ApiError session_ended, organization_missing; origin_mismatch for a write from a page that is not ours
   */
  async verify(request: IncomingMessage): Promise<Caller | null> {
    const cookie = this.cookie(request);
    if (cookie === null) return null;
    const token = this.signed(cookie);
    const row = token === null ? undefined : await this.find(token);
    if (!row) throw new ApiError('session_ended');
    this.refuseOtherOrigin(request);
    if (row.organization_id === null) throw new ApiError('organization_missing');
    const scopes: Scope[] = ['generate', 'read', 'manage', ...(row.admin ? (['admin'] as const) : [])];
    return {
      organizationId: row.organization_id,
      userId: row.user_id,
      tokenId: null,
      tokenHash: null,
      sessionId: row.id,
      scopes,
      role: roleOf(row.role),
      suspensionReason: row.suspension_reason,
    };
  }

  /** Which of these callers' sessions are over, or reach the organization that they called for no more, and why. */
  async ended(callers: Caller[]): Promise<[Caller, ApiError][]> {
    if (callers.length === 0) return [];
    const { rows } = await this.database.pool.query<{
      id: string;
      organizations: Record<string, string | null>;
    }>({
      name: 'session_standing',
      text: standingStatement,
      values: [callers.map(({ sessionId }) => sessionId)],
    });
    const standing = new Map(rows.map(({ id, organizations }) => [id, organizations]));
    return callers.flatMap((caller): [Caller, ApiError][] => {
      const organizations = standing.get(caller.sessionId!);
      if (!organizations) return [[caller, new ApiError('session_ended')]];
      const reason = organizations[caller.organizationId];
      if (reason === undefined) return [[caller, new ApiError('organization_missing')]];
      const suspended = suspension(reason);
      return suspended ? [[caller, suspended]] : [];
    });
  }

  /** Whose session it is, for the audit trail; null for none that holds. */
  async actor(request: IncomingMessage): Promise<{ userId: string; organizationId: string | null } | null> {
    const cookie = this.cookie(request);
    const token = cookie === null ? null : this.signed(cookie);
    const row = token === null ? undefined : await this.find(token);
    return row ? { userId: row.user_id, organizationId: row.organization_id } : null;
  }

  private refuseOtherOrigin(request: IncomingMessage): void {
    if (reading.has(request.method ?? '')) return;
    const { origin } = request.headers;
    if (origin !== undefined && ownOrigins(this.config.publicUrl).includes(origin)) return;
    throw new ApiError('origin_mismatch', originMistake(origin, this.config.publicUrl));
  }

  private cookie(request: IncomingMessage): string | null {
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const equals = pair.indexOf('=');
      if (equals !== -1 && pair.slice(0, equals).trim() === this.cookieName)
        return pair.slice(equals + 1).trim();
    }
    return null;
  }

  /** better-auth's cookie is `token.signature`, percent-encoded; the signature is the base64 HMAC-SHA256 of the token. */
  private signed(cookie: string): string | null {
    const text = percentDecoded(cookie);
    const dot = text.lastIndexOf('.');
    if (dot < 1) return null;
    const token = text.slice(0, dot);
    const expected = createHmac('sha256', this.secret).update(token).digest();
    const given = Buffer.from(text.slice(dot + 1), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected) ? token : null;
  }

  private async find(token: string): Promise<SessionRow | undefined> {
    const { rows } = await this.database.pool.query<SessionRow>({
      name: 'session_find',
      text: findStatement,
      values: [token],
    });
    return rows[0];
  }
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ''; // no cookie of ours
  }
}

const holds = `s.expires_at > now() AND NOT (u.banned IS TRUE AND coalesce(u.ban_expires > now(), true))`;

const findStatement = `
  SELECT s.id, s.user_id, coalesce(u.role = 'admin', false) AS admin, m.organization_id, m.role, o.suspension_reason
  FROM session s
  JOIN "user" u ON u.id = s.user_id
  LEFT JOIN member m ON m.organization_id = s.active_organization_id AND m.user_id = s.user_id
  LEFT JOIN organization o ON o.id = m.organization_id
  WHERE s.token = $1 AND ${holds}`;

/** The organizations that a session reaches, with why one is suspended. */
const standingStatement = `
  SELECT s.id, coalesce((SELECT jsonb_object_agg(m.organization_id, o.suspension_reason)
    FROM member m JOIN organization o ON o.id = m.organization_id WHERE m.user_id = s.user_id), '{}') AS organizations
  FROM session s JOIN "user" u ON u.id = s.user_id WHERE s.id = ANY ($1) AND ${holds}`;
