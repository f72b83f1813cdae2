import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../../../libs/config/index.js';
import type {
  ChangeLimits,
  LimitsView,
  OrganizationLimitsView,
  SpentView,
} from '../../../../libs/contracts/index.js';
import type { Database, Prisma } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { auditRow, type Actor } from '../common/audit.js';
import { CONFIG, DATABASE } from '../common/core.module.js';
import { requireUuid } from '../common/ids.js';
import { spent } from './spend.store.js';
import { standing, type EffectiveLimits } from './standing.store.js';

@Injectable()
export class LimitsService {
  private readonly defaults: EffectiveLimits;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
  ) {
    const { generationsPerMinute, generationsPerDay, generationsAtOnce } = config.limits;
    const monthlyCapMicros = config.monthlyBudgetMicros;
    this.defaults = { monthlyCapMicros, generationsPerMinute, generationsPerDay, generationsAtOnce };
  }

  /** What holds: an administrator's word, else the settings'. */
  async effective(organizationId: string): Promise<EffectiveLimits> {
    const own = await this.own(organizationId);
    const limits = { ...this.defaults };
    for (const name of Object.keys(limits) as (keyof EffectiveLimits)[])
      limits[name] = own[name] ?? limits[name];
    return limits;
  }

  /** The limits with what is left of them now. */
  async standing(organizationId: string): Promise<LimitsView> {
    const { requestsPerToken, requestsPerAddress } = this.config.limits;
    const limits = await this.effective(organizationId);
    return {
      requestsPerMinute: { token: requestsPerToken, address: requestsPerAddress },
      ...(await standing(this.database.pool, organizationId, limits)),
    };
  }

  /** What it spent on this UTC day, in this week (from Monday) and this month. */
  spent(organizationId: string): Promise<SpentView> {
    return spent(this.database.pool, organizationId);
  }

  /** All that an administrator is shown of an organization's limits. */
  async show(organizationId: string): Promise<OrganizationLimitsView> {
    return {
      organizationId,
      own: await this.own(organizationId),
      limits: await this.standing(organizationId),
      spent: await this.spent(organizationId),
    };
  }

  /**
   * Changes what holds, from the next claim and pick-up on: a cap that is lowered holds for the current month too, below
   * what is spent or held as well. What is absent stays, null goes back to the settings' value. Audited.
   * @throws ApiError not_found
   */
  async change(organizationId: string, changes: ChangeLimits, by: Actor): Promise<OrganizationLimitsView> {
    requireUuid(organizationId);
    const { prisma } = this.database;
    const row = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    await prisma.$transaction(async (tx) => {
      if (!(await tx.organization.findUnique({ where: { id: organizationId } })))
        throw new ApiError('not_found');
      await tx.organizationLimit.upsert({
        where: { organizationId },
        create: { organizationId, ...row },
        update: row,
      });
      const cap = changes.monthlyCapMicros;
      // Made where there is none, too: a claim that is just making it would make it with the cap of before.
      if (cap !== undefined)
        await tx.$executeRaw`
          INSERT INTO budget (organization_id, month, cap_micros)
          VALUES (${organizationId}, date_trunc('month', now() AT TIME ZONE 'UTC')::date, ${cap}::bigint)
          ON CONFLICT (organization_id, month) DO UPDATE SET cap_micros = excluded.cap_micros`;
      const detail = row as Prisma.InputJsonObject;
      // In the trail of the organization that it was done to.
      const data = auditRow({ ...by, organizationId }, 'limits.changed', organizationId, detail);
      await tx.auditEvent.create({ data });
    });
    return this.show(organizationId);
  }

  private async own(organizationId: string): Promise<{ [K in keyof EffectiveLimits]: number | null }> {
    const row = await this.database.prisma.organizationLimit.findUnique({ where: { organizationId } });
    const cap = row?.monthlyCapMicros ?? null;
    return {
      monthlyCapMicros: cap === null ? null : Number(cap),
      generationsPerMinute: row?.generationsPerMinute ?? null,
      generationsPerDay: row?.generationsPerDay ?? null,
      generationsAtOnce: row?.generationsAtOnce ?? null,
    };
  }
}
