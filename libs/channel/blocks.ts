import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** How a channel file is laid out: nix/README.md, "The channel". */
export const headerLength = 64;
export const blockLength = 128;
export const blockCount = 256;
export const fileLength = headerLength + blockCount * blockLength;

/** The two data files. Every file made of the header and, for each block, either file's has the same MD5. */
export const zeros = load('zeros.bin', '190e0dd8cb279f2ac8ef87a55dbf10742c1d1877331e107a3837706a98d35560');
export const ones = load('ones.bin', 'd9806f909cab8899f2ab29a43e3e9bce18309b5b2d073e103b84eae3adfaed20');

/** The place of block `index` in a channel file, for `subarray`. */
export function blockRange(index: number): [start: number, end: number] {
  const start = headerLength + index * blockLength;
  return [start, start + blockLength];
}

// A single wrong byte would change the MD5 of half of all answers, so a damaged installation must not start.
function load(name: string, sha256: string): Buffer {
  const file = new URL(`../../../nix/${name}`, import.meta.url); // seen from dist/libs/channel
  const bytes = readFileSync(file);
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new Error(
      `${file.pathname} is damaged: its sha256 is not ${sha256}. Restore it from the repository.`,
    );
  return bytes;
}
