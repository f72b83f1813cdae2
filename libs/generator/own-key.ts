import { createLanguageModel } from './create-language-model.js';
import { GenerationError, type GenerationFailureCode, type Generator } from './generator.js';
import { type LanguageModel, ModelError } from './language-model.js';
import { createModelGenerator, type ModelGeneratorOptions } from './model-generator.js';
import { type ModelProfile, modelProfileSchema } from './model-profile.js';
import { shippedProfiles } from './profiles.js';

/** An organization's own key, and for a server of its own (`custom`) where that is and what to ask there. */
export interface OwnKey {
  apiKey: string;
  baseUrl: string | null;
  model: string | null;
  dialect: ModelProfile['dialect'] | null;
}

/** The name of a server of the organization's own: as a provider, and in a request's `model`. */
export const customProvider = 'custom';

const known = shippedProfiles.filter(({ keySetting }) => keySetting !== null);

/** The provider whose keys this profile takes; null for a server of the operator's. By its address: a key goes nowhere else. */
export function providerOf({ baseURL }: Pick<ModelProfile, 'baseURL'>): string | null {
  return known.find((shipped) => new URL(shipped.baseURL).origin === new URL(baseURL).origin)?.name ?? null;
}

/** The profile of a provider as it comes with ai-drv; undefined for `custom` and what is none. */
export function shippedProfile(provider: string): ModelProfile | undefined {
  return known.find(({ name }) => name === provider);
}

/**
 * The profile of a server of the organization's own. What it bills is between the two of them: it counts as nothing here,
 * and is bounded by tokens and steps.
 */
export function customProfile({ baseUrl, model, dialect }: Omit<OwnKey, 'apiKey'>): ModelProfile {
  const { name: _, ...ground } = shippedProfile('openrouter')!;
  // The schema keeps the name for this profile alone, so that no models file can stand in for it.
  return {
    ...modelProfileSchema.parse({
      ...ground,
      name: 'own',
      baseURL: baseUrl,
      model,
      dialect,
      keySetting: 'CUSTOM_API_KEY',
      price: { input: 0, cachedInput: 0, output: 0 },
      note: "Your organization's own server.",
    }),
    name: customProvider,
  };
}

/**
 * Asks for a few words, so that a key that does not work is told when it is stored and not in somebody's build. It goes
 * the very way that generations go: some providers list their models to anybody.
 * @throws ModelError
 */
export async function tryKey(
  profile: ModelProfile,
  { apiKey }: Pick<OwnKey, 'apiKey'>,
  fetch?: typeof globalThis.fetch,
): Promise<void> {
  const limits = { timeoutMs: 25_000, attempts: 2, maxRetryAfterMs: 2_000, maxBodyBytes: 500_000 };
  const model = createLanguageModel(profile, { apiKey, limits, ...(fetch && { fetch }) });
  const parameters = { type: 'object', properties: {}, required: [], additionalProperties: false };
  await model.step(
    {
      system: 'Be brief.',
      transcript: [{ role: 'user', text: 'Say: ok' }],
      // A list of no tools is rejected by some.
      tools: [{ name: 'ok', description: 'Says ok.', parameters }],
      toolChoice: 'auto',
      maxOutputTokens: 64,
      safetyIdentifier: 'trial-of-a-key',
    },
    new AbortController().signal,
  );
}

export interface OwnKeyGeneratorOptions extends Omit<ModelGeneratorOptions, 'model'> {
  provider: string;
  /** The key as it is now: read before each call, so that one that was taken away is not used any more. @throws GenerationError */
  key: () => Promise<OwnKey>;
  fetch?: typeof fetch;
}

/** The generator of a model that an organization pays for itself. Its failures are told to whoever can mend them. */
export function createOwnKeyGenerator(options: OwnKeyGeneratorOptions): Generator {
  const { profile, provider, key, fetch } = options;
  const model: LanguageModel = {
    async step(request, signal) {
      const { apiKey } = await key();
      return createLanguageModel(profile, { apiKey, ...(fetch && { fetch }) }).step(request, signal);
    },
  };
  const generator = createModelGenerator({ ...options, model });
  return {
    async run(request, recorder) {
      try {
        return await generator.run(request, recorder);
      } catch (error) {
        throw error instanceof GenerationError ? (ownFailure(error, provider) ?? error) : error;
      }
    },
  };
}

const ownCodes: Partial<Record<GenerationFailureCode, [GenerationFailureCode, string]>> = {
  provider_rejected_key: ['own_key_rejected', 'must store one that works'],
  provider_out_of_credit: ['own_key_out_of_credit', 'must add credit there, or store another key'],
  provider_error: ['own_key_misfit', 'must check key, base URL and model'],
};

function ownFailure({ code, message }: GenerationError, provider: string): GenerationError | null {
  const own = ownCodes[code];
  if (!own) return null;
  const [what] = message.split('. ', 1);
  return new GenerationError(
    own[0],
    `${what}. It is your organization's own key: its owner or an admin ${own[1]} (PUT /v1/provider-keys/${provider}). The server's key is not used in its place.`,
  );
}

/** What a trial says of a key, as the end of a sentence about the provider; and whether to come again may help. */
export function trialFailure(error: unknown): { clause: string; passing: boolean } | null {
  if (!(error instanceof ModelError)) return null;
  return { clause: error.message, passing: error.kind === 'unavailable' || error.kind === 'lost' };
}
