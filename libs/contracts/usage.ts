import { z } from 'zod';
import { modelName } from './requests.js';
import { micros } from './views.js';

/** The longest range that usage is asked for. */
const maximumDays = 400;
const dayMs = 86_400_000;

const day = z.iso
  .date()
  .refine((text) => text >= '2020-01-01' && text < '2200-01-01', { error: 'is no day of this service' });

const range = {
  from: day.optional().describe('the first day, UTC; absent: the first of the month of `to`'),
  to: day.optional().describe('the last day, UTC, included; absent: today'),
};
const format = z.enum(['json', 'csv']).default('json');

type Range = { from?: string | undefined; to?: string | undefined };

/** Checked here as far as the query tells it; `to` may be the database's today. */
const inOrder = ({ from, to }: Range) => from === undefined || to === undefined || from <= to;
const outOfOrder = { error: '`from` lies after `to`', path: ['from'] };
const bounded = ({ from, to }: Range) =>
  from === undefined || to === undefined || Date.parse(to) - Date.parse(from) < maximumDays * dayMs;
const tooLong = { error: `at most ${maximumDays} days`, path: ['from'] };

/** Query of GET /v1/usage. */
export const usageQuery = z
  .strictObject({ ...range, format })
  .refine(inOrder, outOfOrder)
  .refine(bounded, tooLong);

const groups = ['day', 'organization', 'model'] as const;

/** Query of GET /v1/admin/usage. */
export const adminUsageQuery = z
  .strictObject({
    ...range,
    by: z
      .string()
      .default('day')
      .transform((text) => text.split(','))
      .pipe(z.array(z.enum(groups)).min(1).max(3))
      .refine((list) => new Set(list).size === list.length, { error: 'names one twice' })
      .describe('what a row is: one or more of day, organization and model, with commas'),
    organization: z
      .string()
      .regex(/^[\w-]{1,64}$/, { error: 'is no id' })
      .optional()
      .describe('of this one alone, by its id; also of a deleted one'),
    model: modelName.optional(),
    cursor: z.string().max(600).optional().describe('`nextCursor` of the page before'),
    limit: z.coerce.number().int().min(1).max(1_000).default(500),
    format,
  })
  .refine(inOrder, outOfOrder)
  .refine(bounded, tooLong);

const counts = {
  generations: z.int().min(0).describe('runs that ended'),
  failed: z.int().min(0).describe('those of them that gave no expression'),
  inputTokens: z.int().min(0),
  cachedInputTokens: z.int().min(0).describe('part of `inputTokens`'),
  outputTokens: z.int().min(0),
  reasoningTokens: z.int().min(0).describe('part of `outputTokens`'),
  costMicros: micros,
};

const total = z.object(counts);
const usageRow = z.object({ day: z.iso.date().describe('UTC'), model: z.string(), ...counts });
const days = { from: z.iso.date(), to: z.iso.date() };

export const usageReport = z.object({ ...days, total, items: z.array(usageRow) });

const adminUsageRow = z.object({
  day: z.iso.date().nullable().describe('null: rows are not by day'),
  organization: z
    .object({ id: z.string(), name: z.string().nullable().describe('null: deleted') })
    .nullable()
    .describe('null: rows are not by organization'),
  model: z.string().nullable().describe('null: rows are not by model'),
  ...counts,
});

export const adminUsageReport = z.object({
  ...days,
  total: total.describe('of the whole range, whatever the page'),
  items: z.array(adminUsageRow),
  nextCursor: z.string().nullable().describe('null on the last page'),
});

export type UsageQuery = z.infer<typeof usageQuery>;
export type AdminUsageQuery = z.infer<typeof adminUsageQuery>;
export type UsageCounts = z.infer<typeof total>;
export type UsageRow = z.infer<typeof usageRow>;
export type AdminUsageRow = z.infer<typeof adminUsageRow>;
export type UsageReport = z.infer<typeof usageReport>;
export type AdminUsageReport = z.infer<typeof adminUsageReport>;
