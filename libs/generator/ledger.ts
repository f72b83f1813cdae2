import { GenerationError } from './generator.js';
import type { ModelRequest, Usage } from './language-model.js';
import { type Price, affordableOutputTokens, costMicros, worstCaseMicros } from './price.js';

export interface GenerationLimits {
  /** Calls of the model. */
  steps: number;
  /** Time in calls of the model and of tools, also in those of earlier owners. */
  wallMs: number;
  /** Tokens of all calls together: the bound of models that cost nothing. */
  tokens: number;
}

export const defaultGenerationLimits: GenerationLimits = { steps: 20, wallMs: 540_000, tokens: 1_500_000 };

/** What a call of the model took. */
export type Spent = { usage: Usage | null; costMicros: number; ms: number };

/** An answer shorter than this holds no expression, so no call is begun for it. */
const shortestOutputTokens = 2_048;
/** No tokenizer makes fewer tokens of text than one for so many bytes: what a provider says it counted is no less. */
const bytesPerToken = 8;
/** Each message costs some tokens that are not in its text. */
const tokensPerEntry = 64;

/** Adds up what a generation took, replayed steps included, and admits a further call only if all its bounds hold. */
export function createLedger(
  bounds: { capMicros: number; price: Price; contextTokens: number; maxOutputTokens: number },
  limits: GenerationLimits,
) {
  const { price } = bounds;
  const usage: Usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };
  let micros = 0;
  let ms = 0;
  let counted: { entries: number; tokens: number } | undefined;

  /**
   * The most that a request's input can be in tokens: what the provider counted up to its last answer, and a token for
   * each byte of what came since.
   */
  function inputBound({ system, tools, transcript }: ModelRequest): number {
    const all = bytesOf([system, tools]) + boundOf(transcript);
    if (!counted) return all;
    const since = boundOf(transcript.slice(counted.entries));
    return Math.min(all, Math.max(counted.tokens, Math.floor((all - since) / bytesPerToken)) + since);
  }

  /** What the input probably is: text that was not counted yet has about three bytes to a token. */
  function likelyTokens(bound: number): number {
    const known = counted?.tokens ?? 0;
    return Math.min(bound, known + Math.ceil(Math.max(0, bound - known) / 3));
  }

  return {
    usage: usage as Readonly<Usage>,
    micros: () => micros,
    remainingMs: () => Math.max(0, limits.wallMs - ms),
    inputBound,

    /**
     * The longest answer that the next call may have.
     * @throws GenerationError when it may not be begun
     */
    admit(request: ModelRequest): number {
      const input = inputBound(request);
      if (ms >= limits.wallMs)
        throw new GenerationError(
          'generation_timed_out',
          `The generation used up its ${Math.round(limits.wallMs / 60_000)} minutes. Ask again with a simpler prompt, or one that names the source's URL.`,
        );
      if (usage.inputTokens + usage.outputTokens >= limits.tokens)
        throw new GenerationError(
          'generation_too_long',
          `The model used up the ${limits.tokens} tokens that one generation may have. Ask for something simpler, or name the source's URL in the prompt.`,
        );
      const room = bounds.contextTokens - likelyTokens(input);
      if (room < shortestOutputTokens)
        throw new GenerationError(
          'generation_too_long',
          'The conversation is longer than the model can read. Ask for something simpler, or choose a model with a larger context.',
        );
      const affordable = affordableOutputTokens(bounds.capMicros - micros, input, price);
      if (affordable < shortestOutputTokens)
        throw new GenerationError(
          'generation_over_budget',
          `The next step of the model might cost more than is left of the ${dollars(bounds.capMicros)} that one generation may cost (${dollars(micros)} are spent). Name the source's URL in the prompt, choose a cheaper model, or have the limit raised.`,
        );
      // Some servers reject a request whose longest answer would not fit their context.
      return Math.min(affordable, bounds.maxOutputTokens, room);
    },

    /**
     * What a provider tells, as far as it can be true: no count is above what the model can read or was asked to write,
     * and one of no input at all is none.
     */
    believed(told: Usage | null, { maxOutputTokens }: ModelRequest): Usage | null {
      if (!told?.inputTokens) return null;
      const inputTokens = Math.min(told.inputTokens, bounds.contextTokens);
      const outputTokens = Math.min(told.outputTokens, maxOutputTokens);
      return {
        inputTokens,
        cachedInputTokens: Math.min(told.cachedInputTokens, inputTokens),
        outputTokens,
        reasoningTokens: Math.min(told.reasoningTokens, outputTokens),
      };
    },

    /** What a call cost: no more than its worst case, for which it was admitted, and that where the provider does not tell. */
    costOf(told: Usage | null, request: ModelRequest): number {
      const worst = worstCaseMicros(inputBound(request), request.maxOutputTokens, price);
      return told ? Math.min(costMicros(told, price), worst) : worst;
    },

    /** Adds the time of a tool. */
    took(toolMs: number): void {
      ms += toolMs;
    },

    /** @param entries how long the transcript is with the answer in it */
    book(spent: Spent, entries: number): void {
      micros += spent.costMicros;
      ms += spent.ms;
      if (!spent.usage) return;
      for (const name of Object.keys(usage) as (keyof Usage)[]) usage[name] += spent.usage[name];
      counted = { entries, tokens: spent.usage.inputTokens + spent.usage.outputTokens };
    },
  };
}

function boundOf(entries: ModelRequest['transcript']): number {
  return entries.reduce((sum, entry) => sum + bytesOf(entry) + tokensPerEntry, tokensPerEntry);
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function dollars(micros: number): string {
  return `$${(micros / 1_000_000).toFixed(3).replace(/0$/, '')}`;
}
