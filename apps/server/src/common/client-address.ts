import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

/**
 * The address a client is counted by. Each proxy in front appends the address it saw to X-Forwarded-For, so with `hops`
 * proxies the client's is that many places from the right; whatever stands further left the client wrote itself. With
 * fewer entries than proxies, or none to be trusted, it is the socket's.
 *
 * @returns IPv4 as such (also where it came mapped into IPv6); of IPv6 the /56, which providers give a customer whole
 */
export function clientAddress(request: IncomingMessage, hops: number): string {
  return network(forwardedAddress(request, hops) ?? socketAddress(request));
}

/** What AI_DRV_TRUST_PROXY seems to be wrong about, judged by one request: null, or a sentence for the log. */
export function proxyMistake(request: IncomingMessage, hops: number): string | null {
  const forwarded = request.headers['x-forwarded-for'];
  if (hops === 0)
    return forwarded !== undefined && !isPublic(socketAddress(request))
      ? 'Requests come with X-Forwarded-For from an address of this network, so probably through a reverse proxy, but AI_DRV_TRUST_PROXY is 0: all clients behind it are counted as one address. Set it to the number of proxies in front.'
      : null;
  if (forwardedAddress(request, hops) !== null) return null;
  return `A request came with fewer addresses in X-Forwarded-For than AI_DRV_TRUST_PROXY (${hops}) says, and was counted by the address of its connection. Set it to the number of proxies in front, and let nobody but the proxy reach this port: who can do that, or a number too high, lets clients choose the address they are counted by.`;
}

function forwardedAddress(request: IncomingMessage, hops: number): string | null {
  if (hops === 0) return null;
  const entry = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-hops)
    ?.trim();
  return entry && ipaddr.isValid(entry) ? entry : null;
}

const socketAddress = (request: IncomingMessage) => request.socket.remoteAddress ?? '0.0.0.0';
const isPublic = (text: string) => ipaddr.process(text).range() === 'unicast';

function network(text: string): string {
  const address = ipaddr.process(text);
  if (address.kind() === 'ipv4') return address.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/56`).toString()}`;
}
