import { z } from 'zod';
import type { ErrorCode } from '../errors.js';
import { generationErrors } from '../generation-errors.js';
import { maximumRevision, modelName } from '../requests.js';
import { derivation, hash } from './examples.js';
import type { ApiRoute } from './route.js';

const prompt = { req: derivation.prompt };

const answerQuery = z.object({
  req: z.string().min(1).describe('the prompt: at most 8,192 bytes of UTF-8, percent-encoded'),
  model: modelName.optional().describe('absent: the default, from the first request on for good'),
  revision: z.coerce.number().int().min(1).max(maximumRevision).optional().describe('1 to the latest + 1'),
  wait: z.coerce.number().int().min(1).max(9).optional().describe('set by the redirect: do not send it'),
});

const answerErrors: ErrorCode[] = [
  'budget_in_flight',
  'request_over_budget',
  'token_not_for_urls',
  'budget_spent',
  'address_unverified',
  'generations_per_day',
  'generations_per_minute',
  'deleted',
  'prompt_too_long',
  ...(Object.keys(generationErrors) as (keyof typeof generationErrors)[]),
  'headers_too_large',
  'too_many_waiting',
  'shutting_down',
  'still_generating',
];

const redirect = {
  status: 302,
  about: 'The wait was longer than 50 s: go on at Location, which is relative. At most nine times.',
  type: null,
  headers: { Location: 'the same request, with `wait` one higher' },
};

/** Text for Nix, curl and the original mkAIDerivation; HEAD answers from what is finished, and starts nothing. */
export const dataPlaneRoutes: ApiRoute[] = [
  {
    method: 'get',
    path: '/hash',
    id: 'hash',
    tag: 'Data plane',
    summary: 'The sha256 of the expression that answers a prompt, made first if need be',
    access: 'generate',
    query: answerQuery,
    queryExample: prompt,
    answers: [
      {
        status: 200,
        about: '44 characters of base64, without a newline',
        type: 'text/plain',
        schema: z.string(),
        example: hash,
      },
      redirect,
    ],
    errors: answerErrors,
  },
  {
    method: 'get',
    path: '/channel',
    id: 'channel',
    tag: 'Data plane',
    summary: 'The same 256 bits as a file that Nix can fetch without knowing them',
    access: 'generate',
    query: answerQuery,
    queryExample: prompt,
    answers: [
      {
        status: 200,
        about: '32,832 bytes, whose MD5 is always the same',
        type: 'application/octet-stream',
        schema: z.string(),
      },
      redirect,
    ],
    errors: answerErrors,
  },
  {
    method: 'get',
    path: '/drv',
    id: 'drv',
    tag: 'Data plane',
    summary: 'The expression with this hash, exactly the hashed bytes',
    access: 'generate',
    query: z.object({ hash: z.string().describe('a sha256 in base64, hex, nix32 or SRI') }),
    queryExample: { hash },
    answers: [
      {
        status: 200,
        about: 'The Nix expression',
        type: 'text/plain',
        schema: z.string(),
        example: '{ stdenv, fetchurl }: …\n',
        headers: { ETag: 'its sha256 in hex', 'Cache-Control': 'private, immutable' },
      },
      { status: 304, about: 'If-None-Match named it', type: null },
    ],
    errors: ['token_not_for_urls', 'expression_not_found', 'deleted', 'expression_corrupt'],
  },
];
