import { Inject, Injectable } from '@nestjs/common';
import type { Scope } from '../../../../libs/contracts/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { DATABASE } from '../common/core.module.js';
import type { Caller } from '../common/http.js';
import { hashToken, isWellFormedToken } from './token-format.js';

export { mintToken } from './token-format.js';

interface TokenRow {
  id: string;
  organization_id: string;
  user_id: string;
  scopes: Scope[];
  revoked: boolean;
  expired: boolean;
  member: boolean;
}

@Injectable()
export class TokensService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /**
   * Who holds this token.
   * @throws ApiError token_malformed (without asking the database), token_unknown, token_revoked, token_expired. Only
   *   who presents the token itself learns the last two.
   */
  async verify(token: string): Promise<Caller> {
    if (!isWellFormedToken(token)) throw new ApiError('token_malformed');
    const { rows } = await this.database.pool.query<TokenRow>({
      name: 'token_verify',
      text: verifyStatement,
      values: [hashToken(token)],
    });
    const row = rows[0];
    if (!row) throw new ApiError('token_unknown');
    // A token rests on its user's membership: without it, it is as if revoked.
    if (row.revoked || !row.member) throw new ApiError('token_revoked');
    if (row.expired) throw new ApiError('token_expired');
    return { organizationId: row.organization_id, userId: row.user_id, tokenId: row.id, scopes: row.scopes };
  }
}

// Runs on every request: a prepared statement by `pg`, a third of what Prisma's findUnique costs.
const verifyStatement = `
  SELECT t.id, t.organization_id, t.user_id, t.scopes,
         t.revoked_at IS NOT NULL AS revoked,
         coalesce(t.expires_at <= now(), false) AS expired,
         EXISTS (SELECT FROM member m WHERE m.organization_id = t.organization_id AND m.user_id = t.user_id) AS member
  FROM token t WHERE t.hash = $1`;
