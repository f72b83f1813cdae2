import { z } from 'zod';

/** Scopes of a token. `generate`: the data plane. `read`, `manage`: the organization's things. `admin`: all organizations. */
export const scopes = ['generate', 'read', 'manage', 'admin'] as const;
export type Scope = (typeof scopes)[number];

export const time = z.iso.datetime().describe('ISO 8601, UTC');
export const micros = z.int().min(0).describe('micro-dollars');

export const checkView = z.object({
  name: z.enum(['parsed', 'policy', 'evaluated', 'evaluated-nixpkgs', 'hashes', 'built']),
  outcome: z.enum(['passed', 'failed', 'skipped']),
  reason: z.string(),
  diagnostics: z.array(
    z.object({ rule: z.string(), message: z.string(), hint: z.string(), line: z.int(), column: z.int() }),
  ),
});

export const checksView = z.object({ checks: z.array(checkView) });

/** Tokens as the provider counts them; `cachedInput` is part of `input`, `reasoning` of `output`. All 0 without a model. */
export const usageView = z.object({
  inputTokens: z.int().min(0),
  cachedInputTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  reasoningTokens: z.int().min(0),
});

const price = z
  .object({ inputMicros: micros, cachedInputMicros: micros, outputMicros: micros })
  .nullable()
  .describe('micro-dollars per million tokens; null: not known, counted high');

export const modelView = z.object({
  name: z.string().describe('what may stand in `model`'),
  model: z.string().nullable().describe("the provider's id"),
  provider: z.string().nullable().describe('host'),
  dialect: z.enum(['responses', 'chat']).nullable(),
  default: z.boolean(),
  ownKey: z
    .boolean()
    .describe("answered with the organization's own key, on its own account; never shared with others"),
  price,
  contextTokens: z.int().nullable(),
  experimental: z.boolean(),
  shutdownDate: z.iso.date().nullable().describe('the day the provider shuts it down, where it told one'),
  note: z.string(),
});

export const derivationView = z.object({
  id: z.uuid(),
  prompt: z.string(),
  model: z.string(),
  ownProvider: z
    .string()
    .nullable()
    .describe("the provider whose key of the organization's own made and paid it; null: the server's"),
  revision: z.int().min(1),
  state: z.enum(['queued', 'running', 'succeeded', 'failed']),
  hash: z.string().nullable().describe('SRI, as `hash` of mkAIDerivation takes it; null until it succeeded'),
  expression: z.string().nullable().describe('the Nix expression; null until it succeeded, and in lists'),
  checks: z.array(checkView),
  steps: z.int().min(0).describe('how many steps are stored'),
  costMicros: micros,
  usage: usageView,
  failure: z
    .object({ code: z.string(), detail: z.string(), retryAt: time.nullable() })
    .nullable()
    .describe('why it failed, and from when the same request starts anew'),
  provenance: z.record(z.string(), z.unknown()).nullable(),
  createdAt: time,
  finishedAt: time.nullable(),
});

export const stepView = z.object({
  index: z.int().min(0),
  run: z.int().min(1),
  kind: z.string(),
  output: z.unknown(),
  costMicros: micros,
  usage: usageView.nullable(),
  createdAt: time,
});

export const roles = ['owner', 'admin', 'member'] as const;

export const shownToken = {
  id: z.uuid(),
  name: z.string(),
  prefix: z.string().describe('the first ten characters of the secret'),
  last4: z.string().describe('its last four'),
  scopes: z.array(z.enum(scopes)),
  expiresAt: time.nullable(),
};

export const tokenView = z.object({
  ...shownToken,
  user: z.object({ id: z.string(), name: z.string() }),
  lastUsedAt: time.nullable().describe('to within two minutes'),
  rotatedAt: time.nullable(),
  previousUntil: time.nullable().describe('until when the secret before the last rotation is still taken'),
  createdAt: time,
});

export const issuedTokenView = tokenView.extend({
  secret: z.string().describe('the token itself; shown this once'),
});

export const organizationView = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  role: z.enum(roles).describe("the caller's"),
  members: z.int().min(1),
  createdAt: time,
});

export const memberView = z.object({
  id: z.string(),
  role: z.enum(roles),
  user: z.object({ id: z.string(), email: z.string(), name: z.string() }),
  createdAt: time,
});

export const invitationView = z.object({
  id: z.string(),
  email: z.string(),
  role: z.enum(roles),
  url: z.string().describe('the link to hand over; whoever has it and the address may join'),
  expiresAt: time,
  createdAt: time,
});

const count = z.int().min(0);

export const limitsView = z.object({
  requestsPerMinute: z
    .object({ token: count, address: count })
    .describe('counted by each process for itself; RateLimit in each answer says what is left'),
  generationsPerMinute: z.object({
    limit: count,
    left: count,
    resetsAt: time.nullable().describe('when the oldest of them counts no more; null: none counts'),
  }),
  generationsPerDay: z.object({ limit: count, left: count, resetsAt: time }),
  generationsAtOnce: z.object({
    limit: count,
    running: count,
    queued: count.describe('waiting for their turn'),
  }),
  monthlyMicros: z.object({
    limit: micros,
    used: micros,
    reserved: micros.describe('held back for generations under way'),
    left: micros,
    resetsAt: time,
  }),
});

const period = z.object({
  generations: count.describe('that ended'),
  costMicros: micros,
  since: time,
  resetsAt: time,
});

export const spentView = z
  .object({ day: period, week: period.describe('from Monday'), month: period })
  .describe('UTC; generations count where they were claimed, so the days of a month add up to its budget');

export const organizationLimitsView = z.object({
  organizationId: z.string(),
  own: z
    .object({
      monthlyCapMicros: micros.nullable(),
      generationsPerMinute: count.nullable(),
      generationsPerDay: count.nullable(),
      generationsAtOnce: count.nullable(),
    })
    .describe("what an administrator set; null: the settings' value holds"),
  limits: limitsView,
  spent: spentView,
});

export const meView = z.object({
  user: z.object({
    id: z.string(),
    email: z.string(),
    emailVerified: z.boolean(),
    name: z.string(),
    admin: z.boolean().describe('may administer the server'),
  }),
  organization: z.object({ id: z.string(), name: z.string(), slug: z.string(), role: z.enum(roles) }),
  scopes: z.array(z.enum(scopes)).describe('what this caller may do'),
  token: z.object(shownToken).nullable().describe('null: a session'),
  budget: z.object({
    capMicros: micros,
    usedMicros: micros,
    reservedMicros: micros,
    resetsAt: time,
  }),
  limits: limitsView,
  spent: spentView,
});

export const providerKeyView = z.object({
  provider: z.enum(['openai', 'gemini', 'anthropic', 'openrouter', 'custom']),
  last4: z.string().describe('the last four characters; the key itself is never shown'),
  baseUrl: z.string().nullable().describe('of `custom` only'),
  model: z.string().nullable().describe('of `custom` only'),
  dialect: z.enum(['responses', 'chat']).nullable().describe('of `custom` only'),
  readable: z
    .boolean()
    .describe('false: it was sealed with a master secret that is lost. Store it again, or delete it'),
  createdAt: time.describe('when this key was stored'),
});

export type ProviderKeyView = z.infer<typeof providerKeyView>;
/** One fact about an expression. */
export type Check = z.infer<typeof checkView>;
export type ChecksView = z.infer<typeof checksView>;
export type DerivationView = z.infer<typeof derivationView>;
export type StepView = z.infer<typeof stepView>;
export type UsageView = z.infer<typeof usageView>;
export type ModelView = z.infer<typeof modelView>;
export type TokenView = z.infer<typeof tokenView>;
export type IssuedTokenView = z.infer<typeof issuedTokenView>;
export type OrganizationView = z.infer<typeof organizationView>;
export type MemberView = z.infer<typeof memberView>;
export type InvitationView = z.infer<typeof invitationView>;
export type LimitsView = z.infer<typeof limitsView>;
export type SpentView = z.infer<typeof spentView>;
export type OrganizationLimitsView = z.infer<typeof organizationLimitsView>;
export type MeView = z.infer<typeof meView>;

/** A page of a list of these. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable().describe('null on the last page') });

/** A page of a list; `nextCursor` is null on the last one. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
