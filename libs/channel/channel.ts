import { blockCount, blockRange, fileLength, headerLength, ones, zeros } from './blocks.js';

const digestLength = blockCount / 8;

/**
 * The channel file that carries a sha256: 32,832 bytes without a NUL, whose MD5 is one known constant whatever the
 * digest. Bit *i*, most significant first, chooses block *i* from `zeros.bin` or `ones.bin`.
 *
 * @param digest 32 bytes
 * @throws RangeError for another length
 */
export function encodeChannel(digest: Uint8Array): Buffer {
  if (digest.length !== digestLength)
    throw new RangeError(`A channel file carries ${digestLength} bytes, not ${digest.length}.`);
  const file = Buffer.from(zeros);
  for (let i = 0; i < blockCount; i++) {
    const bit = (digest[i >> 3]! >> (7 - (i & 7))) & 1;
    if (bit === 1) ones.copy(file, blockRange(i)[0], ...blockRange(i));
  }
  return file;
}

/**
 * The 32 bytes that a channel file carries.
 *
 * @throws Error with a sentence when the file is no channel file: its size, its header, or a block that is neither of the two
 */
export function decodeChannel(file: Uint8Array): Uint8Array {
  if (file.length !== fileLength)
    throw new Error(`A channel file has ${fileLength} bytes, and this one ${file.length}.`);
  if (!zeros.subarray(0, headerLength).equals(file.subarray(0, headerLength)))
    throw new Error('This is no channel file: it begins with another header.');
  const digest = new Uint8Array(digestLength);
  for (let i = 0; i < blockCount; i++) {
    const block = file.subarray(...blockRange(i));
    if (ones.subarray(...blockRange(i)).equals(block)) digest[i >> 3]! |= 128 >> (i & 7);
    else if (!zeros.subarray(...blockRange(i)).equals(block))
      throw new Error(
        `This is no channel file: its block ${i} is neither that of zeros.bin nor that of ones.bin.`,
      );
  }
  return digest;
}
