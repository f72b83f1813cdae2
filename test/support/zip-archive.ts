import { crc32, deflateRawSync } from 'node:zlib';

/** One member as it is written, right or wrong: hostile zips are made by claiming what is not so. */
export interface ZipMember {
  path: string | Buffer;
  content?: string | Buffer;
  /** Of Unix, type bits included; 0o100644 by default. */
  mode?: number;
  /** The system that it says it was made on; 3 is Unix. */
  host?: number;
  /** General purpose bits; 0x800 (the name is UTF-8) by default. */
  flags?: number;
  method?: number;
  checksum?: number;
  /** Claimed unpacked size. */
  size?: number;
  /** Has no data of its own, but that of the member before it. */
  overlaps?: boolean;
}

/** @see PKWARE's APPNOTE.TXT, 4.3 */
export function zip(members: ZipMember[], claimedEntries = members.length): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  let localAt = 0;
  for (const member of members) {
    const { mode = 0o100644, host = 3, flags = 0x800, method = 8, overlaps = false } = member;
    const path = Buffer.from(member.path as string);
    const content = Buffer.from((member.content ?? '') as string);
    const packed = method === 8 ? deflateRawSync(content, { level: 9 }) : content;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(member.checksum ?? crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(member.size ?? content.length, 18);
    common.writeUInt16LE(path.length, 22);
    if (!overlaps) {
      localAt = at;
      parts.push(Buffer.from('PK\x03\x04'), common, path, packed);
      at += 30 + path.length + packed.length;
    }
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(localAt, 10);
    directory.push(Buffer.from('PK\x01\x02'), Buffer.from([20, host]), common, rest, path);
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(claimedEntries & 0xffff, 4);
  end.writeUInt16LE(claimedEntries & 0xffff, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, entries, Buffer.from('PK\x05\x06'), end]);
}
