import { lookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent } from 'undici';
import type { SourceLimits } from './limits.js';
import type { SourcePolicy } from './source-url.js';

/** All addresses of a host name; tests pass their own. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true, verbatim: true });

/**
 * A lookup for sockets that resolves a name once, refuses it if any of its addresses is not allowed, and returns
 * exactly the addresses that were judged: between the check and the connection there is no second resolution that a
 * rebinding name server could answer differently.
 */
export function guardedLookup(policy: SourcePolicy, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (!first || !addresses.every(({ address }) => policy.allowsAddress(address))) {
          // As a name that nobody has: who may choose the name must not see the difference.
          const refused = new Error(`${hostname} has no address that may be reached`);
          callback(Object.assign(refused, { code: 'ENOTFOUND' }), '', 0);
        } else if (options.all) {
          callback(null, addresses);
        } else {
          callback(null, first.address, first.family);
        }
      },
      (error: Error) => callback(error, '', 0),
    );
  };
}

/** The only way out for downloads. One agent serves one download and is then destroyed, so no socket stays behind. */
export function guardedAgent(policy: SourcePolicy, limits: SourceLimits, resolve: Resolve): Agent {
  return new Agent({
    connect: { lookup: guardedLookup(policy, resolve), timeout: limits.connectMs },
    headersTimeout: limits.idleMs,
    bodyTimeout: limits.idleMs,
    maxHeaderSize: 16_384,
  });
}
