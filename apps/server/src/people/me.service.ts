import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../../../libs/config/index.js';
import type { MeView, Scope } from '../../../../libs/contracts/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { CONFIG, DATABASE } from '../common/core.module.js';
import { roleOf, type Caller } from '../common/http.js';

@Injectable()
export class MeService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  async show({ organizationId, userId, tokenId, scopes }: Caller): Promise<MeView> {
    const { prisma } = this.database;
    const member = await prisma.member.findFirst({
      where: { userId, organizationId },
      include: { user: true, organization: true },
    });
    const token = tokenId && (await prisma.token.findFirst({ where: { id: tokenId, organizationId } }));
    // Gone since the guard looked.
    if (!member || (tokenId && !token)) throw new ApiError('token_revoked');
    const { user, organization } = member;
    return {
      user: {
        id: user.id,
        email: user.email,
        emailVerified: user.emailVerified,
        name: user.name,
        admin: user.role === 'admin',
      },
      organization: {
        id: organization.id,
        name: organization.name,
        slug: organization.slug,
        role: roleOf(member.role),
      },
      scopes,
      token: token
        ? {
            id: token.id,
            name: token.name,
            prefix: token.prefix,
            last4: token.last4,
            scopes: token.scopes as Scope[],
            expiresAt: token.expiresAt?.toISOString() ?? null,
          }
        : null,
      budget: await this.budget(organizationId),
    };
  }

  /** This UTC month's money, by the database's clock; an organization that spent nothing yet has no row. */
  private async budget(organizationId: string): Promise<MeView['budget']> {
    const { rows } = await this.database.pool.query<{
      cap: string;
      used: string;
      reserved: string;
      resets_at: Date;
    }>(
      `SELECT coalesce(b.cap_micros, $2) AS cap, coalesce(b.used_micros, 0) AS used, coalesce(b.reserved_micros, 0) AS reserved,
         (m.month + interval '1 month') AT TIME ZONE 'UTC' AS resets_at
       FROM (SELECT date_trunc('month', now() AT TIME ZONE 'UTC') AS month) m
       LEFT JOIN budget b ON b.organization_id = $1 AND b.month = m.month::date`,
      [organizationId, this.config.monthlyBudgetMicros],
    );
    const row = rows[0]!;
    return {
      capMicros: Number(row.cap),
      usedMicros: Number(row.used),
      reservedMicros: Number(row.reserved),
      resetsAt: row.resets_at.toISOString(),
    };
  }
}
