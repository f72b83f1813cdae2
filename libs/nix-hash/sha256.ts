import { fromNix32 } from './nix32.js';

const sriPrefix = 'sha256-'; // W3C Subresource Integrity §3.1; Nix has printed hashes so since 2.4

/**
 * Reads a sha256 in any form that Nix prints or a URL carries: 44 characters of base64 (also url-safe, also with the
 * `+` that a form decoder turned into a space), 64 of hex in either case, 52 of nix32, or SRI (`sha256-…`).
 *
 * @returns the 32 bytes, or null. Strict: one digest has one spelling per form, so padding is required and spare bits
 *   must be zero (RFC 4648 §3.5), else two texts could name the same thing in a cache or a log.
 */
export function parseSha256(text: string): Uint8Array | null {
  if (text.startsWith(sriPrefix)) return fromBase64(text.slice(sriPrefix.length));
  if (text.length === 44) return fromBase64(text);
  if (text.length === 52) return fromNix32(text);
  return /^[0-9a-fA-F]{64}$/.test(text) ? Uint8Array.from(Buffer.from(text, 'hex')) : null;
}

/** The form of `hash = "…"` in Nix expressions, and of our JSON answers. */
export function toSri(digest: Uint8Array): string {
  return sriPrefix + toBase64(digest);
}

/** 44 characters, padded, standard alphabet (RFC 4648 §4): what `/hash` answers. */
export function toBase64(digest: Uint8Array): string {
  return Buffer.from(digest).toString('base64');
}

/** 64 lower-case digits. */
export function toHex(digest: Uint8Array): string {
  return Buffer.from(digest).toString('hex');
}

function fromBase64(text: string): Uint8Array | null {
  const standard = text.replaceAll('-', '+').replaceAll('_', '/').replaceAll(' ', '+');
  const digest = Buffer.from(standard, 'base64');
  // Node's decoder skips what it does not know; only a text that it would have written itself is taken.
  return digest.length === 32 && toBase64(digest) === standard ? Uint8Array.from(digest) : null;
}
