import { isIP } from 'node:net';
import { isPublicAddress } from './address.js';
import { SourceError, shown, unreachable } from './source-error.js';

/** What may be fetched. A value, so that tests can say which address counts as public. */
export interface SourcePolicy {
  http: boolean;
  anyPort: boolean;
  allowsAddress: (address: string) => boolean;
}

/** The policy of a service (`allowPrivate` false), or of a test or a local trial, where everything passes. */
export function sourcePolicy(allowPrivate: boolean): SourcePolicy {
  return {
    http: allowPrivate,
    anyPort: allowPrivate,
    allowsAddress: allowPrivate ? () => true : isPublicAddress,
  };
}

/**
 * Parses a URL and checks all that can be checked before a name is resolved. The host is judged in the canonical
 * form that the WHATWG parser gives it, so `0x7f.1`, `2130706433` and `①②⑦.0.0.1` are all 127.0.0.1.
 * @throws SourceError `refused` for what the URL itself shows; for an address, the same as when nothing answers there
 */
export function checkSourceUrl(text: string, policy: SourcePolicy, base?: URL): URL {
  if (text.length > 2048) throw new SourceError('refused', 'A source URL may have at most 2048 characters.');
  if (!URL.canParse(text, base?.href)) {
    throw new SourceError(
      'refused',
      `"${text.slice(0, 100)}" is not a URL. Give one such as https://example.org/hello-1.0.tar.gz.`,
    );
  }
  const url = new URL(text, base);
  url.hash = '';
  if (url.protocol !== 'https:' && !(policy.http && url.protocol === 'http:')) {
    throw new SourceError(
      'refused',
      `Sources are fetched over https only, and ${base ? 'this URL redirects to' : 'this is'} a "${url.protocol.slice(0, -1)}" URL. Use the https URL of the same file, or a copy on an https server.`,
    );
  }
  if (url.username || url.password) {
    throw new SourceError(
      'refused',
      'A source URL may not hold a user name or a password. Use one that is readable without.',
    );
  }
  if (url.port && !['80', '443'].includes(url.port) && !policy.anyPort) {
    throw new SourceError(
      'refused',
      `Sources are fetched from the usual ports only, and ${shown(url)} names port ${url.port}.`,
    );
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // undici's lookup is not called for literal addresses, so this is where they are judged.
  if (isIP(host) && !policy.allowsAddress(host)) throw unreachable(url);
  return url;
}

/** The file that a URL names: its last path segment that looks like an archive, else its last one, decoded. */
export function fileNameOf(url: URL): string {
  const segments = url.pathname.split('/').filter(Boolean).map(decode);
  const archive = segments.findLast((segment) => /\.(tar(\.\w+)?|tgz|tbz2?|txz|zip)$/i.test(segment));
  return archive ?? segments.at(-1) ?? url.hostname;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A lone `%` is allowed in a URL; then the segment is what it says.
    return segment;
  }
}
