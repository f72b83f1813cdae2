import { z } from 'zod';

const micros = z.number().min(0).max(10_000_000_000);

/**
 * What must be known of a model to talk to it and to pay for it. Data, not code: operators write their own in a models
 * file, in these very fields.
 */
export const modelProfileSchema = z.strictObject({
  /** What a request's `model` names; `packager` is the generator without a model. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be 1 to 64 of a-z, 0-9, ".", "_" and "-"')
    .refine((name) => name !== 'packager', 'is taken: "packager" is the generator without a model')
    .refine((name) => name !== 'custom', 'is taken: "custom" is a server of an organization\'s own'),
  dialect: z.enum(['responses', 'chat']),
  /** Where the API begins, with its version: `/responses` or `/chat/completions` is appended. */
  baseURL: z.string().refine(isBaseURL, 'must be an http(s) URL without user name, query and fragment'),
  /** The provider's own id of the model. */
  model: z.string().min(1).max(200),
  /** The name of the setting that holds the key; null where none is needed. */
  keySetting: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*_API_KEY$/, 'must be the name of a setting, such as OPENAI_API_KEY')
    .nullable(),
  /** Micro-dollars per million tokens ($1 = 1,000,000), 0 for a model that nobody bills; null = unknown, see price.ts. */
  price: z
    .strictObject({ input: micros, cachedInput: micros, output: micros }, { error: missingPrice })
    .nullable(),
  /** The longest conversation that it can read and continue. */
  contextTokens: z.int().min(8_192).max(10_000_000),
  /** The longest answer that is asked of it, reasoning included. */
  maxOutputTokens: z.int().min(2_048).max(1_000_000),
  /** Whether a call of some tool (`required`) or of one by name (`named`) can be demanded. */
  forcedTool: z.enum(['required', 'named', 'none']),
  /** Whether tools may be declared `strict`: the provider then guarantees that arguments fit their schema. */
  strict: z.boolean(),
  reasoningEffort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).optional(),
  /** Whether the provider takes `safety_identifier`; many answer 400 to a parameter that they do not know. */
  safetyIdentifier: z.boolean().default(false),
  /** How dialect `chat` names the longest answer: OpenAI renamed it, most others did not. */
  outputLimit: z.enum(['max_tokens', 'max_completion_tokens']).default('max_tokens'),
  /** One call, with all its retries. Node's fetch gives up on an answer that has not begun after 300 s. */
  timeoutSeconds: z.int().min(5).max(300).default(180),
  experimental: z.boolean().default(false),
  /** The day on which the provider shuts the model down, where it told one. */
  shutdownDate: z.iso.date().optional(),
  /** A sentence for people: what to set up, what to know. */
  note: z.string().max(500).default(''),
});

export type ModelProfile = z.infer<typeof modelProfileSchema>;

/** A price must be told, if only as unknown: nobody's budget should depend on a forgotten line. */
function missingPrice({ code }: { code?: string }): string | undefined {
  return code === 'invalid_type'
    ? 'must be { input, cachedInput, output } in micro-dollars per million tokens ($1 = 1000000), or null if it is not known'
    : undefined;
}

function isBaseURL(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && !username && !password && !search && !hash;
}
