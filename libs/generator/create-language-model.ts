import OpenAI from 'openai';
import { chatAnswer, chatBody } from './chat-dialect.js';
import { guardedFetch } from './guarded-fetch.js';
import { type LanguageModel, ModelError } from './language-model.js';
import type { ModelProfile } from './model-profile.js';
import { type CallLimits, callProvider, defaultCallLimits } from './provider-call.js';
import { responsesAnswer, responsesBody } from './responses-dialect.js';

export interface LanguageModelOptions {
  /** Goes to the profile's base URL and nowhere else; null where the profile needs none. */
  apiKey: string | null;
  /** The way out: for a base URL that a tenant chose, one that guards addresses. */
  fetch?: typeof fetch;
  limits?: Partial<CallLimits>;
}

/**
 * Opens a model. Answers are not streamed: an answer is used only when it is whole, and a stream that ends early looks
 * to the SDK like one that ended.
 * @throws ModelError `key_rejected` when the profile needs a key and there is none
 */
export function createLanguageModel(profile: ModelProfile, options: LanguageModelOptions): LanguageModel {
  const { apiKey, fetch = globalThis.fetch } = options;
  if (profile.keySetting !== null && !apiKey)
    throw new ModelError('key_rejected', `needs a key: ${profile.keySetting} is not set`);
  const limits = { timeoutMs: profile.timeoutSeconds * 1000, ...defaultCallLimits, ...options.limits };
  const { baseURL } = profile;
  const client = new OpenAI({
    // What is undefined here, the SDK reads from the environment: then a tenant's base URL is sent the operator's key.
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL,
    logLevel: 'off',
    maxRetries: 0,
    // The deadline is callProvider's; this one must never be the first.
    timeout: 2 ** 31 - 1,
    fetch: guardedFetch({ baseURL, apiKey, maxBodyBytes: limits.maxBodyBytes, fetch }),
  });

  return {
    step: (request, caller) =>
      callProvider(
        async (signal) => {
          if (profile.dialect === 'responses') {
            const body = await client.responses.create(responsesBody(profile, request), { signal });
            return { ...responsesAnswer(body), requestId: body._request_id ?? null };
          }
          const body = await client.chat.completions.create(chatBody(profile, request), { signal });
          return { ...chatAnswer(body, request), requestId: body._request_id ?? null };
        },
        limits,
        caller,
      ),
  };
}
