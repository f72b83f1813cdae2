// Real Nix expressions to compare the parser with Nix on: fetched on demand, never kept in the repository.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { debianMirror } from '../debian-mirror.js';
import { npmPackages, sourcePackages } from './sources.js';

export interface RealFile {
  /** Package and path. */
  name: string;
  text: string;
  bytes: Uint8Array;
  /** Whether it is one of the language tests of the Nix whose parser we follow. */
  languageTest: boolean;
}

/**
 * Downloads the sources once into `folder` (some hundred megabytes pass, a few stay) and gives each different .nix file.
 * Needs Debian's apt-get with a network, and npm.
 */
export function corpus(folder: string): RealFile[] {
  mkdirSync(folder, { recursive: true });
  for (const [suite, packages] of Object.entries(sourcePackages)) {
    if (packages.every((name) => existsSync(join(folder, suite, name)))) continue;
    const apt = aptFor(suite, join(folder, 'apt', suite));
    for (const name of packages) fetchSource(apt, join(folder, suite, name), name);
  }
  for (const name of npmPackages) fetchNpm(join(folder, 'npm', name), name);
  return readFiles(folder);
}

/** An apt-get that knows the sources of one Debian suite and leaves the system's lists alone. */
function aptFor(suite: string, folder: string): (args: string[], cwd: string) => number | null {
  mkdirSync(join(folder, 'lists/partial'), { recursive: true });
  writeFileSync(join(folder, 'sources.list'), `deb-src ${debianMirror()} ${suite} main\n`);
  const options = [
    `Dir::Etc::sourcelist=${folder}/sources.list`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${folder}/lists`,
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  const apt = (args: string[], cwd: string): number | null =>
    spawnSync('apt-get', [...options, ...args], { cwd, stdio: 'ignore' }).status;
  if (apt(['update'], folder) !== 0) throw new Error(`apt-get cannot read the source packages of ${suite}`);
  return apt;
}

function fetchSource(apt: (args: string[], cwd: string) => number | null, to: string, name: string): void {
  if (existsSync(to)) return;
  const download = `${to}.download`;
  mkdirSync(download, { recursive: true });
  const code = apt(['source', '--download-only', '--only-source', name], download);
  if (code !== 0) console.error(`${name}: apt-get source ended with ${code}; left out`);
  mkdirSync(to, { recursive: true });
  for (const archive of readdirSync(download).filter((file) => /(?<!\.debian)\.tar\.\w+$/.test(file)))
    spawnSync('tar', ['-xf', join(download, archive), '-C', to, '--wildcards', '*.nix'], { stdio: 'ignore' });
  rmSync(download, { recursive: true });
}

function fetchNpm(to: string, name: string): void {
  if (existsSync(to)) return;
  mkdirSync(to, { recursive: true });
  spawnSync('npm', ['pack', '--silent', name], { cwd: to, stdio: 'ignore' });
  for (const archive of readdirSync(to).filter((file) => file.endsWith('.tgz'))) {
    writeFileSync(join(to, 'package.tar'), gunzipSync(readFileSync(join(to, archive))));
    spawnSync('tar', ['-xf', 'package.tar', '--wildcards', '*.nix'], { cwd: to, stdio: 'ignore' });
    rmSync(join(to, 'package.tar'));
    rmSync(join(to, archive));
  }
}

/** Language tests come first, so that of equal files it is theirs that counts. */
function readFiles(folder: string): RealFile[] {
  const seen = new Set<string>();
  const isLanguageTest = (path: string): boolean => path.includes('bookworm/nix/nix-2.8.0/tests/lang/');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.nix'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted((a, b) => Number(isLanguageTest(b)) - Number(isLanguageTest(a)) || (a < b ? -1 : 1))
    .flatMap((path) => {
      const bytes = readFileSync(path);
      const digest = createHash('sha256').update(bytes).digest('hex');
      if (seen.has(digest)) return [];
      seen.add(digest);
      const name = path.slice(folder.length + 1);
      return [{ name, bytes, text: bytes.toString('utf8'), languageTest: isLanguageTest(path) }];
    });
}
