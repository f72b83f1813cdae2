import OpenAI from 'openai';
import { ModelError } from './language-model.js';

/** What a provider says about a call that it did not answer. */
export interface Complaint {
  status: number;
  code?: unknown;
  type?: unknown;
  message?: unknown;
}

const policyCodes = /^(content_policy_violation|content_filter|invalid_prompt|cyber_policy_violation)$/;
/** A code that is words: nothing that could be a piece of a key. */
const plainCode = /^[a-z]{2,16}(_[a-z]{1,16}){0,5}$/i;
const badKey = /api[_ ]key[_ ](not valid|invalid|expired)|invalid api key/i;
const tooLong =
  /context[_ ](length|window|size)|maximum context|prompt is too long|too many (input )?tokens|exceeds? the (available )?context/i;

/** Statuses after which the same request may well succeed a little later. */
export function isPassing(status: number): boolean {
  return [408, 409, 425, 429].includes(status) || status >= 500;
}

/** Turns whatever a call threw into a ModelError. */
export function toModelError(error: unknown): ModelError {
  if (error instanceof ModelError) return error;
  const cause = (error as Error | undefined)?.cause;
  if (cause instanceof ModelError) return cause;
  if (error instanceof OpenAI.APIError && typeof error.status === 'number') {
    const { status, code, type } = error;
    const message = (error.error as { message?: unknown } | undefined)?.message;
    return ofComplaint({ status, code, type, message }, { cause: error });
  }
  // No status: the SDK stumbled over a 200.
  return new ModelError('malformed', 'answered in a way that is not this API', {
    cause: error,
    billed: true,
  });
}

/**
 * The same for a complaint: a status, or an error that stands in a 200 (as OpenRouter sends it). The provider's sentence
 * only helps to tell what it is: tenants read what comes out, and a sentence may repeat the key, in part or encoded.
 */
export function ofComplaint(
  { status, code, type, message }: Complaint,
  options?: ErrorOptions & { billed?: boolean },
): ModelError {
  const said = typeof message === 'string' ? message : '';
  const codes = [code, type].map(String);
  const named = codes.find((name) => plainCode.test(name) && name !== 'undefined' && name !== 'null');
  const where = `status ${status}${named ? `, code ${named}` : ''}`;
  const error = (kind: ModelError['kind'], text: string) => new ModelError(kind, text, options);
  if (status === 402 || codes.includes('insufficient_quota'))
    return error('out_of_credit', 'says that the account behind the key is out of credit');
  // Gemini answers 400.
  if (status === 401 || status === 403 || (status === 400 && badKey.test(said)))
    return error('key_rejected', `rejected the key (status ${status}), or the key may not use this model`);
  if (codes.some((name) => policyCodes.test(name)))
    return error('refused', `turned the request away by its own rules (${where})`);
  if (status === 413 || codes.includes('context_length_exceeded') || (status === 400 && tooLong.test(said)))
    return error('context_exceeded', 'says that the conversation is longer than the model can read');
  if (status === 404) return error('request_rejected', `does not know the model or the address (${where})`);
  if (isPassing(status)) return error('unavailable', `answered with status ${status}`);
  return error('request_rejected', `rejected the request (${where})`);
}
