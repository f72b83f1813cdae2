import { describe, expect, it } from '@jest/globals';
import { originMistake, ownOrigins } from './origin.js';

describe('ownOrigins', () => {
  it('are PUBLIC_URL and nothing else on the internet', () => {
    expect(ownOrigins('https://drv.example.org')).toEqual(['https://drv.example.org']);
    expect(ownOrigins('http://192.0.2.1:5000')).toEqual(['http://192.0.2.1:5000']);
  });

  it('are the names of this machine where PUBLIC_URL is this machine, at the same port only', () => {
    const names = ['http://localhost:5000', 'http://127.0.0.1:5000', 'http://[::1]:5000'];
    expect(ownOrigins('http://localhost:5000')).toEqual(names);
    expect(ownOrigins('http://127.0.0.1:5000')).toEqual(names);
  });
});

describe('originMistake', () => {
  it('names both addresses and what to set', () => {
    const words = originMistake('http://192.0.2.1:5000', 'http://localhost:5000');
    expect(words).toContain('http://192.0.2.1:5000');
    expect(words).toContain('PUBLIC_URL is http://localhost:5000');
    expect(originMistake(undefined, 'http://localhost:5000')).toContain('"Origin: http://localhost:5000"');
    expect(originMistake('http://\nevil', 'http://localhost:5000')).toContain('another address');
  });
});
