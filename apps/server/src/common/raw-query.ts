import { ApiError } from './api-error.js';

/**
 * The query of a request target, decoded strictly: `+` is a space (forms and the original client send it so), every
 * percent escape must be complete and the bytes valid UTF-8. Express's own parser would put U+FFFD in place of bad
 * bytes, and two different requests would become one prompt.
 *
 * @returns each name with its values in order
 * @throws ApiError invalid_request
 */
export function parseRawQuery(target: string): Map<string, string[]> {
  const start = target.indexOf('?');
  const parameters = new Map<string, string[]>();
  if (start === -1) return parameters;
  for (const part of target.slice(start + 1).split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals === -1 ? part : part.slice(0, equals));
    const value = equals === -1 ? '' : decode(part.slice(equals + 1));
    const values = parameters.get(name);
    if (values) values.push(value);
    else parameters.set(name, [value]);
  }
  return parameters;
}

function decode(text: string): string {
  try {
    // A raw "#" ends a URL for whoever follows our redirect: the prompt would be another one from there on.
    if (text.includes('#')) throw new URIError('a raw #');
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new ApiError(
      'invalid_request',
      'The query is not valid percent-encoded UTF-8. Encode it, for example with: curl -G --data-urlencode.',
      { cause },
    );
  }
}
