export { hashPath } from './disk-tree.js';
export { type NarNode, hashNar, writeNar } from './nar.js';
export { fakeHash } from './fake-hash.js';
export { parseSha256, toBase64, toHex, toSri } from './sha256.js';
export { toNix32 } from './nix32.js';
