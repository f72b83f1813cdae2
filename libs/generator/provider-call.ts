import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';
import { ModelError } from './language-model.js';
import { isPassing, toModelError } from './provider-errors.js';

export interface CallLimits {
  /** One call with all its attempts and pauses. */
  timeoutMs: number;
  attempts: number;
  /** The first pause between attempts; each further one is twice as long. */
  pauseMs: number;
  /** The longest `Retry-After` that is waited for; a provider that asks for more is away. */
  maxRetryAfterMs: number;
  maxBodyBytes: number;
}

export const defaultCallLimits: Omit<CallLimits, 'timeoutMs'> = {
  attempts: 4,
  pauseMs: 500,
  maxRetryAfterMs: 60_000,
  maxBodyBytes: 8_000_000,
};

/**
 * Asks a provider under one deadline. Tried again is only what certainly did nothing (not reached, 429, 5xx): whether an
 * attempt that may have been billed is worth a second one, is for whoever pays to decide.
 *
 * @throws ModelError, or the reason of the caller's signal
 */
export async function callProvider<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  limits: CallLimits,
  caller: AbortSignal,
): Promise<T> {
  caller.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort();
  const deadline = performance.now() + limits.timeoutMs;
  const timer = setTimeout(abort, limits.timeoutMs);
  caller.addEventListener('abort', abort, { once: true });
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask(controller.signal);
      } catch (error) {
        caller.throwIfAborted();
        if (controller.signal.aborted) throw tooSlow(limits, error);
        const pauseMs = pauseAfter(error, attempt, limits);
        const last = attempt >= limits.attempts || performance.now() + (pauseMs ?? 0) >= deadline;
        if (pauseMs === null || last) throw toModelError(error);
        await sleep(pauseMs, undefined, { signal: controller.signal }).catch(() => undefined);
        caller.throwIfAborted();
      }
    }
  } finally {
    clearTimeout(timer);
    caller.removeEventListener('abort', abort);
  }
}

function tooSlow({ timeoutMs }: CallLimits, cause: unknown): ModelError {
  return new ModelError('lost', `did not answer within ${timeoutMs / 1000} s`, { cause });
}

/** How long to wait before the next attempt; null when there must be none. */
function pauseAfter(error: unknown, attempt: number, limits: CallLimits): number | null {
  const { kind, billed } = toModelError(error);
  if (kind !== 'unavailable' || billed) return null;
  const headers =
    error instanceof OpenAI.APIError && isPassing(error.status ?? 0) ? error.headers : undefined;
  const asked = headers ? retryAfterMs(headers) : undefined;
  if (asked !== undefined) return asked <= limits.maxRetryAfterMs ? asked : null;
  return limits.pauseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
}

/** @see RFC 9110 §10.2.3: seconds or a date; `retry-after-ms` is OpenAI's own. */
function retryAfterMs(headers: Headers): number | undefined {
  const exact = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (exact >= 0) return exact;
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds * 1000);
}
