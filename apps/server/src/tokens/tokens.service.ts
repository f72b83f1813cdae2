import { Inject, Injectable } from '@nestjs/common';
import type { Scope } from '../../../../libs/contracts/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { DATABASE } from '../common/core.module.js';
import { roleOf, type Caller } from '../common/http.js';
import { suspension } from '../common/suspension.js';
import { LastUsed } from './last-used.js';
import { hashToken, isWellFormedToken } from './token-format.js';
import { UsedAfterEnd } from './used-after-end.js';

export { mintToken } from './token-format.js';

interface TokenRow {
  presented: Buffer;
  id: string;
  organization_id: string;
  user_id: string;
  scopes: Scope[];
  role: string | null;
  suspension_reason: string | null;
  revoked: boolean;
  expired: boolean;
  unsupported: boolean;
}

@Injectable()
export class TokensService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly lastUsed: LastUsed,
    private readonly usedAfterEnd: UsedAfterEnd,
  ) {}

  /**
   * Who holds this token.
   * @throws ApiError token_malformed (without asking the database), token_unknown, token_revoked, token_expired. Only
   *   who presents the token itself learns the last two.
   */
  async verify(token: string): Promise<Caller> {
    if (!isWellFormedToken(token)) throw new ApiError('token_malformed');
    const hash = hashToken(token);
    const [row] = await this.find([hash]);
    if (!row) throw new ApiError('token_unknown');
    const mistake = mistakeOf(row);
    if (mistake?.code === 'token_revoked') this.usedAfterEnd.note(row.id, row.organization_id);
    if (mistake) throw mistake;
    this.lastUsed.note(row.id);
    return {
      organizationId: row.organization_id,
      userId: row.user_id,
      tokenId: row.id,
      tokenHash: hash,
      sessionId: null,
      scopes: row.scopes,
      role: roleOf(row.role),
      suspensionReason: row.suspension_reason,
    };
  }

  /** Which of these callers' tokens are good no more, and why. */
  async ended(callers: Caller[]): Promise<[Caller, ApiError][]> {
    if (callers.length === 0) return [];
    const found = await this.find(callers.map(({ tokenHash }) => tokenHash!));
    const rows = new Map(found.map((row) => [row.presented.toString('hex'), row]));
    return callers.flatMap((caller): [Caller, ApiError][] => {
      const row = rows.get(caller.tokenHash!.toString('hex'));
      // It was known when it was taken: its row went with its user or organization.
      const mistake = row
        ? (mistakeOf(row) ?? suspension(row.suspension_reason))
        : new ApiError('token_revoked');
      return mistake ? [[caller, mistake]] : [];
    });
  }

  private async find(hashes: Buffer[]): Promise<TokenRow[]> {
    const { rows } = await this.database.pool.query<TokenRow>({
      name: 'token_find',
      text: findStatement,
      values: [hashes],
    });
    return rows;
  }
}

function mistakeOf({ revoked, unsupported, expired }: TokenRow): ApiError | null {
  // A token rests on its user's membership, and one for administration on the user's role: without them it is as if revoked.
  if (revoked || unsupported) return new ApiError('token_revoked');
  return expired ? new ApiError('token_expired') : null;
}

// Runs on every request: a prepared statement by `pg`, a third of what Prisma's findUnique costs. After a rotation the
// secret before the last is found too: until its grace is over it is good, from then on it was revoked.
const findStatement = `
  SELECT p.hash AS presented, t.id, t.organization_id, t.user_id, t.scopes, m.role, o.suspension_reason,
         t.revoked_at IS NOT NULL OR (t.hash <> p.hash AND coalesce(t.previous_until <= now(), true)) AS revoked,
         coalesce(t.expires_at <= now(), false) AS expired,
         m.id IS NULL
           OR (u.banned IS TRUE AND coalesce(u.ban_expires > now(), true))
           OR ('admin' = ANY (t.scopes) AND u.role IS DISTINCT FROM 'admin') AS unsupported
  FROM unnest($1::bytea[]) AS p(hash)
  JOIN LATERAL (
    SELECT * FROM token WHERE hash = p.hash UNION ALL SELECT * FROM token WHERE previous_hash = p.hash
  ) t ON true
  JOIN "user" u ON u.id = t.user_id
  JOIN organization o ON o.id = t.organization_id
  LEFT JOIN member m ON m.organization_id = t.organization_id AND m.user_id = t.user_id`;
