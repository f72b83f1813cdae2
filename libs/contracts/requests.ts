import { z } from 'zod';

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

/** Query of GET /v1/derivations. */
export const listDerivations = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  state: z.enum(['queued', 'running', 'succeeded', 'failed']).optional(),
});

export type ListDerivations = z.infer<typeof listDerivations>;
