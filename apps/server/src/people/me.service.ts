import { Inject, Injectable } from '@nestjs/common';
import type { MeView, Scope } from '../../../../libs/contracts/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { DATABASE } from '../common/core.module.js';
import { roleOf, type Caller } from '../common/http.js';
import { LimitsService } from '../limits/limits.service.js';

@Injectable()
export class MeService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly limits: LimitsService,
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
    const limits = await this.limits.standing(organizationId);
    const month = limits.monthlyMicros;
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
      budget: {
        capMicros: month.limit,
        usedMicros: month.used,
        reservedMicros: month.reserved,
        resetsAt: month.resetsAt,
      },
      limits,
      spent: await this.limits.spent(organizationId),
    };
  }
}
