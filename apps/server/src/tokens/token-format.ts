import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

// `aidrv_`, 30 characters of base62 (178 bits), and 6 of the CRC-32 of all before: junk, and a token cut short when it
// was copied, are told apart from a wrong one without asking the database. As GitHub's tokens
// (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/).
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const shape = /^aidrv_[0-9A-Za-z]{36}$/;
const checkedLength = 'aidrv_'.length + 30;

/** A fresh token: `secret` is shown once; the rest is stored. `prefix` and `last4` are what lists show of it: enough to tell it, too little to use it. */
export function mintToken(): { secret: string; hash: Buffer; prefix: string; last4: string } {
  const secret = newSecret();
  return { secret, hash: hashToken(secret), prefix: secret.slice(0, 10), last4: secret.slice(-4) };
}

function newSecret(): string {
  let text = 'aidrv_';
  for (let i = 0; i < 30; i++) text += alphabet[randomInt(alphabet.length)];
  return text + checksum(text);
}

/** Has this text the form of a token, checksum included? Says nothing about whether it exists. */
export function isWellFormedToken(text: string): boolean {
  return shape.test(text) && checksum(text.slice(0, checkedLength)) === text.slice(checkedLength);
}

/** What stands in the database instead of the token. No salt: 178 random bits are not guessed from their hash. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let i = 0; i < 6; i++) {
    digits = alphabet[rest % 62] + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
