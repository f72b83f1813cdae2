import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type {
  CreateToken,
  IssuedTokenView,
  Page,
  PageQuery,
  Scope,
  TokenView,
} from '../../../../libs/contracts/index.js';
import type { Database, Prisma } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { auditRow } from '../common/audit.js';
import { DATABASE } from '../common/core.module.js';
import { after, pageOf } from '../common/cursor.js';
import type { Caller } from '../common/http.js';
import { requireUuid } from '../common/ids.js';
import { addressOfRequest } from '../common/request-context.js';
import { hashToken, isWellFormedToken, mintToken } from './token-format.js';

const maximumTokens = 100;
const withUser = { user: { select: { id: true, name: true } } } as const;
type TokenRow = Prisma.TokenGetPayload<{ include: typeof withUser }>;

/** The tokens of an organization as its members see and change them. A secret is in the answer of `issue` and `rotate`, and nowhere else. */
@Injectable()
export class IssuedTokensService {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Newest first, without revoked ones: a member's own, to owners and admins everybody's. */
  async list(caller: Caller, query: PageQuery): Promise<Page<TokenView>> {
    const rows = await this.database.prisma.token.findMany({
      where: { ...visible(caller), ...after(query.cursor) },
      include: withUser,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: query.limit + 1,
    });
    return pageOf(rows, query.limit, tokenView);
  }

  /** @throws ApiError scopes_beyond_caller, token_limit */
  async issue(caller: Caller, body: CreateToken): Promise<IssuedTokenView> {
    const beyond = body.scopes.filter((scope) => !caller.scopes.includes(scope));
    if (beyond.length > 0) {
      throw new ApiError(
        'scopes_beyond_caller',
        `A token may be given only scopes that its maker has; not: ${beyond.join(', ')}.`,
      );
    }
    const { organizationId, userId } = caller;
    const { secret, hash, prefix, last4 } = mintToken();
    const row = await this.database.prisma.$transaction(async (transaction) => {
      const role = await lockMember(transaction, caller);
      const count = await transaction.token.count({ where: { organizationId, userId, revokedAt: null } });
      if (count >= maximumTokens) throw new ApiError('token_limit');
      await transaction.auditEvent.create({
        data: auditRow(caller, 'token.created', `${prefix}…${last4}`, { scopes: body.scopes }),
      });
      return transaction.token.create({
        data: {
          id: randomUUID(),
          organizationId,
          userId,
          role,
          name: body.name,
          scopes: body.scopes,
          expiresAt: body.expiresAt ? new Date(body.expiresAt) : null,
          hash: Uint8Array.from(hash),
          prefix,
          last4,
        },
        include: withUser,
      });
    });
    return { ...tokenView(row), secret };
  }

  async rename(caller: Caller, id: string, name: string): Promise<TokenView> {
    const { prisma } = this.database;
    await this.change(caller, id, own(caller), 'token.renamed', { name });
    return tokenView(await prisma.token.findUniqueOrThrow({ where: { id }, include: withUser }));
  }

  /** A new secret for the same token; the one before is taken for `graceHours` more. Only its user may: the answer is the secret. */
  async rotate(caller: Caller, id: string, graceHours: number): Promise<IssuedTokenView> {
    requireUuid(id);
    const { secret, hash, prefix, last4 } = mintToken();
    const { rowCount } = await this.database.pool.query(
      `WITH rotated AS (
         UPDATE token SET previous_hash = hash, previous_until = now() + $5 * interval '1 hour', rotated_at = now(),
           hash = $6, prefix = $7, last4 = $8
         WHERE id = $1 AND organization_id = $2 AND user_id = $3 AND revoked_at IS NULL AND scopes <@ $9 RETURNING id)
       INSERT INTO audit_event (id, organization_id, user_id, token_id, action, subject, detail, client_address)
       SELECT gen_random_uuid(), $2, $3, $4, 'token.rotated', id, jsonb_build_object('graceHours', $5::float8), $10 FROM rotated`,
      [
        id,
        caller.organizationId,
        caller.userId,
        caller.tokenId,
        graceHours,
        hash,
        prefix,
        last4,
        caller.scopes,
        addressOfRequest(),
      ],
    );
    if (rowCount === 0) throw await this.rotationRefusal(caller, id);
    const row = await this.database.prisma.token.findUniqueOrThrow({ where: { id }, include: withUser });
    return { ...tokenView(row), secret };
  }

  /** The new secret would be a way to scopes that the caller lacks. */
  private async rotationRefusal(caller: Caller, id: string): Promise<ApiError> {
    const there = await this.database.prisma.token.count({ where: { ...own(caller), id } });
    return new ApiError(there === 0 ? 'not_found' : 'scopes_beyond_caller');
  }

  /** Both its secrets end, at once and everywhere. */
  async revoke(caller: Caller, id: string): Promise<void> {
    await this.change(caller, id, visible(caller), 'token.revoked', { revokedAt: new Date() });
  }

  /** Whoever holds a token may end it; says nothing about whether it existed. A secret from before a rotation ends alone. */
  async revokePresented(token: string): Promise<void> {
    if (!isWellFormedToken(token)) throw new ApiError('token_malformed');
    await this.database.pool.query(
      `WITH ended AS (
         UPDATE token SET revoked_at = CASE WHEN hash = $1 THEN now() END,
           previous_until = CASE WHEN hash = $1 THEN previous_until ELSE least(previous_until, now()) END
         WHERE (hash = $1 OR previous_hash = $1) AND revoked_at IS NULL RETURNING id, organization_id)
       INSERT INTO audit_event (id, organization_id, token_id, action, subject, client_address)
       SELECT gen_random_uuid(), organization_id, id, 'token.revoked_by_holder', id, $2 FROM ended`,
      [hashToken(token), addressOfRequest()],
    );
  }

  private async change(
    caller: Caller,
    id: string,
    where: Prisma.TokenWhereInput,
    action: string,
    data: Prisma.TokenUpdateManyMutationInput,
  ): Promise<void> {
    requireUuid(id);
    await this.database.prisma.$transaction(async (transaction) => {
      const { count } = await transaction.token.updateMany({ where: { ...where, id }, data });
      if (count === 0) throw new ApiError('not_found');
      await transaction.auditEvent.create({ data: auditRow(caller, action, id) });
    });
  }
}

/**
 * Holds the membership that a new token is to rest on, until the transaction ends: no other one is counted or made
 * meanwhile, and none is left behind by a member who goes, to come back to life when they do.
 * @returns their role as it is now
 * @throws ApiError token_revoked, as for any token without a member
 */
async function lockMember(
  transaction: Prisma.TransactionClient,
  { organizationId, userId }: Caller,
): Promise<string> {
  const [member] = await transaction.$queryRaw<{ role: string }[]>`
    SELECT role FROM member WHERE organization_id = ${organizationId} AND user_id = ${userId} FOR UPDATE`;
  if (!member) throw new ApiError('token_revoked');
  return member.role;
}

function own({ organizationId, userId }: Caller): Prisma.TokenWhereInput {
  return { organizationId, userId, revokedAt: null };
}

/** What of the organization's tokens a caller sees, and may revoke. */
function visible(caller: Caller): Prisma.TokenWhereInput {
  return caller.role === 'member' ? own(caller) : { organizationId: caller.organizationId, revokedAt: null };
}

export function tokenView(row: TokenRow): TokenView {
  const { id, name, prefix, last4, user } = row;
  const graced = row.previousUntil && row.previousUntil > new Date() ? row.previousUntil : null;
  return {
    id,
    name,
    prefix,
    last4,
    scopes: row.scopes as Scope[],
    user,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    rotatedAt: row.rotatedAt?.toISOString() ?? null,
    previousUntil: graced?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
