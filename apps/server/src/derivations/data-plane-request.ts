import {
  maximumRevision,
  modelName,
  normalisePrompt,
  type PromptMistake,
} from '../../../../libs/contracts/index.js';
import { parseSha256 } from '../../../../libs/nix-hash/index.js';
import { ApiError } from '../common/api-error.js';
import { parseRawQuery } from '../common/raw-query.js';

/** How often a request may be redirected to go on waiting. */
export const maximumWaits = 9;

/** What /hash and /channel ask. */
export interface AnswerQuery {
  prompt: string;
  /** '' when absent. */
  requestedModel: string;
  revision: number;
  /** How many waits lie behind this request: 0 to 9. */
  wait: number;
  /** The query as it came, without `wait`: what a redirect repeats. */
  rawQuery: string;
}

/**
 * Reads the query of /hash and /channel from the raw request target.
 * @throws ApiError for a missing, repeated, unknown or bad parameter
 */
export function parseAnswerQuery(target: string): AnswerQuery {
  const parameters = single(target, ['req', 'model', 'revision', 'wait', 'access_token']);
  const text = parameters.get('req');
  if (text === undefined) throw refused('The prompt is missing: ask with ?req=PROMPT.');
  const model = parameters.get('model');
  if (model !== undefined && !modelName.safeParse(model).success) {
    throw refused('What stands in model is no name of a model. Leave it out for the default.');
  }
  return {
    prompt: requirePrompt(text),
    requestedModel: model ?? '',
    revision: wholeNumber(parameters, 'revision', 1, maximumRevision) ?? 1,
    wait: wholeNumber(parameters, 'wait', 1, maximumWaits) ?? 0,
    rawQuery: target
      .slice(target.indexOf('?') + 1)
      .split('&')
      .filter((part) => decodeURIComponent(part.split('=', 1)[0]!) !== 'wait')
      .join('&'),
  };
}

/**
 * Reads the query of /drv.
 * @returns the 32 bytes that the hash says, in whichever of Nix's spellings it came
 */
export function parseExpressionQuery(target: string): Uint8Array {
  const text = single(target, ['hash', 'access_token']).get('hash');
  if (text === undefined) throw refused('The hash is missing: ask with ?hash=HASH.');
  const digest = parseSha256(text);
  if (!digest)
    throw refused(
      'The hash is no sha256: give its base64 (44 characters), hex (64), nix32 (52) or SRI form.',
    );
  return digest;
}

/** @throws ApiError when it is empty, too long, or not text */
export function requirePrompt(text: string): string {
  const result = normalisePrompt(text);
  if ('prompt' in result) return result.prompt;
  if (result.mistake === 'too_long') throw new ApiError('prompt_too_long');
  throw refused(promptMistakes[result.mistake]);
}

const promptMistakes: Record<Exclude<PromptMistake, 'too_long'>, string> = {
  empty: 'The prompt is empty. Say what to package.',
  nul: 'The prompt holds a NUL character. Take it out.',
  surrogate: 'The prompt holds half a surrogate pair, which is no character. Take it out.',
};

function single(target: string, known: string[]): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, values] of parseRawQuery(target)) {
    if (!known.includes(name)) {
      const names = known.filter((one) => one !== 'wait' && one !== 'access_token').join(', ');
      throw refused(`There is no parameter ${JSON.stringify(name.slice(0, 40))} here; there are: ${names}.`);
    }
    if (values.length > 1) throw refused(`${name} stands in the query more than once. Send it once.`);
    parameters.set(name, values[0]!);
  }
  return parameters;
}

function wholeNumber(parameters: Map<string, string>, name: string, minimum: number, maximum: number) {
  const text = parameters.get(name);
  if (text === undefined) return undefined;
  const value = /^[1-9]\d{0,6}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= minimum && value <= maximum) return value;
  throw refused(`${name} must be a whole number from ${minimum} to ${maximum}.`);
}

const refused = (sentence: string) => new ApiError('invalid_request', sentence);
