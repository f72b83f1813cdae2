// Our NAR hashes against those of the real nix, of trees on disk and of archives that the usual programs packed.
import { afterAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashPath, toSri } from '../../libs/nix-hash/index.js';
import { createSources } from '../../libs/sources/index.js';
import { startSourceServer } from '../support/source-server.js';
import { describeNix } from './describe-nix.js';

const directory = mkdtempSync(join(tmpdir(), 'ai-drv-nar-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Tree {
  [name: string]: { content: Uint8Array; mode: number } | { link: string } | { hardLinkTo: number } | Tree;
}

const file = fc.record({
  content: fc.oneof(
    { weight: 8, arbitrary: fc.uint8Array({ maxLength: 40 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(4_095, 65_536, 70_001).map((size) => new Uint8Array(size).fill(7)),
    },
  ),
  mode: fc.constantFrom(0o644, 0o755, 0o600, 0o700, 0o744, 0o655, 0o411),
});

/** Trees of these names (binary strings); links lead to somewhere in the tree, or to nowhere, but not out. */
function trees(names: fc.Arbitrary<string>): fc.Arbitrary<Tree> {
  return fc.letrec<{ tree: Tree; node: Tree[string] }>((tie) => ({
    tree: fc.dictionary(names, tie('node'), { maxKeys: 6 }) as fc.Arbitrary<Tree>,
    node: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      { weight: 5, arbitrary: file },
      { weight: 1, arbitrary: names.map((link) => ({ link })) },
      { weight: 1, arbitrary: fc.nat(20).map((hardLinkTo) => ({ hardLinkTo })) },
      { weight: 2, arbitrary: tie('tree') },
    ),
  })).tree;
}

const usable = (name: string) => !/^\.{0,2}$/.test(name) && !/[/\0]/.test(name);
const anyName = fc
  .array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 12 })
  .map((bytes) => String.fromCharCode(...bytes))
  .filter(usable);
/** What archives may have: no control characters, no backslash. Some are long. */
const archiveName = fc
  .tuple(anyName, fc.constantFrom(1, 1, 1, 9, 12))
  // eslint-disable-next-line no-control-regex
  .map(([name, times]) => name.replace(/[\u0000-\u001f\u007f\\]/g, '~').repeat(times))
  .filter((name) => usable(name) && !name.startsWith('-'));
const utf8Name = fc
  .string({
    unit: fc.constantFrom('a', 'B', 'ä', '漢', '😀', '.', ' ', '+', '~'),
    minLength: 1,
    maxLength: 8,
  })
  .map((name) => Buffer.from(`n${name}`).toString('latin1'));

function write(tree: Tree, at: Buffer, files: Buffer[] = []): void {
  mkdirSync(at);
  for (const [name, node] of Object.entries(tree)) {
    const path = Buffer.concat([at, Buffer.from(`/${name}`, 'latin1')]);
    if ('link' in node && typeof node.link === 'string') symlinkSync(Buffer.from(node.link, 'latin1'), path);
    else if ('hardLinkTo' in node && typeof node.hardLinkTo === 'number') {
      const target = files[node.hardLinkTo % Math.max(1, files.length)];
      if (target) linkSync(target, path);
    } else if ('content' in node && node.content instanceof Uint8Array) {
      writeFileSync(path, node.content);
      chmodSync(path, node.mode as number);
      files.push(path);
    } else write(node as Tree, path, files);
  }
}

function run(program: string, args: (string | Buffer)[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(program, args as string[], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function nixHashes(paths: string[]): string[] {
  const hex = run('nix-hash', ['--type', 'sha256', ...paths], directory)
    .trim()
    .split('\n');
  return hex.map((digits) => toSri(Buffer.from(digits, 'hex')));
}

function written(names: fc.Arbitrary<string>, label: string, count: number): string[] {
  const base = mkdtempSync(join(directory, label));
  return fc.sample(trees(names), count).map((tree, n) => {
    const path = join(base, `t${n}`);
    write(tree, Buffer.from(path));
    return path;
  });
}

describeNix('hashPath', () => {
  it('is what nix says of trees with all kinds of names, modes, links and sizes', async () => {
    const paths = written(anyName, 'disk-', 250);
    const ours = await Promise.all(paths.map(async (path) => toSri(await hashPath(path))));
    expect(ours).toEqual(nixHashes(paths));
  });

  it('is what nix says of a lone file, of an executable, and of a large file', async () => {
    const paths = ['plain', 'executable', 'large'].map((name) => join(directory, name));
    for (const path of paths) writeFileSync(path, 'x', { mode: path.endsWith('executable') ? 0o755 : 0o644 });
    const large = openSync(paths[2]!, 'w');
    ftruncateSync(large, 300_000_001);
    writeSync(large, 'end', 200_000_000);
    closeSync(large);
    const ours = await Promise.all(paths.map(async (path) => toSri(await hashPath(path))));
    expect(ours).toEqual(nixHashes(paths));
  });
});

describeNix(
  'the hash of an archive',
  () => {
    it('is what nix says of what tar unpacks, in every format and compression', async () => {
      const formats = ['ustar', 'gnu', 'pax', 'oldgnu', 'v7'];
      const compressions = ['--gzip', '--bzip2', '--xz', '--zstd', '--no-auto-compress'];
      const paths = written(archiveName, 'tar-', 40);
      const archives: string[] = [];
      const broken: string[] = [];
      const unpacked: string[] = [];
      for (const [n, path] of paths.entries()) {
        const format = formats[n % formats.length]!;
        // What a format has no room for is left out, with a warning.
        const packing = [
          '-c',
          `--format=${format}`,
          compressions[(n * 7) % 5]!,
          '-f',
          `${path}.tar`,
          `t${n}`,
        ];
        spawnSync('tar', packing, { cwd: join(path, '..') });
        mkdirSync(`${path}.out`);
        const { status } = spawnSync('tar', ['-xf', `${path}.tar`], { cwd: `${path}.out` });
        if (status !== 0) {
          // A hard link to what was left out, for example: there is no tree, and so no hash.
          broken.push(`${path}.tar`);
          continue;
        }
        archives.push(`${path}.tar`);
        unpacked.push(join(`${path}.out`, readdirSync(`${path}.out`)[0]!));
      }
      expect(archives.length).toBeGreaterThan(25);
      expect(await hashesOf(archives)).toEqual(nixHashes(unpacked));
      for (const said of await hashesOf(broken)) expect(said).toMatch(/^The archive /);
    });

    it('is what nix says of what unzip unpacks', async () => {
      const paths = written(utf8Name, 'zip-', 25).filter((path) => readdirSync(path).length > 0);
      const unpacked = paths.map((path, n) => {
        const name = path.slice(path.lastIndexOf('/') + 1);
        run('zip', ['-q', '-r', '-y', ...(n % 3 ? ['-X'] : []), `${path}.zip`, name], join(path, '..'));
        mkdirSync(`${path}.out`);
        run('unzip', ['-q', `${path}.zip`], `${path}.out`);
        return join(`${path}.out`, name);
      });
      expect(await hashesOf(paths.map((path) => `${path}.zip`))).toEqual(nixHashes(unpacked));
    });
  },
  { programs: ['tar', 'bzip2', 'xz', 'zstd', 'zip', 'unzip'] },
);

/** Served, fetched and inspected, as a source is. What cannot be read says why in place of its hash. */
async function hashesOf(paths: string[]): Promise<string[]> {
  const server = await startSourceServer();
  const sources = createSources({ cacheDirectory: join(directory, 'cache'), allowPrivate: true });
  try {
    const hashes: string[] = [];
    for (const path of paths) {
      const url = server.serve(`/${hashes.length}`, readFileSync(path));
      const { sha256 } = await sources.fetch(url, { organizationId: 'o' });
      hashes.push(
        await sources.inspect(sha256).then(
          ({ narHash }) => narHash,
          (error: Error) => error.message,
        ),
      );
    }
    return hashes;
  } finally {
    await server.close();
  }
}
