/** What the first bytes of a file say that it is; `unknown` may still be an old tar, which has no magic number. */
export type ArchiveFormat =
  'gzip' | 'tar' | 'html' | 'empty' | 'unknown' | 'xz' | 'bzip2' | 'zstd' | 'zip' | 'lzip' | '7z';

const magics: [ArchiveFormat, number[]][] = [
  ['gzip', [0x1f, 0x8b]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['lzip', [0x4c, 0x5a, 0x49, 0x50]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
];

/** @param head the first 512 bytes of the file, or all of a shorter one */
export function archiveFormat(head: Buffer): ArchiveFormat {
  if (head.length === 0) return 'empty';
  const magic = magics.find(([, bytes]) => bytes.every((byte, at) => head[at] === byte));
  if (magic) return magic[0];
  if (isTarHeader(head)) return 'tar';
  return /^\s*<(!doctype|html|head|\?xml)/i.test(head.toString('latin1')) ? 'html' : 'unknown';
}

/** A tar header is known by its checksum, which every tar has; the word "ustar" came later. @see POSIX.1-1988, tar */
function isTarHeader(head: Buffer): boolean {
  if (head.length < 512) return false;
  const stored = Number.parseInt(head.toString('latin1', 148, 156).replaceAll('\0', ' ').trim(), 8);
  let sum = 0;
  for (let at = 0; at < 512; at++) sum += at >= 148 && at < 156 ? 0x20 : (head[at] ?? 0);
  return sum === stored && sum !== 8 * 0x20;
}
