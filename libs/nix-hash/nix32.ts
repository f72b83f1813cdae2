/** Nix's own base-32 digits: no e, o, t, u, so that hashes spell no words (Nix, src/libutil/hash.cc, "base32Chars"). */
const digits = '0123456789abcdfghijklmnpqrsvwxyz';
const length = 52; // 256 bits in digits of 5: 51 full ones and a first digit that holds a single bit

/**
 * 32 bytes as the 52 digits that Nix uses in store paths and `nix-hash --base32`. The number is read little-endian and
 * its highest digit comes first, so this is not RFC 4648's base32.
 */
export function toNix32(digest: Uint8Array): string {
  let text = '';
  for (let n = length - 1; n >= 0; n--) {
    const byte = (n * 5) >> 3;
    const bit = (n * 5) & 7;
    const window = digest[byte]! | ((digest[byte + 1] ?? 0) << 8);
    text += digits[(window >> bit) & 31];
  }
  return text;
}

/** The 32 bytes of 52 nix32 digits; null where a character is no digit or the first digit says more than the one bit left. */
export function fromNix32(text: string): Uint8Array | null {
  if (text.length !== length) return null;
  const digest = new Uint8Array(32);
  for (let n = 0; n < length; n++) {
    const value = digits.indexOf(text[length - 1 - n]!);
    if (value < 0) return null;
    const byte = (n * 5) >> 3;
    const bit = (n * 5) & 7;
    const window = value << bit;
    digest[byte]! |= window & 255;
    if (byte + 1 < digest.length) digest[byte + 1]! |= window >> 8;
    else if (window >> 8 !== 0) return null;
  }
  return digest;
}
