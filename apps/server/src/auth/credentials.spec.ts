import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { findCredentials } from './credentials.js';

const find = (target: string, authorization?: string) =>
  findCredentials(
    { headers: authorization === undefined ? {} : { authorization } } as IncomingMessage,
    target,
  );
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('findCredentials', () => {
  it('takes Bearer, in any case of the scheme', () => {
    expect(find('/hash', 'Bearer T')).toEqual({ token: 'T', inUrl: false });
    expect(find('/hash', 'bearer T')).toEqual({ token: 'T', inUrl: false });
  });

  it('takes the password of Basic with any user name, also an empty one', () => {
    expect(find('/hash', basic('token:T'))).toEqual({ token: 'T', inUrl: false });
    expect(find('/hash', basic(':T'))).toEqual({ token: 'T', inUrl: false });
  });

  it('takes access_token, however its name is written', () => {
    expect(find('/hash?req=x&access_token=T')).toEqual({ token: 'T', inUrl: true });
    expect(find('/hash?access%5Ftoken=T')).toEqual({ token: 'T', inUrl: true });
  });

  it('finds none in a request without one', () => {
    expect(find('/hash?req=x')).toBeNull();
    expect(find('/hash', '')).toBeNull();
  });

  it('refuses two different ones, and takes the same one twice as standing in the URL', () => {
    expect(() => find('/hash?access_token=A', 'Bearer B')).toThrow('two different tokens');
    expect(find('/hash?access_token=A', 'Bearer A')).toEqual({ token: 'A', inUrl: true });
  });

  it('refuses a repeated access_token', () => {
    expect(() => find('/hash?access_token=A&access_token=A')).toThrow('more than once');
  });

  it.each(['Digest x', 'Bearer', 'Bearer a b', 'Basic !!!', basic('no colon')])('refuses %s', (header) => {
    expect(() => find('/hash', header)).toThrow('neither "Bearer TOKEN" nor Basic');
  });
});
