import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeChannel, encodeChannel } from '../../libs/channel/index.js';
import { parseSha256, toBase64, toHex, toNix32, toSri } from '../../libs/nix-hash/index.js';
import { describeNix } from './describe-nix.js';
import { Nix, nixString } from './support.js';

let nix: Nix;
beforeAll(() => {
  nix = new Nix();
});
afterAll(() => nix.remove());

// All zeros, all ones and a single bit at either end are where a decoder goes wrong first.
const digests = [
  Buffer.alloc(32),
  Buffer.alloc(32, 255),
  Buffer.from([128, ...Buffer.alloc(31)]),
  Buffer.from([...Buffer.alloc(31), 1]),
  ...Array.from({ length: 6 }, () => randomBytes(32)),
];

describeNix('the pure functions of the Nix library', () => {
  it('hold all their own tests', async () => {
    const tests = join(nix.library, 'nix/tests');
    expect(await nix.ok('nix-instantiate', ['--eval', '--strict', tests])).toMatch(/^"\d+ tests .* hold"$/);
  });

  it('read from a channel file what encodeChannel wrote into it', async () => {
    const found = await Promise.all(
      digests.map(async (digest, index) => {
        const file = join(nix.directory, `channel-${index}`);
        writeFileSync(file, encodeChannel(digest));
        return nix.evaluate(`import ${nix.library}/nix/channel.nix (builtins.readFile ${file})`);
      }),
    );
    expect(found).toEqual(digests.map((digest) => ({ hex: toHex(digest), sri: toSri(digest) })));
    expect(digests.map((digest) => Buffer.from(decodeChannel(encodeChannel(digest))))).toEqual(digests);
  });

  it('read a hash in each of its spellings as our server does', async () => {
    const spellings = digests.flatMap((digest) => [toSri, toBase64, toHex, toNix32].map((to) => to(digest)));
    const list = spellings.map(nixString).join(' ');
    const found = await nix.evaluate(`map (import ${nix.library}/nix/lib/parseSha256.nix) [ ${list} ]`);
    expect(found).toEqual(
      spellings
        .map((text) => parseSha256(text)!)
        .map((digest) => ({ hex: toHex(digest), sri: toSri(digest) })),
    );
  });

  it('percent-encode every text as encodeURIComponent does, but for the five characters that it leaves alone', async () => {
    const texts = ["!*'()", 'a b+c&d=e', 'ビルド xterm', 'é\u0080\u07ff\u0800\uffff😀', '\\"${x}\n\t%'];
    const found = await nix.evaluate(
      `map (import ${nix.library}/nix/lib/escapeURL.nix) [ ${texts.map(nixString).join(' ')} ]`,
    );
    const strict = (text: string): string =>
      encodeURIComponent(text).replace(/[!*'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
    expect(found).toEqual(texts.map(strict));
  });
});

describeNix('libs/nix-hash', () => {
  it('spells a hash as `nix-hash` and `nix hash` do', async () => {
    for (const digest of digests) {
      const convert = (to: string): Promise<string> =>
        nix.ok('nix-hash', ['--type', 'sha256', to, toHex(digest)]);
      expect(await convert('--to-base32')).toBe(toNix32(digest));
      expect(await nix.ok('nix-hash', ['--type', 'sha256', '--to-base16', toNix32(digest)])).toBe(
        toHex(digest),
      );
      expect(await nix.ok('nix', ['hash', 'to-sri', '--type', 'sha256', toNix32(digest)])).toBe(
        toSri(digest),
      );
      expect(await nix.ok('nix', ['hash', 'to-base64', toSri(digest)])).toBe(toBase64(digest));
    }
  });
});
