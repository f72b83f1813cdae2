import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

/**
 * The address a client is counted by. Each proxy in front appends the address it saw to X-Forwarded-For, so with `hops`
 * proxies the client's is that many places from the right; whatever stands further left the client wrote itself. With
 * fewer entries than proxies, or none to be trusted, it is the socket's.
 *
 * @returns IPv4 as such (also where it came mapped into IPv6); of IPv6 the /64, which one customer has whole
 */
export function clientAddress(request: IncomingMessage, hops: number): string {
  const socket = request.socket.remoteAddress ?? '0.0.0.0';
  if (hops === 0) return network(socket);
  const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',');
  const entry = forwarded.at(-hops)?.trim();
  return network(entry && ipaddr.isValid(entry) ? entry : socket);
}

function network(text: string): string {
  const address = ipaddr.process(text);
  if (address.kind() === 'ipv4') return address.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/64`).toString()}`;
}
