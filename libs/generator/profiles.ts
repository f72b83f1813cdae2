import { type ModelProfile, modelProfileSchema } from './model-profile.js';

/** Prices in dollars, as providers print them. */
const dollars = (input: number, cachedInput: number, output: number) => ({
  input: Math.round(input * 1e6),
  cachedInput: Math.round(cachedInput * 1e6),
  output: Math.round(output * 1e6),
});
const free = dollars(0, 0, 0);

const chat = { dialect: 'chat', forcedTool: 'none', strict: false } as const;
/** Servers on one's own machine: no key, no bill. What they can read is set when they are started, so it is assumed small. */
const local = { ...chat, keySetting: null, price: free, contextTokens: 32_768, maxOutputTokens: 8_192 };

/**
 * The profiles that come with ai-drv. Prices are the list prices of November 2026, and cached input counts in full where
 * its price was not certain; whoever pays otherwise says so in a models file.
 */
export const shippedProfiles: readonly ModelProfile[] = [
  {
    name: 'openai',
    dialect: 'responses',
    baseURL: 'https://api.openai.com/v1',
    model: 'gpt-6.1-terra',
    keySetting: 'OPENAI_API_KEY',
    price: dollars(1, 1, 5),
    contextTokens: 1_050_000,
    maxOutputTokens: 16_384,
    forcedTool: 'required',
    strict: true,
    reasoningEffort: 'medium',
    safetyIdentifier: true,
    note: 'OpenAI, over its Responses API. Nothing of a conversation is stored there.',
  },
  {
    ...chat,
    name: 'gemini',
    baseURL: 'https://generativelanguage.googleapis.com/v1beta/openai',
    model: 'gemini-3.8-flash',
    keySetting: 'GEMINI_API_KEY',
    price: dollars(0.75, 0.075, 3.75),
    contextTokens: 1_048_576,
    maxOutputTokens: 16_384,
    forcedTool: 'required',
    reasoningEffort: 'medium',
    note: "Google, over Gemini's endpoint for OpenAI's API.",
  },
  {
    ...chat,
    name: 'anthropic',
    baseURL: 'https://api.anthropic.com/v1',
    model: 'claude-sonnet-5-5',
    keySetting: 'ANTHROPIC_API_KEY',
    price: dollars(2, 2, 10),
    contextTokens: 1_000_000,
    maxOutputTokens: 16_384,
    experimental: true,
    note: "Anthropic's compatibility endpoint, which Anthropic itself does not recommend for production: no prompt caching, `strict` ignored.",
  },
  {
    ...chat,
    name: 'openrouter',
    baseURL: 'https://openrouter.ai/api/v1',
    model: 'openrouter/auto',
    keySetting: 'OPENROUTER_API_KEY',
    price: null,
    contextTokens: 128_000,
    maxOutputTokens: 16_384,
    note: 'OpenRouter. Name one model and its price in a models file: what "auto" costs is not known before.',
  },
  {
    ...local,
    name: 'ollama',
    baseURL: 'http://127.0.0.1:11434/v1',
    model: 'qwen3',
    timeoutSeconds: 300,
    note: 'Ollama on this machine, with a model that can call tools. Set OLLAMA_CONTEXT_LENGTH to 32768 or more: its default cuts the prompt off silently.',
  },
  {
    ...local,
    name: 'llama-cpp',
    baseURL: 'http://127.0.0.1:8080/v1',
    model: 'default',
    forcedTool: 'required',
    timeoutSeconds: 300,
    note: 'llama-server on this machine, started with --jinja (tools need it) and a context of 32768 or more.',
  },
  {
    ...local,
    name: 'vllm',
    baseURL: 'http://127.0.0.1:8000/v1',
    model: 'default',
    forcedTool: 'required',
    note: 'vLLM, started with --enable-auto-tool-choice, the --tool-call-parser of its model, and --served-model-name default.',
  },
  {
    ...local,
    name: 'lm-studio',
    baseURL: 'http://127.0.0.1:1234/v1',
    model: 'default',
    timeoutSeconds: 300,
    note: 'LM Studio on this machine, with a model loaded that can call tools.',
  },
].map((profile) => modelProfileSchema.parse(profile));
