import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

const globalUnicast = ipaddr.IPv6.parse('2000::');

/** Azure's platform services: an address of the public range that only ever means "this machine's host". */
const azurePlatform = '168.63.129.16';

/**
 * Whether an IP address, as text, belongs to the public internet. Everything that is not plainly so is refused:
 * loopback, private, link-local, carrier-grade NAT, documentation, multicast, and for IPv6 all outside 2000::/3
 * (so `::/96`, mapped IPv4, NAT64 and unique local addresses), with 6to4, Teredo and their like inside it.
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isPublicAddress(text: string): boolean {
  // Not ipaddr.isValid: that takes old forms such as "127.1" too, and must never be asked what a name means.
  if (!isIP(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  if (address.kind() === 'ipv4') return address.toString() !== azurePlatform;
  // An address with a zone ("%eth0") is of one link, whatever its prefix.
  return (address as ipaddr.IPv6).match(globalUnicast, 3) && !text.includes('%');
}
