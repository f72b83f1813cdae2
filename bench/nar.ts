// npm run bench -- nar: NAR hashes of real archives, ours beside nix's, and the memory that a large one takes.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { readdirSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { toSri } from '../libs/nix-hash/index.js';
import { createSources } from '../libs/sources/index.js';
import { startSourceServer } from '../test/support/source-server.js';
import { debianMirror } from './debian-mirror.js';
import { debianArchives, npmPackages, repacked } from './nar-archives.js';

/** Fewer say too little: then the mirrors are to be looked at. */
const fewest = 20;

/** Prints a table; the exit code says whether there were enough and all were equal. What cannot be fetched is told and not counted. */
export async function benchNar(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'ai-drv-bench-nar-'));
  try {
    const archives = await fetchAll(directory);
    const say = (...lines: string[]) => process.stdout.write(`${lines.join('\n')}\n`);
    say('| archive | packed | unpacked | time | equal to nix |', '| --- | --- | --- | --- | --- |');
    let equal = 0;
    let all = 0;
    for (const path of archives) {
      const tree = unpack(path, directory);
      for (const archive of [path, ...repack(path, tree, archives.indexOf(path))]) {
        const { hash, ms, unpacked } = await oursOf(archive, directory);
        const same = hash === nixHash(tree);
        all++;
        if (same) equal++;
        say(
          `| ${basename(archive)} | ${kilobytes(statSync(archive).size)} | ${kilobytes(unpacked)} | ${ms} ms | ${same ? 'yes' : `no: ${hash}`} |`,
        );
      }
    }
    say(
      '',
      `${equal} of ${all} equal: ${archives.length} archives as they were published, ${all - archives.length} of their trees packed anew.`,
      ...(archives.length < fewest
        ? [`Only ${archives.length} could be fetched; ${fewest} are wanted.`]
        : []),
      '',
      ...memoryRows(directory),
    );
    if (equal !== all || archives.length < fewest) process.exitCode = 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function fetchAll(directory: string): Promise<string[]> {
  const paths = (
    await Promise.all(
      debianArchives.map(async ([path, sha256]) => {
        const into = join(directory, basename(path));
        try {
          const answer = await fetch(`${debianMirror()}/pool/main/${path}`, {
            signal: AbortSignal.timeout(60_000),
          });
          const bytes = Buffer.from(await answer.arrayBuffer());
          const got = createHash('sha256').update(bytes).digest('hex');
          if (got !== sha256) throw new Error(`status ${answer.status}, sha256 ${got}`);
          writeFileSync(into, bytes);
          return [into];
        } catch (error) {
          process.stdout.write(`skipped: ${path}: ${(error as Error).message}\n`);
          return [];
        }
      }),
    )
  ).flat();
  for (const name of npmPackages) {
    const { status, stdout, stderr } = spawnSync('npm', ['pack', '--silent', name], {
      cwd: directory,
      encoding: 'utf8',
    });
    if (status === 0) paths.push(join(directory, stdout.trim()));
    else process.stdout.write(`skipped: ${name}: ${stderr.trim().slice(0, 200)}\n`);
  }
  return paths;
}

/** As nixpkgs' fetchzip does: the one directory in it, or all where there is not just one. */
function unpack(path: string, directory: string): string {
  const into = join(directory, `${basename(path)}.unpacked`);
  mkdirSync(into);
  ok('tar', ['-xf', path, '--no-same-permissions', '--mode=+w', '-C', into]);
  const [top, ...others] = readdirSync(into);
  return top !== undefined && others.length === 0 && statSync(join(into, top)).isDirectory()
    ? join(into, top)
    : into;
}

function repack(path: string, tree: string, turn: number): string[] {
  const [name, pack] = repacked[turn % repacked.length]!;
  const into = `${path}.${name}`;
  if (tree.endsWith('.unpacked') || existsSync(into)) return [];
  ok(...pack(basename(tree), into), join(tree, '..'));
  return [into];
}

async function oursOf(path: string, directory: string) {
  const server = await startSourceServer();
  try {
    const sources = createSources({ cacheDirectory: join(directory, 'cache'), allowPrivate: true });
    const url = server.serve('/archive', readFileSync(path));
    const { sha256 } = await sources.fetch(url, { organizationId: 'bench' });
    const begun = performance.now();
    const tree = await sources.inspect(sha256);
    const unpacked = tree.entries.reduce((sum, { size }) => sum + size, 0);
    return { hash: tree.narHash, ms: Math.round(performance.now() - begun), unpacked };
  } catch (error) {
    return { hash: (error as Error).message, ms: 0, unpacked: 0 };
  } finally {
    await server.close();
  }
}

function nixHash(tree: string): string {
  return toSri(Buffer.from(ok('nix-hash', ['--type', 'sha256', tree]).trim(), 'hex'));
}

/** 150 MB of words, in each packing: the most memory that a process takes which reads it. */
function memoryRows(directory: string): string[] {
  const root = join(directory, 'large');
  mkdirSync(root);
  const file = openSync(join(root, 'words'), 'w');
  const words = Array.from({ length: 4_096 }, (_, n) =>
    createHash('sha256')
      .update(String(n))
      .digest('base64')
      .slice(0, 2 + (n % 9)),
  );
  for (let n = 0, seed = 1; n < 150; n++) {
    let text = '';
    while (text.length < 1_000_000) {
      seed = (seed * 48_271) % 2_147_483_647;
      text += `${words[seed % 4_096]} `;
    }
    writeSync(file, text.slice(0, 1_000_000));
  }
  closeSync(file);
  const rows = ['| 150 MB in a | packed | time | most memory |', '| --- | --- | --- | --- |'];
  for (const [name, flag] of [
    ['tar', '--no-auto-compress'],
    ['tar.gz', '--gzip'],
    ['tar.bz2', '--bzip2'],
    // Packed quickly: what is measured is the reading.
    ['tar.xz', '--use-compress-program=xz -1'],
    ['tar.zst', '--zstd'],
    ['zip', ''],
  ] as const) {
    const path = join(directory, `large.${name}`);
    if (name === 'zip') ok('zip', ['-q', '-r', path, 'large'], directory);
    else ok('tar', ['-cf', path, flag, 'large'], directory);
    rows.push(`| ${name} | ${kilobytes(statSync(path).size)} | ${memoryOf(path)} |`);
    rmSync(path);
  }
  return rows;
}

function memoryOf(path: string): string {
  const [archive, limits] = ['read-archive', 'limits'].map(
    (name) => new URL(`../libs/sources/${name}.js`, import.meta.url).href,
  );
  const program = `
    const { readFileSync } = await import('node:fs');
    const { readArchive } = await import(${JSON.stringify(archive)});
    const { defaultLimits } = await import(${JSON.stringify(limits)});
    const begun = performance.now();
    await readArchive(${JSON.stringify(path)}, defaultLimits);
    // Not resourceUsage().maxRSS, which begins at what the process had that started this one.
    const [, most] = /VmHWM:\\s+(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
    console.log(Math.round(performance.now() - begun), 'ms |', Math.round(most / 1024), 'MB');`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=64', '--input-type=module', '-e', program],
    { encoding: 'utf8' },
  );
  return status === 0
    ? stdout.trim()
    : `failed: ${/Error: (.*)/.exec(stderr)?.[1] ?? stderr.slice(0, 200)} |`;
}

function ok(program: string, args: string[], cwd?: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1_000)} kB`;
}
