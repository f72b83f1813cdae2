import { unsafe } from './archive-entries.js';

/** What one header block of a tar says. Paths are bytes, as a binary string (see `NarNode`). */
export interface TarHeader {
  path: string;
  /** The type flag: one character. */
  flag: string;
  size: number;
  mode: number;
  linkPath: string;
}

export const blockBytes = 512;

/**
 * Reads a header block in the way of GNU tar, which is what Nix's fetchers unpack with.
 * @returns null if its checksum is not right, so that it is no header
 * @throws Error for a number that is none
 * @see POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format"
 */
export function readTarHeader(block: Buffer): TarHeader | null {
  let unsigned = 0;
  let signed = 0;
  for (let at = 0; at < blockBytes; at++) {
    const byte = at >= 148 && at < 156 ? 0x20 : block[at]!;
    unsigned += byte;
    // Some old programs added up signed characters.
    signed += byte < 128 ? byte : byte - 256;
  }
  const stored = Number.parseInt(block.toString('latin1', 148, 156).replaceAll('\0', ' ').trim(), 8);
  if (stored !== unsigned && stored !== signed) return null;
  // GNU's magic is "ustar  \0", and has times where POSIX has the prefix.
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? textAt(block, 345, 155) : '';
  const name = textAt(block, 0, 100);
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    flag: String.fromCharCode(block[156]!),
    size: numberAt(block, 124, 12),
    mode: numberAt(block, 100, 8),
    linkPath: textAt(block, 157, 100),
  };
}

function textAt(block: Buffer, at: number, length: number): string {
  const text = block.toString('latin1', at, at + length);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** Octal digits, or (GNU) a big-endian number behind a byte with its highest bit set. */
function numberAt(block: Buffer, at: number, length: number): number {
  const first = block[at]!;
  if (first & 0x80) {
    let value = first & 0x7f;
    for (let next = at + 1; next < at + length; next++) value = value * 256 + block[next]!;
    if (!Number.isSafeInteger(value)) throw new Error('a number in a tar header is beyond all sizes');
    return value;
  }
  const digits = /^[ \0]*([0-7]*)(?:[ \0]|$)/.exec(block.toString('latin1', at, at + length))?.[1];
  if (digits === undefined) throw new Error('a number in a tar header is not octal');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

/** Attributes of a pax header; an empty value takes an attribute back. */
export type PaxAttributes = Map<string, string>;

/**
 * Reads records of the form "LENGTH KEY=VALUE\n".
 * @throws Error when they are not of that form; SourceError for a sparse file, whose content is not what follows
 */
export function readPax(content: Buffer): PaxAttributes {
  const attributes: PaxAttributes = new Map();
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at);
    const digits = content.toString('latin1', at, Math.min(space, at + 10));
    const end = at + Number(digits);
    const equals = content.indexOf(0x3d, space);
    if (space < 0 || !/^[1-9]\d*$/.test(digits) || end > content.length || content[end - 1] !== 0x0a)
      throw new Error('a pax header is malformed');
    if (equals < space || equals >= end) throw new Error('a pax header has a record without "="');
    const key = content.toString('latin1', space + 1, equals);
    if (key.startsWith('GNU.sparse.')) throw unsafe('has a sparse file');
    attributes.set(key, content.toString('latin1', equals + 1, end - 1));
    at = end;
  }
  return attributes;
}
