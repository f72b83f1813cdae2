import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeChannel, encodeChannel } from './index.js';

const digests = fc.uint8Array({ minLength: 32, maxLength: 32 });
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

describe('encodeChannel', () => {
  it('gives files of one size and one MD5, without a NUL, whatever the digest', () => {
    fc.assert(
      fc.property(digests, (digest) => {
        const file = encodeChannel(digest);
        expect(file.length).toBe(32_832);
        expect(md5(file)).toBe('13815379bc4445b353fee03d835e2b71');
        expect(file.includes(0)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('gives each digest a file of its own, which nobody else may write to', () => {
    const digest = new Uint8Array(32);
    const first = encodeChannel(digest);
    first.fill(1);
    expect(decodeChannel(encodeChannel(digest))).toEqual(digest);
  });

  it.each([0, 31, 33, 64])('refuses %i bytes', (length) => {
    expect(() => encodeChannel(new Uint8Array(length))).toThrow(RangeError);
  });
});

describe('decodeChannel', () => {
  it('reads back every digest', () => {
    fc.assert(
      fc.property(digests, (digest) => {
        expect(decodeChannel(encodeChannel(digest))).toEqual(digest);
      }),
    );
  });

  it('takes the most significant bit of each byte first', () => {
    const first = new Uint8Array(32);
    first[0] = 0x80;
    const zero = encodeChannel(new Uint8Array(32));
    const one = encodeChannel(first);
    expect(one.subarray(64, 192)).not.toEqual(zero.subarray(64, 192));
    expect(one.subarray(192)).toEqual(zero.subarray(192));
  });

  it('refuses a file in which any byte was changed', () => {
    fc.assert(
      fc.property(digests, fc.nat(32_831), fc.integer({ min: 1, max: 255 }), (digest, at, change) => {
        const file = encodeChannel(digest);
        file[at]! ^= change;
        expect(() => decodeChannel(file)).toThrow(/^This is no channel file: .*\.$/);
      }),
    );
  });

  it.each([0, 32_831, 32_833])('refuses %i bytes, and names both sizes', (length) => {
    expect(() => decodeChannel(new Uint8Array(length))).toThrow(
      `A channel file has 32832 bytes, and this one ${length}.`,
    );
  });
});
