import type { IncomingMessage } from 'node:http';
import { ApiError } from '../common/api-error.js';
import { parseRawQuery } from '../common/raw-query.js';

/** The token of a request, and whether it stood in the URL. */
export interface Credentials {
  token: string;
  inUrl: boolean;
}

/**
 * Finds the token: Bearer; Basic with any user name and the token as password (what netrc gives Nix and curl); or
 * `access_token` in the query (RFC 6750, section 2.3).
 *
 * @param target the request target as it was sent
 * @returns null when there is none
 * @throws ApiError tokens_conflict for two different ones, invalid_request for a header that is neither scheme
 */
export function findCredentials(request: IncomingMessage, target: string): Credentials | null {
  // Node keeps the first of several; a proxy in front may have looked at another.
  if ((request.headersDistinct?.authorization?.length ?? 0) > 1)
    throw new ApiError('invalid_request', 'The request has more than one Authorization header. Send one.');
  const fromHeader = headerToken(request.headers.authorization);
  const inQuery = target.includes('?') ? (parseRawQuery(target).get('access_token') ?? []) : [];
  if (inQuery.length > 1) {
    throw new ApiError('invalid_request', 'access_token stands in the query more than once. Send it once.');
  }
  const [fromQuery] = inQuery;
  if (fromHeader !== null && fromQuery !== undefined && fromHeader !== fromQuery)
    throw new ApiError('tokens_conflict');
  if (fromHeader !== null) return { token: fromHeader, inUrl: fromQuery !== undefined };
  return fromQuery === undefined ? null : { token: fromQuery, inUrl: true };
}

function headerToken(header: string | undefined): string | null {
  if (header === undefined || header.trim() === '') return null;
  const [, scheme, value] = /^(\S+)\s+(\S+)\s*$/.exec(header) ?? [];
  if (/^bearer$/i.test(scheme ?? '')) return value!;
  if (/^basic$/i.test(scheme ?? '')) {
    const pair = Buffer.from(value!, 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    if (colon !== -1) return pair.slice(colon + 1);
  }
  throw new ApiError(
    'invalid_request',
    'The Authorization header is neither "Bearer TOKEN" nor Basic with the token as the password.',
  );
}
