import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tar } from '../../test/support/archives.js';

let directory: string;
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'ai-drv-memory-'))));
afterAll(() => rmSync(directory, { recursive: true }));

/** A tar of one file with so many bytes that cannot be compressed, packed piece by piece. */
function large(name: string, megabytes: number, pack: (piece: Buffer) => Buffer): string {
  const path = join(directory, name);
  const file = openSync(path, 'w');
  const piece = randomFillSync(Buffer.alloc(1_048_576));
  const head = tar([{ path: 'r/random', size: megabytes * piece.length }]).subarray(0, 512);
  writeSync(file, pack(Buffer.from(head)));
  const packed = pack(piece);
  for (let n = 0; n < megabytes; n++) writeSync(file, packed);
  writeSync(file, pack(Buffer.alloc(1_024)));
  closeSync(file);
  return path;
}

/** Reads it in a process of its own; the most memory that this took, in MB. */
function memoryOf(path: string): number {
  const modules = ['read-archive', 'limits'].map((name) => new URL(`./${name}.js`, import.meta.url).href);
  const program = `
    const [{ readArchive }, { defaultLimits }] = await Promise.all(${JSON.stringify(modules)}.map((url) => import(url)));
    const { narHash } = await readArchive(${JSON.stringify(path)}, defaultLimits);
    console.log(narHash, process.resourceUsage().maxRSS);`;
  const args = ['--max-old-space-size=64', '--input-type=module', '-e', program];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const [, kilobytes] = /^sha256-\S{44} (\d+)\n$/.exec(stdout) ?? [];
  if (kilobytes === undefined) throw new Error(stdout + stderr);
  return Number(kilobytes) / 1_024;
}

describe('the memory for reading an archive', () => {
  it.each([
    ['tar', (piece: Buffer) => piece],
    ['tar.gz', (piece: Buffer) => gzipSync(piece, { level: 1 })],
  ])('does not grow with it: a %s of 160 MB takes no more than one of 10', (name, pack) => {
    const small = memoryOf(large(`small.${name}`, 10, pack));
    const big = memoryOf(large(`big.${name}`, 160, pack));
    expect(big - small).toBeLessThan(50);
    expect(big).toBeLessThan(300);
  });
});
