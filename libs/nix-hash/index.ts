export { fakeHash } from './fake-hash.js';
export { parseSha256, toBase64, toHex, toSri } from './sha256.js';
export { toNix32 } from './nix32.js';
