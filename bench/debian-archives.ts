// Upstream archives as Debian's archive keeps them: named by source package, fetched on demand from the mirror that this
// machine's apt uses, so that no address stands here.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Of the package debian-archive-keyring. */
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

export interface ArchiveName {
  source: string;
  /** Debian's version of the source package; without it, the one that apt knows. */
  version?: string;
  /** Of the upstream archive, hexadecimal; without it, what apt says of it. */
  sha256?: string;
  /** Why its expression is known not to build, for the table. */
  why?: string;
}

export interface Archive {
  source: string;
  version: string;
  url: string;
  path: string;
  sha256: string;
  size: number;
}

/** apt with an index of source packages of its own, so that the machine's settings stay as they are. */
async function apt(cache: string, args: string[]): Promise<string> {
  const own = join(cache, 'apt');
  const options = [
    'Dir::Etc::SourceList=/dev/null',
    `Dir::Etc::SourceParts=${join(own, 'parts')}`,
    `Dir::State::Lists=${join(own, 'lists')}`,
  ].flatMap((option) => ['-o', option]);
  const { stdout } = await exec('apt-get', [...options, ...args], { maxBuffer: 64e6 });
  return stdout;
}

async function updateIndex(cache: string): Promise<void> {
  if (existsSync(join(cache, 'apt/updated'))) return;
  const format = '$(REPO_URI) $(CODENAME) $(COMPONENT)';
  const { stdout } = await exec('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const sources = new Set(
    stdout
      .trim()
      .split('\n')
      .map((line) => {
        return `deb-src ${existsSync(keyring) ? `[signed-by=${keyring}] ` : ''}${line}`;
      }),
  );
  mkdirSync(join(cache, 'apt/parts'), { recursive: true });
  mkdirSync(join(cache, 'apt/lists/partial'), { recursive: true });
  writeFileSync(join(cache, 'apt/parts/sources.list'), `${[...sources].join('\n')}\n`);
  await apt(cache, ['update']);
  writeFileSync(join(cache, 'apt/updated'), '');
}

/** Where the archive of one source package is, as apt prints it. */
async function locate(cache: string, { source, version }: ArchiveName) {
  const name = version === undefined ? source : `${source}=${version}`;
  const printed = await apt(cache, ['source', '--print-uris', '--only-source', name]);
  const files = [...printed.matchAll(/^'([^']+)' (\S+) (\d+) (\S*)/gm)].map(
    ([, url = '', file = '', size]) => ({
      url,
      file,
      size: Number(size),
    }),
  );
  const found = files.find(({ file }) => /\.orig\.tar\.(gz|xz|bz2)$/.test(file));
  if (!found) throw new Error(`Debian's source package ${name} has no upstream archive of its own.`);
  const file = files.find((other) => other.file.endsWith('.dsc'))?.file ?? '';
  return { ...found, version: version ?? /_([^_]+)\.dsc$/.exec(file)?.[1] ?? '' };
}

/**
 * Fetches an upstream archive, or takes it from the cache. What is compressed otherwise is compressed anew with gzip, as
 * many projects offer both.
 */
export async function fetchArchive(cache: string, name: ArchiveName): Promise<Archive> {
  const { url, file, version } = await locate(cache, name);
  const path = join(cache, 'archives', decodeURIComponent(file).replaceAll('%3a', '_'));
  mkdirSync(join(cache, 'archives'), { recursive: true });
  if (!existsSync(path)) {
    const response = await fetch(url, { signal: AbortSignal.timeout(300_000) });
    if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
    writeFileSync(`${path}.part`, Buffer.from(await response.arrayBuffer()));
    renameSync(`${path}.part`, path);
  }
  const sha256 = sha256Of(path);
  if (name.sha256 !== undefined && name.sha256 !== sha256)
    throw new Error(`${url} has the sha256 ${sha256}, not ${name.sha256}.`);
  const packed = await gzipped(path);
  return {
    source: name.source,
    version,
    url: url.replace(/\.tar\.\w+$/, '.tar.gz'),
    path: packed,
    sha256,
    size: readFileSync(packed).length,
  };
}

async function gzipped(path: string): Promise<string> {
  if (path.endsWith('.gz')) return path;
  const packed = path.replace(/\.\w+$/, '.gz');
  const program = path.endsWith('.xz') ? 'xz' : 'bzip2';
  const script = '"$1" -dc "$2" | gzip -n1 > "$3.part" && mv "$3.part" "$3"';
  if (!existsSync(packed))
    await exec('bash', ['-o', 'pipefail', '-c', script, 'bash', program, path, packed]);
  return packed;
}

export function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Makes the index ready; once, before archives are fetched side by side. */
export async function openDebian(cache: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  await updateIndex(cache);
}

/** Installs Debian packages where this process may, and names those that are missing. */
export async function installPackages(names: string[]): Promise<string[]> {
  const known = new Set((await exec('apt-cache', ['pkgnames'], { maxBuffer: 64e6 })).stdout.split('\n'));
  const wanted = names.filter((name) => known.has(name));
  const missing = await missingOf(wanted);
  if (missing.length === 0 || process.getuid?.() !== 0) return missingOf(names);
  try {
    await install(missing);
  } catch {
    // One that cannot be installed beside the others is in the way of all: each by itself, then.
    for (const name of missing) await install([name]).catch(() => undefined);
  }
  return missingOf(names);
}

/** Takes nothing away for it that the machine has. */
async function install(names: string[]): Promise<void> {
  const options = ['-y', '-qq', '--no-install-recommends', '--no-remove', '-o', 'DPkg::Lock::Timeout=300'];
  await exec('apt-get', ['install', ...options, ...names], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64e6,
  });
}

async function missingOf(names: string[]): Promise<string[]> {
  const format = '${db:Status-Status} ${Package}\n';
  const { stdout } = await exec('dpkg-query', ['-W', '-f', format], { maxBuffer: 64e6 });
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.startsWith('installed '))
      .map((line) => line.slice('installed '.length)),
  );
  return names.filter((name) => !installed.has(name));
}
