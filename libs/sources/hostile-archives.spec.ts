import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { gzipBomb, sourceArchive, tar, tarGz } from '../../test/support/archives.js';
import { packedBombs } from '../../test/support/packed-archives.js';
import { type ZipMember, zip } from '../../test/support/zip-archive.js';
import { defaultLimits } from './limits.js';
import { readArchive } from './read-archive.js';
import { SourceError } from './source-error.js';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'ai-drv-hostile-'))));
afterEach(async () => {
  // Whatever was read, nothing of it stays.
  expect(await readdir(directory)).toEqual(['archive']);
  await rm(directory, { recursive: true });
});

async function read(bytes: Buffer, limits: Partial<typeof defaultLimits> = {}) {
  const path = join(directory, 'archive');
  await writeFile(path, bytes);
  return readArchive(path, { ...defaultLimits, ...limits });
}

async function refusal(...args: Parameters<typeof read>): Promise<string> {
  const error: unknown = await read(...args).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SourceError);
  return `${(error as SourceError).code}: ${(error as SourceError).message}`;
}

const link = 0o120777;

describe('a hostile zip', () => {
  const members: [string, ZipMember[], string][] = [
    ['zip slip', [{ path: '../../etc/cron.d/evil' }], 'leads out of it'],
    ['zip slip by backslashes', [{ path: '..\\..\\evil' }], 'leads out of it'],
    ['an absolute path', [{ path: '/etc/passwd' }], 'absolute path'],
    ['a drive', [{ path: 'C:/evil' }], 'absolute path'],
    ['a NUL in a name', [{ path: 'a\0b' }], 'control character'],
    ['a link out', [{ path: 'a/l', mode: link, content: '../../x' }], 'leads out of it'],
    ['an absolute link', [{ path: 'l', mode: link, content: '/etc' }], 'leads out of it'],
    [
      'a file through a link',
      [{ path: 'l', mode: link, content: 'd' }, { path: 'l/x' }],
      'below "l", which is a symlink',
    ],
    ['a very long link', [{ path: 'l', mode: link, content: 'x'.repeat(9_000_000) }], 'unusual length'],
    ['a device', [{ path: 'd', mode: 0o060644 }], 'neither a file'],
    [
      'one name twice, once as a link',
      [{ path: 'l', mode: link, content: 'd' }, { path: 'l' }],
      'two different',
    ],
    ['members that overlap', [{ path: 'a', content: 'x'.repeat(9) }, ...overlapping(50)], 'overlap'],
    ['a password', [{ path: 'a', flags: 0x801 }], 'locked with a password'],
    ['an unknown method', [{ path: 'a', method: 99 }], 'with method 99'],
    ['a wrong checksum', [{ path: 'a', content: 'x', checksum: 1 }], 'damaged'],
    ['less than it says', [{ path: 'a', content: 'x', size: 1_000 }], 'damaged'],
    ['more than it says', [{ path: 'a', content: 'x'.repeat(1_000), size: 1 }], 'damaged'],
  ];
  it.each(members)('%s is refused', async (_, hostile, text) => {
    expect(await refusal(zip([{ path: 'Makefile', content: 'all:' }, ...hostile]))).toContain(text);
  });

  it('a bomb is refused', async () => {
    expect(await refusal(zip([{ path: 'a', content: Buffer.alloc(64_000_000) }]))).toContain('bomb');
  });

  it('a zip of zips (42.zip) is not unpacked further, and refused', async () => {
    const inner = zip([{ path: 'b', content: 'x' }]);
    const many = Array.from({ length: 16 }, (_, n) => ({ path: `lib ${n}.zip`, content: inner }));
    expect(await refusal(zip(many))).toContain('nothing but further archives');
    expect((await read(zip([...many, { path: 'README', content: 'x' }]))).entries).toHaveLength(17);
  });

  it('more entries than may be are refused, and more than it says there are', async () => {
    const many = Array.from({ length: 60 }, (_, n) => ({ path: `f${n}` }));
    expect(await refusal(zip(many), { entries: 50 })).toContain('more than 50 entries');
    expect(await refusal(zip(many, 10), { entries: 50 })).toContain('damaged');
  });

  it('names, links and modes are taken as unzip takes them', async () => {
    const tree = await read(
      zip([
        { path: 'r/', mode: 0o040755 },
        { path: 'r/ä', mode: 0o100755 },
        { path: Buffer.from('r/\x81', 'latin1'), flags: 0, host: 0, mode: 0o100755 },
        { path: 'r/l', mode: link, content: 'ä' },
        { path: 'r/dos', mode: 0o120777, host: 0, content: '/x' },
      ]),
    );
    expect(tree.root).toBe('r');
    expect(tree.entries.map(({ path, type, executable }) => [path, type, executable])).toEqual([
      ['ä', 'file', true],
      ['ü', 'file', false],
      ['l', 'symlink', true],
      ['dos', 'file', false],
    ]);
  });

  it.each([0, 0x800])(
    'a name that is not UTF-8 is refused, for unzip changes it (flags %d)',
    async (flags) => {
      expect(await refusal(zip([{ path: Buffer.from('r/\xff', 'latin1'), flags }]))).toContain('not UTF-8');
    },
  );
});

/** Members with a name of their own and the data of another. */
function overlapping(count: number): ZipMember[] {
  return Array.from({ length: count }, (_, n) => ({
    path: `o${n}`,
    content: Buffer.alloc(1_000, 'x'),
    method: 0,
    overlaps: n > 0,
  }));
}

describe('a bomb', () => {
  it.each(Object.entries(packedBombs))('in %s is refused', async (_, base64) => {
    expect(await refusal(gunzipSync(Buffer.from(base64, 'base64')))).toContain('decompression bomb');
  });

  it('that takes long is ended, also in the middle of unpacking', async () => {
    const bytes = gunzipSync(Buffer.from(packedBombs.bzip2, 'base64'));
    const begun = performance.now();
    expect(await refusal(bytes, { inspectMs: 150, ratio: 1e9 })).toContain('took longer than 0.15 s');
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});

describe('a hostile tar', () => {
  it('with 1,000,000 entries is refused in time', async () => {
    const thousand = tar(Array.from({ length: 1_000 }, (_, n) => ({ path: `d/${n}`, content: 'x' })));
    const member = gzipSync(thousand.subarray(0, -1_024), { level: 1 });
    const begun = performance.now();
    const text = await refusal(
      Buffer.concat([...Array<Buffer>(1_000).fill(member), gzipSync(Buffer.alloc(1_024))]),
    );
    expect(text).toContain('more than 200000 entries');
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it('of nothing but archives is refused', async () => {
    const inner = sourceArchive('r', { Makefile: 'all:' });
    expect(await refusal(tarGz([{ path: 'data.tar.gz', content: inner }]))).toContain('further archives');
  });

  it.each([
    [
      'an endless name',
      [{ path: 'x', type: 'L', content: Buffer.alloc(2_000_000, 'a') }],
      'more than a megabyte',
    ],
    ['a malformed pax header', [{ path: 'x', type: 'x', content: '99 path=a\n' }], 'damaged'],
    ['a pax header for all', [{ path: 'x', type: 'g', content: '9 path=a\n' }], 'gives one name'],
    ['a pax size that is none', [{ path: 'x', type: 'x', content: '10 size=-\n' }, { path: 'a' }], 'damaged'],
    ['a volume label', [{ path: 'x', type: 'V' }], 'unusual kind'],
    ['a name that it has twice, as two things', [{ path: 'a' }, { path: 'a/', type: '5' }], 'two different'],
    ['a link to nothing', [{ path: 'a', type: '2' }], 'to nothing'],
  ])('with %s is refused', async (_, entries, text) => {
    expect(await refusal(tarGz([{ path: 'Makefile', content: 'all:' }, ...entries]))).toContain(text);
  });

  it('within a gzip within a gzip is not unpacked twice', async () => {
    expect(await refusal(gzipSync(gzipBomb(30_000_000)))).toContain('no tar archive in it');
  });
});
