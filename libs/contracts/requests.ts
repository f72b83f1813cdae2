import { z } from 'zod';
import { scopes } from './views.js';

export const maximumRevision = 1_000_000;

/** Names of model profiles: what may stand in `model`. */
export const modelName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.:/@-]{0,99}$/, { error: 'is not the name of a model' });

/** Body of POST /v1/derivations. The prompt's own rules (normalisePrompt) have errors of their own. */
export const createDerivation = z.strictObject({
  prompt: z.string(),
  model: modelName.optional(),
  revision: z.int().min(1).max(maximumRevision).optional(),
});

/** Body of POST /v1/check. The policy takes 64 KiB; a larger one is told so, and not cut off. */
export const checkRequest = z.strictObject({
  expression: z.string().max(131_072).describe('a Nix expression, as callPackage takes it'),
});

/** Query of GET /v1/derivations. */
export const listDerivations = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  state: z.enum(['queued', 'running', 'succeeded', 'failed']).optional(),
});

/** A page of any list. */
export const page = z.strictObject({
  cursor: z.string().max(200).optional().describe('`nextCursor` of the page before'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

export const plainText = (maximum: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maximum)
    .regex(/^\P{Cc}*$/u, { error: 'holds a control character' });

const tokenName = plainText(100).describe('for people; need not be unique');

/** Body of POST /v1/tokens. */
export const createToken = z.strictObject({
  name: tokenName,
  scopes: z
    .array(z.enum(scopes))
    .min(1)
    .max(scopes.length)
    .refine((list) => new Set(list).size === list.length, { error: 'names a scope twice' }),
  expiresAt: z.iso
    .datetime({ offset: true })
    .refine(
      (text) => Date.parse(text) > Date.now() && Date.parse(text) < Date.now() + 10 * 365 * 86_400_000,
      {
        error: 'must lie in the future, and within ten years',
      },
    )
    .nullable()
    .optional()
    .describe('ISO 8601; absent or null: it does not expire'),
});

/** Body of PATCH /v1/tokens/:id. */
export const renameToken = z.strictObject({ name: tokenName });

/** Body of POST /v1/tokens/:id/rotate. */
export const rotateToken = z
  .strictObject({
    graceHours: z.number().min(0).max(24).default(0).describe('how long the secret before is still taken'),
  })
  .prefault({});

/** Body of POST /v1/tokens/revoke. */
export const revokeToken = z.strictObject({ token: z.string().max(200) });

/** Whose keys an organization may store. `custom`: a server of its own that speaks OpenAI's API. */
export const keyProviders = ['openai', 'gemini', 'anthropic', 'openrouter', 'custom'] as const;

/** Body of PUT /v1/provider-keys/:provider. */
export const storeProviderKey = z.strictObject({
  key: z
    .string()
    // What would break an HTTP header is no key; of a shorter one the last four would tell too much.
    .regex(/^[!-~]{12,400}$/, { error: 'is not a key: 12 to 400 characters without blanks' })
    .describe('never shown again'),
  baseUrl: z.string().min(1).max(500).optional().describe('of `custom` only, and needed there: https://…/v1'),
  model: z
    .string()
    .regex(/^[\w.:/@-]{1,200}$/, { error: 'is not the name of a model' })
    .optional()
    .describe("of `custom` only, and needed there: the server's own id of the model"),
  dialect: z
    .enum(['responses', 'chat'])
    .optional()
    .describe('of `custom` only: which of the two APIs it speaks; Chat Completions unless said'),
});

export type KeyProvider = (typeof keyProviders)[number];
export type StoreProviderKey = z.infer<typeof storeProviderKey>;
const limit = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum).nullable().optional();

/** Body of PATCH /v1/admin/organizations/:id/limits. Absent: stays as it is; null: the settings' value. */
export const changeLimits = z
  .strictObject({
    monthlyCapMicros: limit(0, 1e12),
    generationsPerMinute: limit(1, 1_000),
    generationsPerDay: limit(0, 1e6),
    generationsAtOnce: limit(1, 1_000),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), { error: 'changes nothing' });

export type ChangeLimits = z.infer<typeof changeLimits>;
export type PageQuery = z.infer<typeof page>;
export type CreateToken = z.infer<typeof createToken>;
export type ListDerivations = z.infer<typeof listDerivations>;
