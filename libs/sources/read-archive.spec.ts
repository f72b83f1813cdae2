import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  type TarEntry,
  gzipBomb,
  pax,
  sourceArchive,
  sourceEntries,
  tar,
  tarGz,
} from '../../test/support/archives.js';
import { helloNarHash, packedHello } from '../../test/support/packed-archives.js';
import { defaultLimits } from './limits.js';
import { readArchive } from './read-archive.js';
import { SourceError, type SourceErrorCode } from './source-error.js';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'ai-drv-archive-'))));
afterEach(() => rm(directory, { recursive: true }));

async function read(bytes: Buffer, limits: Partial<typeof defaultLimits> = {}) {
  const path = join(directory, 'archive');
  await writeFile(path, bytes);
  return readArchive(path, { ...defaultLimits, ...limits });
}

async function expectError(
  code: SourceErrorCode,
  text: string,
  ...args: Parameters<typeof read>
): Promise<void> {
  const error: unknown = await read(...args).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SourceError);
  expect([(error as SourceError).code, (error as SourceError).message]).toEqual([
    code,
    expect.stringContaining(text),
  ]);
}

const hello = {
  Makefile: 'all:\n',
  'src/hello.c': 'int main;\n',
  configure: { content: '#!/bin/sh\n', executable: true },
};

describe('readArchive', () => {
  it.each([
    ['tar.gz', sourceArchive('hello-1.0', hello)],
    ['tar', tar(sourceEntries('hello-1.0', hello))],
    ['tar.gz with ./ in front', tarGz(sourceEntries('./hello-1.0', hello))],
  ])('reads a %s: paths below the one root, kept files', async (_, bytes) => {
    const tree = await read(bytes);
    expect(tree.root).toBe('hello-1.0');
    expect(tree.entries).toEqual([
      { path: 'Makefile', type: 'file', size: 5, executable: false },
      { path: 'configure', type: 'file', size: 10, executable: true },
      { path: 'src', type: 'directory', size: 0, executable: true },
      { path: 'src/hello.c', type: 'file', size: 10, executable: false },
    ]);
    expect(tree.readFile('Makefile')).toBe('all:\n');
    expect(tree.readFile('src/hello.c')).toBe('int main;\n');
    expect(tree.readFile('missing')).toBeNull();
  });

  it.each(Object.entries(packedHello))('reads %s, and hashes its tree as nix does', async (_, base64) => {
    const tree = await read(Buffer.from(base64, 'base64'));
    expect(tree.root).toBe('hello-1.0');
    expect(tree.entries.map(({ path }) => path).toSorted()).toEqual([
      'Makefile',
      'configure',
      'src',
      'src/hello.c',
      'src/link',
    ]);
    expect(tree.readFile('src/hello.c')).toBe('int main;\n');
    expect(tree.narHash).toBe(helloNarHash);
  });

  it.each(Object.entries(packedHello))('refuses %s that is cut or altered', async (_, base64) => {
    const bytes = Buffer.from(base64, 'base64');
    await expectError('not_an_archive', '', bytes.subarray(0, bytes.length >> 1));
    const altered = Buffer.from(bytes);
    altered.writeUInt8(altered.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    const error: unknown = await read(altered).catch((reason: unknown) => reason);
    // What is no content (a time stamp, a checksum that nothing rests on) may be altered.
    if (!(error instanceof SourceError)) expect(error).toMatchObject({ narHash: helloNarHash });
  });

  it('has no root when the archive has several tops', async () => {
    const tree = await read(
      tarGz([
        { path: 'a/x', content: '1' },
        { path: 'Makefile', content: '2' },
      ]),
    );
    expect(tree.root).toBeNull();
    expect(tree.entries.map(({ path }) => path)).toEqual(['a', 'a/x', 'Makefile']);
    expect(tree.readFile('Makefile')).toBe('2');
  });

  it('takes links inside, long pax names, and keeps only the beginning of a large file, and no binary', async () => {
    const long = `r/${'d'.repeat(90)}/${'f'.repeat(120)}`;
    const tree = await read(
      tarGz([
        { path: 'r/configure', content: 'x'.repeat(5000), mode: 0o755 },
        { path: 'r/link', type: '2', link: '../r/configure' },
        { path: 'r/hard', type: '1', link: 'r/configure' },
        { path: 'r/README', content: 'a\0b' },
        pax({ path: long }),
        { path: 'short', content: '' },
      ]),
      { keptFileBytes: 1000 },
    );
    expect(tree.readFile('configure')).toHaveLength(1000);
    expect(tree.readFile('README')).toBeNull();
    expect(tree.entries.find(({ path }) => path === 'hard')).toEqual({
      path: 'hard',
      type: 'file',
      size: 5000,
      executable: true,
    });
    expect(tree.entries.at(-1)?.path).toBe(long.slice(2));
  });

  it('keeps no more than the total, however many files there are', async () => {
    const files = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`f${n}`, 'x'.repeat(100)]));
    const tree = await read(sourceArchive('r', files), { keptBytes: 250 });
    const kept = tree.entries.reduce((sum, { path }) => sum + (tree.readFile(path)?.length ?? 0), 0);
    expect(kept).toBe(250);
  });

  const hostile: [string, TarEntry[], string][] = [
    ['..', [{ path: '../evil' }], 'leads out'],
    ['.. in the middle', [{ path: 'a/../../evil' }], 'leads out'],
    ['.. by backslash', [{ path: 'a\\..\\..\\evil' }], 'leads out'],
    ['.. by a pax name', [pax({ path: 'a/../../evil' }), { path: 'fine' }], 'leads out'],
    ['an absolute path', [{ path: '/etc/cron.d/evil' }], 'absolute'],
    ['a drive', [{ path: 'C:\\evil' }], 'absolute'],
    ['a control character', [{ path: 'a\nb' }], 'control character'],
    ['a symlink out', [{ path: 'a/l', type: '2', link: '../../etc' }], 'leads out'],
    ['an absolute symlink', [{ path: 'l', type: '2', link: '/etc/passwd' }], 'leads out'],
    ['a path through a symlink', [{ path: 'l', type: '2', link: 'd' }, { path: 'l/x' }], 'below "l"'],
    ['a path through a file', [{ path: 'l' }, { path: 'l/x' }], 'below "l"'],
    [
      'a symlink in place of a directory',
      [{ path: 'l/x' }, { path: 'l', type: '2', link: 'd' }],
      'two different',
    ],
    ['a file over a symlink', [{ path: 'l', type: '2', link: 'd' }, { path: 'l' }], 'two different'],
    [
      'a symlink twice',
      [
        { path: 'l', type: '2', link: 'd' },
        { path: './l', type: '2', link: 'e' },
      ],
      'two different',
    ],
    ['a hard link out', [{ path: 'h', type: '1', link: '/etc/passwd' }], 'absolute'],
    [
      'a hard link to a link',
      [
        { path: 'l', type: '2', link: 'd' },
        { path: 'h', type: '1', link: 'l' },
      ],
      'hard link',
    ],
    ['a hard link to nothing', [{ path: 'h', type: '1', link: 'x' }], 'hard link'],
    ['a character device', [{ path: 'd', type: '3' }], 'neither a file'],
    ['a block device', [{ path: 'd', type: '4' }], 'neither a file'],
    ['a fifo', [{ path: 'd', type: '6' }], 'neither a file'],
    ['an old sparse file', [{ path: 'd', type: 'S', content: 'x' }], 'unusual kind'],
    [
      'a pax sparse file',
      [pax({ 'GNU.sparse.realsize': '1099511627776' }), { path: 'd', content: 'x' }],
      'sparse',
    ],
    ['a very long path', [pax({ path: `a/${'b'.repeat(1100)}` }), { path: 'd' }], '1024 bytes'],
    ['a very deep path', [pax({ path: 'a/'.repeat(41) }), { path: 'd' }], 'directories deep'],
  ];
  it.each(hostile)('refuses %s', async (_, entries, text) => {
    await expectError('unsafe_archive', text, tarGz([{ path: 'Makefile', content: 'all:' }, ...entries]));
  });

  it('refuses a gzip bomb soon, and one within a gzip', async () => {
    await expectError('unsafe_archive', 'decompression bomb', gzipBomb(64_000_000));
    await expectError('not_an_archive', 'no tar archive in it', gzipSync(gzipBomb(64_000_000)));
  });

  it('refuses what is too much: bytes, entries, time', async () => {
    await expectError(
      'too_large',
      'unpacks to more than 1 MB',
      tar([{ path: 'a', content: Buffer.alloc(1_100_000, 'ab') }]),
      { unpackedBytes: 1_000_000 },
    );
    const many = Array.from({ length: 50 }, (_, n) => ({ path: `d${n}/f` }));
    await expectError('too_large', '60 entries', tarGz(many), { entries: 60 });
    await expectError('too_large', 'took longer', gzipBomb(15_000_000), { inspectMs: 1 });
  });

  it('refuses an entry that claims more than there is, and a cut or altered archive', async () => {
    const whole = sourceArchive('r', hello);
    await expectError('not_an_archive', 'damaged', tarGz([{ path: 'a', content: 'x', size: 8_000_000_000 }]));
    await expectError('not_an_archive', 'damaged', whole.subarray(0, whole.length - 20));
    const altered = tar(sourceEntries('r', hello));
    altered.write('?', 512 * 2 + 512);
    await expectError('not_an_archive', 'damaged', altered);
  });

  it('reads nothing behind the end of the archive', async () => {
    const bytes = gzipSync(Buffer.concat([tar([{ path: 'a' }]), Buffer.alloc(8_000_000)]));
    expect((await read(bytes, { unpackedBytes: 1_000_000 })).entries).toHaveLength(1);
  });

  it.each([
    ['an empty file', Buffer.alloc(0), 'empty file'],
    ['a web page', Buffer.from('<!doctype html><title>Sign in</title>'), 'web page'],
    ['a text', Buffer.from('hello'), 'is no archive'],
    ['a packed text', gzipSync('hello'), 'no tar archive in it'],
    ['an lzip', Buffer.from('LZIP\x01'), 'lzip archive is not read'],
    ['a 7z', Buffer.from('377abcaf271c', 'hex'), '7z archive is not read'],
    ['the head of an xz', Buffer.from('fd377a585a00', 'hex'), 'damaged'],
    ['the head of a zstd', Buffer.from('28b52ffd', 'hex'), 'damaged'],
    ['the head of a bzip2', Buffer.from('BZh9'), 'no tar archive in it'],
    ['the head of a zip', Buffer.from('PK\x03\x04'), 'damaged'],
    ['an archive of nothing', gzipSync(Buffer.alloc(1024)), 'no tar archive in it'],
  ])('says what to do about %s', (_, bytes, text) => expectError('not_an_archive', text, bytes));

  it("ends with the caller's own reason when the caller aborts", async () => {
    const path = join(directory, 'archive');
    await writeFile(path, sourceArchive('r', hello));
    await expect(readArchive(path, defaultLimits, AbortSignal.abort(new Error('fenced')))).rejects.toThrow(
      'fenced',
    );
  });
});
