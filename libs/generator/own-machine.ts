import { isIPv4 } from 'node:net';

/**
 * Is this the address of a server on one's own machine or in one's own network, which nobody bills? Only what the URL
 * itself shows counts: a loopback or private IPv4 address, ::1, localhost, or Docker's name for the machine.
 */
export function isOwnMachine(url: string): boolean {
  const { hostname } = new URL(url);
  if (hostname === 'localhost' || hostname === '[::1]' || hostname === 'host.docker.internal') return true;
  return isIPv4(hostname) && /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\./.test(hostname);
}
