import type { Config } from '../../../../libs/config/index.js';
import type { BudgetTerms } from './budget.store.js';
import type { QuotaTerms } from './quota.store.js';

/** What the settings allow an organization, and all of them together, where an administrator has not said otherwise. */
export function claimLimits({
  limits,
  instanceMonthlyCapMicros,
  mail,
  ...config
}: Config): BudgetTerms & QuotaTerms {
  return {
    monthlyBudgetMicros: config.monthlyBudgetMicros,
    instanceCapMicros: instanceMonthlyCapMicros,
    verifiedOnly: mail !== null,
    generationsPerMinute: limits.generationsPerMinute,
    generationsPerDay: limits.generationsPerDay,
  };
}
