import { describe, expect, it } from '@jest/globals';
import { parseRawQuery } from './raw-query.js';

const entries = (target: string) => [...parseRawQuery(target)];

describe('parseRawQuery', () => {
  it('decodes escapes, and + as a space', () => {
    expect(entries('/hash?req=generate+derivation%20for+xterm&model=')).toEqual([
      ['req', ['generate derivation for xterm']],
      ['model', ['']],
    ]);
  });

  it('keeps every value of a repeated name, also of one that is written with escapes', () => {
    expect(entries('/hash?req=a&re%71=b')).toEqual([['req', ['a', 'b']]]);
  });

  it('knows that only the first = and the first ? separate', () => {
    expect(entries('/hash?req=a=b?c')).toEqual([['req', ['a=b?c']]]);
    expect(entries('/hash')).toEqual([]);
  });

  it.each(['a#b', '%', '%4', '%zz', '%FF', '%C3', '%ED%A0%80', '%C0%80'])('refuses %s', (bad) => {
    expect(() => parseRawQuery(`/hash?req=${bad}`)).toThrow('not valid percent-encoded UTF-8');
  });
});
