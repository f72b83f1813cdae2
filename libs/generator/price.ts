import type { Usage } from './language-model.js';
import type { ModelProfile } from './model-profile.js';

export type Price = NonNullable<ModelProfile['price']>;

/**
 * What a model of unknown price is counted at, in micro-dollars per million tokens: above the list price of all but the
 * dearest models, so that a budget errs on the side of stopping early. Its operator sets the true price in a models file.
 */
const assumedPrice: Price = { input: 5_000_000, cachedInput: 5_000_000, output: 25_000_000 };

/** The price that a profile's tokens are counted at. */
export function priceOf({ price }: ModelProfile): Price {
  return price ?? assumedPrice;
}

/** What a call cost, in whole micro-dollars, rounded up. */
export function costMicros({ inputTokens, cachedInputTokens, outputTokens }: Usage, price: Price): number {
  const cached = Math.min(cachedInputTokens, inputTokens);
  return Math.ceil(
    ((inputTokens - cached) * price.input + cached * price.cachedInput + outputTokens * price.output) /
      1_000_000,
  );
}

/** What a call costs at the most: nothing is cached, and all of the output is used. */
export function worstCaseMicros(inputTokens: number, outputTokens: number, price: Price): number {
  const dearest = Math.max(price.input, price.cachedInput);
  return Math.ceil((inputTokens * dearest + outputTokens * price.output) / 1_000_000);
}

/** The longest answer whose worst case fits into what is left; 0 when not even the input does. */
export function affordableOutputTokens(leftMicros: number, inputTokens: number, price: Price): number {
  const left = leftMicros - worstCaseMicros(inputTokens, 0, price);
  if (left < 0) return 0;
  return price.output === 0 ? Number.MAX_SAFE_INTEGER : Math.floor((left * 1_000_000) / price.output);
}
