import { describe, expect, it } from '@jest/globals';
import { Keys } from '../common/keys.js';
import { keyIdOf, rewrap, seal, SealError, unseal } from './seal.js';

const keys = new Keys('a master secret of the tests, number one');
const others = new Keys('a master secret of the tests, number two');
const mine = { organizationId: 'org-1', provider: 'custom', baseUrl: 'https://llm.example.org/v1' };
const secret = 'sk-of-an-organization-0123456789';

describe('a sealed key', () => {
  it('opens for what it is bound to, and shows nothing of itself', () => {
    const sealed = seal(keys, secret, mine);
    expect(unseal(keys, sealed, mine)).toBe(secret);
    const all = Buffer.concat([sealed.sealed, sealed.wrappedKey, Buffer.from(sealed.keyId)]);
    expect(all.includes(secret)).toBe(false);
    expect(sealed.keyId).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is never the same twice', () => {
    const [one, two] = [seal(keys, secret, mine), seal(keys, secret, mine)];
    expect(one.sealed.equals(two.sealed) || one.wrappedKey.equals(two.wrappedKey)).toBe(false);
  });

  it.each([
    ['another organization', { ...mine, organizationId: 'org-2' }],
    ['another provider', { ...mine, provider: 'openai' }],
    ['another address', { ...mine, baseUrl: 'https://evil.example.org/v1' }],
  ])('does not open for %s', (_, boundTo) => {
    expect(() => unseal(keys, seal(keys, secret, mine), boundTo)).toThrow(SealError);
  });

  it('does not open with another master secret, even under its name', () => {
    const sealed = seal(keys, secret, mine);
    expect(() => unseal(others, sealed, mine)).toThrow(SealError);
    expect(() => unseal(others, { ...sealed, keyId: keyIdOf(others) }, mine)).toThrow(SealError);
  });

  it('does not open when any byte of it was changed or cut off', () => {
    const sealed = seal(keys, secret, mine);
    for (const part of ['sealed', 'wrappedKey'] as const) {
      for (let at = 0; at < sealed[part].length; at++) {
        const changed = Buffer.from(sealed[part]);
        changed[at]! ^= 1;
        expect(() => unseal(keys, { ...sealed, [part]: changed }, mine)).toThrow(SealError);
      }
      for (const length of [0, 12, 20, 27, 28, 40])
        expect(() => unseal(keys, { ...sealed, [part]: sealed[part].subarray(0, length) }, mine)).toThrow(
          SealError,
        );
    }
  });

  it('is not opened by a data key that belongs to another record of the same organization', () => {
    const [one, two] = [seal(keys, secret, mine), seal(keys, secret, mine)];
    expect(() => unseal(keys, { ...one, wrappedKey: two.wrappedKey }, mine)).toThrow(SealError);
  });
});

describe('rewrap', () => {
  it('gives it to another master secret alone, without touching what is sealed', () => {
    const sealed = seal(keys, secret, mine);
    const moved = { ...sealed, ...rewrap(keys, others, sealed, mine) };
    expect(unseal(others, moved, mine)).toBe(secret);
    expect(() => unseal(keys, moved, mine)).toThrow(SealError);
  });

  it('refuses what the first one does not wrap', () => {
    expect(() => rewrap(others, keys, seal(keys, secret, mine), mine)).toThrow(SealError);
  });
});
