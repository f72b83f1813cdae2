import { isIP } from 'node:net';
import { Agent, fetch as undiciFetch } from 'undici';
import { type Resolve, guardedLookup, systemResolve } from './guarded-agent.js';
import { sourcePolicy } from './source-url.js';

/** The way out to an HTTP API whose address a tenant chose. */
export interface GuardedFetch {
  /** What is wrong with such an address, as the end of a sentence about it; null when it may be tried. */
  mistakeOf: (baseUrl: string) => string | null;
  /** As the global one, for addresses that may be reached; the others fail as if nobody were there. */
  fetch: typeof fetch;
}

export interface GuardedFetchOptions {
  /** For tests and a local trial: lets http, any port and non-public addresses pass. */
  allowPrivate: boolean;
  /** Resolves host names; the system's resolver unless a test says otherwise. */
  resolve?: Resolve;
  /** Until an answer begins, and between two pieces of it. */
  idleMs?: number;
}

/**
 * Guards calls of an API as `createSources` guards downloads: https and the usual ports, a name is resolved once, and is
 * refused if any of its addresses is not public. Redirects are the caller's to refuse: it follows none by itself only
 * when asked with `redirect: 'manual'` or `'error'`, so nothing else is taken.
 */
export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const { allowPrivate, resolve = systemResolve, idleMs = 300_000 } = options;
  const policy = sourcePolicy(allowPrivate);
  // Idle sockets keep no process alive, and are not kept longer than a conversation may use them.
  const agent = new Agent({
    connect: { lookup: guardedLookup(policy, resolve), timeout: 5_000 },
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 4_000,
    maxHeaderSize: 16_384,
  });

  function mistakeOf(text: string): string | null {
    if (!URL.canParse(text) || text.length > 500)
      return 'is not an address such as https://llm.example.org/v1';
    const url = new URL(text);
    if (url.protocol !== 'https:' && !(policy.http && url.protocol === 'http:'))
      return 'must begin with https://';
    if (url.username || url.password || /[?#]/.test(text))
      return 'may hold no user name, password, query or fragment';
    if (url.port && !['80', '443'].includes(url.port) && !policy.anyPort)
      return 'may name no other port than 443';
    return null;
  }

  return {
    mistakeOf,
    fetch: async (input, init) => {
      const url = new URL(String(input instanceof Request ? input.url : input));
      if (init?.redirect !== 'manual' && init?.redirect !== 'error')
        throw new TypeError('A guarded fetch follows no redirect.');
      const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
      // undici's lookup is not called for literal addresses.
      const refused = isIP(host) !== 0 && !policy.allowsAddress(host);
      if (refused || mistakeOf(url.origin) !== null) throw unreachable();
      return (await undiciFetch(url, {
        ...(init as Parameters<typeof undiciFetch>[1]),
        dispatcher: agent,
      })) as unknown as Response;
    },
  };
}

function unreachable(): TypeError {
  return new TypeError('fetch failed', {
    cause: Object.assign(new Error('no address that may be reached'), { code: 'ENOTFOUND' }),
  });
}
