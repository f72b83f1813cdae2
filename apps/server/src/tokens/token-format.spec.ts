import { describe, expect, it } from '@jest/globals';
import { hashToken, isWellFormedToken, mintToken } from './token-format.js';

const newToken = () => mintToken().secret;

describe('tokens', () => {
  it('are aidrv_ and 36 characters of base62, and never twice the same', () => {
    const tokens = Array.from({ length: 200 }, newToken);
    for (const token of tokens) {
      expect(token).toMatch(/^aidrv_[0-9A-Za-z]{36}$/);
      expect(isWellFormedToken(token)).toBe(true);
    }
    expect(new Set(tokens).size).toBe(200);
  });

  it('have a checksum of a fixed meaning: what was issued stays valid over versions', () => {
    expect(isWellFormedToken('aidrv_000000000000000000000000000000154Bxe')).toBe(true);
  });

  it('show a changed, swapped or missing character', () => {
    const token = newToken();
    const other = token[12] === 'a' ? 'b' : 'a';
    expect(isWellFormedToken(token.slice(0, 12) + other + token.slice(13))).toBe(false);
    expect(isWellFormedToken(token.slice(0, -1))).toBe(false);
    expect(isWellFormedToken(`${token} `)).toBe(false);
    expect(isWellFormedToken(token.toUpperCase())).toBe(false);
  });

  it.each(['', 'aidrv_', "' OR 1=1--", `aidrv_${'\0'.repeat(36)}`, 'x'.repeat(1_000_000)])(
    'refuses junk (%#)',
    (junk) => {
      expect(isWellFormedToken(junk)).toBe(false);
    },
  );

  it('are stored as a hash, and shown by ten characters and the last four', () => {
    const { secret, hash, prefix, last4 } = mintToken();
    expect(hash).toEqual(hashToken(secret));
    expect(hash).toHaveLength(32);
    expect([prefix, last4]).toEqual([secret.slice(0, 10), secret.slice(38)]);
  });
});
