import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { type RawEntry, decoded, tooManyEntries, unsafe } from './archive-entries.js';
import type { ArchiveSink } from './archive-sink.js';
import type { Take } from './decompress.js';
import type { SourceLimits } from './limits.js';
import { SourceError } from './source-error.js';

/** Where a zip was made whose upper attributes are those of Unix. @see Info-ZIP unzip, unix/unix.c, "mapattr" */
const unixHosts = new Set([2, 3, 5, 13, 16, 30]);
const fileTypes = { mask: 0o170000, symlink: 0o120000, directory: 0o040000, file: 0o100000 };

/**
 * Reads a zip by its central directory, as `unzip` does, which is what Nix's fetchers unpack with.
 * @param take is told of what was unpacked, for the bounds on it
 * @throws SourceError, or Error for what is damaged
 */
export async function readZip(
  path: string,
  sink: ArchiveSink,
  limits: SourceLimits,
  take: Take,
): Promise<void> {
  const zip = await yauzl.openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false });
  try {
    if (zip.entryCount > limits.entries) throw tooManyEntries(limits);
    let packed = 0;
    for await (const entry of zip.eachEntry() as AsyncIterable<Entry>) {
      packed += entry.compressedSize;
      // Members that lie one over the other are how a small zip becomes a large one.
      if (packed > zip.fileSize) throw unsafe('has entries that overlap');
      await readEntry(zip, entry, sink, (piece) => take(piece, packed));
    }
    // The types say that it is a boolean.
    if (hasEntryAt(path, Number(zip.readEntryCursor)))
      throw new Error('the zip has more entries than it says');
  } finally {
    zip.close();
  }
}

/** `unzip` counts for itself, and so would unpack what the library, which believes the count, never tells of. */
function hasEntryAt(path: string, offset: number): boolean {
  const file = openSync(path, 'r');
  try {
    const signature = Buffer.alloc(4);
    readSync(file, signature, 0, 4, offset);
    return signature.toString('latin1') === 'PK\x01\x02';
  } finally {
    closeSync(file);
  }
}

async function readEntry(
  zip: ZipFile,
  entry: Entry,
  sink: ArchiveSink,
  take: (piece: Uint8Array) => boolean,
): Promise<void> {
  const path = pathOf(entry);
  if (entry.isEncrypted())
    throw new SourceError(
      'not_an_archive',
      'The archive is locked with a password. Use one that everybody can unpack.',
    );
  const raw: RawEntry = { path, size: entry.uncompressedSize, linkPath: '', ...kindOf(entry, path) };
  if (raw.type === 'directory' || raw.type === 'other') return sink.begin({ ...raw, size: 0 });
  if (!entry.canDecodeFileData())
    throw new SourceError(
      'not_an_archive',
      `The zip packs ${JSON.stringify(decoded(path.slice(0, 80)))} with method ${entry.compressionMethod}, which is not read. Use a .tar.gz of the same source.`,
    );

  if (raw.type === 'file') sink.begin(raw);
  const link: Uint8Array[] = [];
  let sum = 0;
  for await (const piece of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
    take(piece);
    sum = crc32(piece, sum);
    if (raw.type === 'file') sink.content(piece);
    else if (link.push(piece) > 64) throw unsafe('has a link of unusual length');
  }
  if (sum !== entry.crc32) throw new Error('a checksum of the zip is wrong');
  if (raw.type === 'symlink')
    sink.begin({ ...raw, size: 0, linkPath: Buffer.concat(link).toString('latin1') });
}

/** The name as bytes: those of a zip made on Unix, or UTF-8 where it says which characters it means. */
function pathOf(entry: Entry): string {
  const bytes = entry.fileName as unknown as Buffer;
  const saysUtf8 = (entry.generalPurposeBitFlag & 0x800) !== 0;
  const hasUnicodePath = entry.extraFields.some(({ id }) => id === 0x7075);
  if (saysUtf8 || (unixHosts.has(entry.versionMadeBy >> 8) && !hasUnicodePath)) {
    // `unzip` takes bytes out of such a name, or puts others in their place, depending on its version and locale.
    if (!isUtf8(bytes))
      throw unsafe('has a name that is not UTF-8, which programs unpack under different names');
    return bytes.toString('latin1');
  }
  const text = yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, bytes, entry.extraFields, false);
  return Buffer.from(text).toString('latin1');
}

function kindOf(entry: Entry, path: string): Pick<RawEntry, 'type' | 'executable'> {
  const isDirectory = path.endsWith('/');
  const mode = unixHosts.has(entry.versionMadeBy >> 8) ? entry.externalFileAttributes >>> 16 : 0;
  const type = mode & fileTypes.mask;
  if (isDirectory || type === fileTypes.directory) return { type: 'directory', executable: true };
  if (type === fileTypes.symlink) return { type: 'symlink', executable: true };
  return { type: type === 0 || type === fileTypes.file ? 'file' : 'other', executable: (mode & 0o100) !== 0 };
}
