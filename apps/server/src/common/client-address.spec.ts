import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { clientAddress, proxyMistake } from './client-address.js';

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

describe('clientAddress', () => {
  it('is the socket where no proxy is trusted, whatever the client says', () => {
    expect(clientAddress(from('192.0.2.1', '198.51.100.7'), 0)).toBe('192.0.2.1');
    expect(clientAddress(from('::ffff:192.0.2.1'), 0)).toBe('192.0.2.1');
  });

  it('is the entry that the outermost trusted proxy wrote: what stands left of it is the client’s own', () => {
    expect(clientAddress(from('10.0.0.1', '6.6.6.6, 198.51.100.7'), 1)).toBe('198.51.100.7');
    expect(clientAddress(from('10.0.0.1', '6.6.6.6, 198.51.100.7, 10.0.0.2'), 2)).toBe('198.51.100.7');
  });

  it('is the socket when a proxy was gone round, or wrote no address', () => {
    expect(clientAddress(from('192.0.2.1'), 1)).toBe('192.0.2.1');
    expect(clientAddress(from('192.0.2.1', '198.51.100.7'), 2)).toBe('192.0.2.1');
    expect(clientAddress(from('192.0.2.1', 'unknown'), 1)).toBe('192.0.2.1');
  });

  it('takes a whole IPv6 /56 for one client', () => {
    expect(clientAddress(from('2001:db8:1:2ab:3::4'), 0)).toBe(
      clientAddress(from('2001:db8:1:2ff:ffff::1'), 0),
    );
    expect(clientAddress(from('2001:db8:1:200::1'), 0)).not.toBe(clientAddress(from('2001:db8:1:300::1'), 0));
  });
});

describe('proxyMistake', () => {
  it('sees a proxy that is not trusted, where one is likely', () => {
    expect(proxyMistake(from('10.0.0.1', '198.51.100.7'), 0)).toContain('AI_DRV_TRUST_PROXY is 0');
    expect(proxyMistake(from('127.0.0.1', '198.51.100.7'), 0)).toContain('AI_DRV_TRUST_PROXY is 0');
    // From the internet it is the client's own invention.
    expect(proxyMistake(from('8.8.8.8', '198.51.100.7'), 0)).toBeNull();
    expect(proxyMistake(from('10.0.0.1'), 0)).toBeNull();
  });

  it('sees a request that came round the proxies, or through fewer than were said', () => {
    expect(proxyMistake(from('10.0.0.1', '198.51.100.7'), 1)).toBeNull();
    expect(proxyMistake(from('10.0.0.1', '198.51.100.7'), 2)).toContain('fewer addresses');
    expect(proxyMistake(from('8.8.8.8'), 1)).toContain('fewer addresses');
    expect(proxyMistake(from('10.0.0.1', 'unknown'), 1)).toContain('fewer addresses');
  });
});
