import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSha256, toBase64, toHex, toNix32, toSri } from './index.js';

const digests = fc.uint8Array({ minLength: 32, maxLength: 32 });
const hello = Uint8Array.from(createHash('sha256').update('hello').digest());
// Printed by `nix-hash --flat --type sha256 [--base32]` for a file that holds "hello".
const helloHex = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const helloNix32 = '094qif9n4cq4fdg459qzbhg1c6wywawwaaivx0k0x8xhbyx4vwic';
const helloBase64 = 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=';

describe('parseSha256', () => {
  it.each([
    ['base64', helloBase64],
    ['url-safe base64', helloBase64.replaceAll('+', '-').replaceAll('/', '_')],
    ['base64 whose + a form decoder turned into a space', helloBase64.replaceAll('+', ' ')],
    ['hex', helloHex],
    ['upper-case hex', helloHex.toUpperCase()],
    ['nix32', helloNix32],
    ['SRI', `sha256-${helloBase64}`],
  ])('reads %s', (_form, text) => {
    expect(parseSha256(text)).toEqual(hello);
  });

  it.each([
    ['nothing', ''],
    ['base64 without its padding', helloBase64.slice(0, 43)],
    ['base64 with more padding', `${helloBase64.slice(0, 42)}==`],
    ['base64 with spare bits set', `${helloBase64.slice(0, 42)}R=`],
    ['base64 with a stray character', `${helloBase64.slice(0, 20)}\n${helloBase64.slice(21)}`],
    ['nix32 with a letter it has not', `e${helloNix32.slice(1)}`],
    ['nix32 beyond 256 bits', `2${helloNix32.slice(1)}`],
    ['nix32 in capitals', helloNix32.toUpperCase()],
    ['hex with a letter it has not', `g${helloHex.slice(1)}`],
    ['hex of another length', helloHex.slice(2)],
    ['SRI of another algorithm', `sha512-${helloBase64}`],
    ['SRI of hex', `sha256-${helloHex}`],
    ['white space around it', ` ${helloHex}`],
    ['a path', '../../../../../../../../../../../../../etc/passwd'],
  ])('refuses %s', (_what, text) => {
    expect(parseSha256(text)).toBeNull();
  });

  it('reads back what each formatter writes', () => {
    fc.assert(
      fc.property(digests, (digest) => {
        for (const format of [toBase64, toHex, toNix32, toSri])
          expect(parseSha256(format(digest))).toEqual(digest);
      }),
    );
  });

  it('knows one spelling per form: a changed character never gives the same digest', () => {
    fc.assert(
      fc.property(digests, fc.nat(43), fc.constantFrom(...'ABab01+/='), (digest, at, character) => {
        for (const format of [toBase64, toNix32]) {
          const text = format(digest);
          const changed = text.slice(0, at) + character + text.slice(at + 1);
          if (changed !== text) expect(parseSha256(changed)).not.toEqual(digest);
        }
      }),
    );
  });

  it('takes any text without throwing', () => {
    fc.assert(fc.property(fc.string({ maxLength: 70 }), (text) => void parseSha256(text)));
  });
});
