import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FileHandle } from 'node:fs/promises';
import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '../../test/support/source-server.js';
import { openCache } from './cache.js';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'ai-drv-cache-'))));
afterEach(() => rm(directory, { recursive: true }));

const write = (text: string) => async (into: FileHandle) => {
  await into.appendFile(text);
  return { sha256: sha256Hex(Buffer.from(text)) };
};

describe('openCache', () => {
  it('files content under its hash, also when many do so at once', async () => {
    const cache = openCache(join(directory, 'made', 'when needed'));
    const added = await Promise.all(Array.from({ length: 20 }, () => cache.add(write('same'))));
    const [{ path, sha256 } = { path: '', sha256: '' }] = added;
    expect(await readFile(path, 'utf8')).toBe('same');
    expect(await readdir(join(directory, 'made', 'when needed'))).toEqual([sha256]);
    expect(await cache.find(sha256)).toEqual({ path, bytes: 4 });
    expect(await cache.find('0'.repeat(64))).toBeNull();
  });

  it('leaves nothing behind when the writing fails', async () => {
    const cache = openCache(directory);
    const failing = async (into: FileHandle): Promise<{ sha256: string }> => {
      await into.appendFile('half');
      throw new Error('cut');
    };
    await expect(cache.add(failing)).rejects.toThrow('cut');
    expect(await readdir(directory)).toEqual([]);
  });

  it('deletes a file whose content is no longer what its name says', async () => {
    const cache = openCache(directory);
    const { path, sha256 } = await cache.add(write('good'));
    await writeFile(path, 'evil');
    expect(await cache.find(sha256)).toBeNull();
    expect(await readdir(directory)).toEqual([]);
  });

  it.each(['../secret', 'ABC', '', '/etc/passwd'])('takes no %j for a hash', async (name) => {
    await expect(openCache(directory).find(name)).rejects.toThrow(TypeError);
  });

  it('prunes what was unused for longest, never what is in use, always what a killed process left', async () => {
    const cache = openCache(directory);
    const paths = [];
    for (const text of ['oldest', 'middle', 'newest']) paths.push((await cache.add(write(text))).path);
    await writeFile(join(directory, 'x.part'), 'left');
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    await utimes(join(directory, 'x.part'), hoursAgo(1), hoursAgo(1));
    await utimes(paths[0] ?? '', hoursAgo(3), hoursAgo(3));
    await utimes(paths[1] ?? '', hoursAgo(2), hoursAgo(2));
    await cache.prune(12);
    expect((await readdir(directory)).map((name) => join(directory, name)).toSorted()).toEqual(
      paths.slice(1).toSorted(),
    );
    await cache.prune(6);
    expect(await readdir(directory)).toHaveLength(1);
  });

  it('lets no flood of young files fill the disk: above twice the bound the oldest of them go as well', async () => {
    const cache = openCache(directory);
    for (const text of ['first', 'second', 'third']) await cache.add(write(text));
    await cache.prune(5);
    const left = await readdir(directory);
    expect(left.length).toBeLessThan(3);
    await cache.prune(0);
    expect(await readdir(directory)).toEqual([]);
  });
});
