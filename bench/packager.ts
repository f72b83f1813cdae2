// npm run bench -- packager: how often what the packager writes for a real archive builds, and installs something.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { draftInThread } from '../libs/packager/draft-in-thread.js';
import { PackagerError } from '../libs/packager/packager-error.js';
import type { PackagerDraft } from '../libs/packager/draft.js';
import { defaultLimits } from '../libs/sources/limits.js';
import { readArchive } from '../libs/sources/read-archive.js';
import { SourceError } from '../libs/sources/source-error.js';
import { Nix } from '../test/nix/support.js';
import {
  type Archive,
  type ArchiveName,
  fetchArchive,
  installPackages,
  openDebian,
  sha256Of,
} from './debian-archives.js';
import { drawSources, isDrawn } from './packager-draw.js';
import { type FailureKind, reasonOf } from './packager-reasons.js';
import { tableOf } from './packager-table.js';

const root = fileURLToPath(new URL('../../', import.meta.url)); // seen from dist/bench
const cache = join(root, '.data/bench-packager');
const buildMs = 600_000;

export interface Row {
  name: ArchiveName;
  archive?: Archive;
  draft?: PackagerDraft;
  built: boolean;
  /** It is not the packager's fault that there is no archive: it counts for nothing. */
  unavailable?: boolean;
  /** It is not of a build system that the bench builds. */
  passedOver?: boolean;
  /** What was installed, or why nothing was. */
  says: string;
  /** Of a failure. */
  kind?: FailureKind;
}

export interface PackagerBench {
  /** Names of Debian source packages; none: the list in packager-archives.json. */
  sources: string[];
  /** So many that chance chooses, instead of a list. */
  draw?: { seed: number; count: number } | undefined;
  /** Whether the table also goes to packager-results.md. */
  write: boolean;
}

/**
 * For each archive: its facts, and whether real nix builds the expression over the miniature package set (test/nix/packages)
 * with the machine's compilers, seeing only what it declared.
 * @returns the share that was built
 */
export async function benchPackager({ sources, draw, write }: PackagerBench): Promise<number> {
  const nix = new Nix();
  try {
    const strict = process.getuid?.() === 0;
    await openDebian(cache);
    const drafted = draw ? await drafts(draw) : await all(namesOf(sources), (name) => draftOne(name));
    const missing = await installPackages(await packagesOf(nix, drafted));
    if (missing.length > 0)
      console.error(`Not installed here, so what needs it fails: ${missing.join(', ')}`);
    if (!strict)
      console.error('Not root, so builds also see libraries that their expressions do not declare.');
    const rows = await all(drafted, (row) => buildOne(nix, row, strict));
    const table = tableOf(rows, strict);
    process.stdout.write(table);
    if (write)
      writeFileSync(
        join(root, 'bench/packager-results.md'),
        `# What \`npm run bench -- packager\` measured\n\n${table}`,
      );
    const tried = rows.filter(({ unavailable }) => !unavailable);
    return tried.filter(({ built }) => built).length / tried.length;
  } finally {
    nix.remove();
  }
}

function namesOf(sources: string[]): ArchiveName[] {
  return sources.length > 0
    ? sources.map((source) => ({ source }))
    : (JSON.parse(readFileSync(join(root, 'bench/packager-archives.json'), 'utf8')) as ArchiveName[]);
}

/** The first that are of our build systems, in the order drawn; those that could not be fetched are kept beside them. */
async function drafts({ seed, count }: { seed: number; count: number }): Promise<Row[]> {
  const rows: Row[] = [];
  let tried = 0;
  for (const source of await drawSources(cache, seed)) {
    if (tried >= count) break;
    const row = await draftOne({ source }, true);
    if (row.passedOver) continue;
    rows.push(row);
    if (!row.unavailable) tried++;
  }
  return rows;
}

async function draftOne(name: ArchiveName, onlyOurs = false): Promise<Row> {
  const row: Row = { name, built: false, says: '' };
  try {
    row.archive = await fetchArchive(cache, name);
  } catch (error) {
    return { ...row, unavailable: true, says: String(error) };
  }
  try {
    const { url, path } = row.archive;
    const fileName = decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
    const tree = await readArchive(path, defaultLimits);
    if (onlyOurs && !isDrawn(tree)) return { ...row, passedOver: true };
    row.draft = await draftInThread({ url, fileName, sha256Hex: sha256Of(path), tree });
  } catch (error) {
    row.says = error instanceof PackagerError ? `no expression: ${error.message}` : String(error);
    row.kind = error instanceof PackagerError || error instanceof SourceError ? 'refused' : 'ours';
  }
  return row;
}

/** The Debian packages that stand for what the expressions name. */
async function packagesOf(nix: Nix, rows: Row[]): Promise<string[]> {
  const host = (await nix.evaluate('(import <nixpkgs> { }).debianPackages')) as Record<
    'libraries' | 'tools' | 'pythonModules',
    Record<string, string[]>
  > & { sets: Record<string, Record<string, string[]>> };
  const below = (set: string, packages: Record<string, string[]> = {}) =>
    Object.entries(packages).map(([name, debian]): [string, string[]] => [`${set}.${name}`, debian]);
  const byAttribute = new Map([
    ...below('python3Packages', host.pythonModules),
    ...Object.entries(host.sets).flatMap(([set, packages]) => below(set, packages)),
    ...Object.entries({ ...host.libraries, ...host.tools }),
  ]);
  const names = rows.flatMap(({ draft }) => draft?.expression.match(/[\w-]+(\.[\w-]+)?/g) ?? []);
  const always = [
    'build-essential',
    'xz-utils',
    'bzip2',
    'cmake',
    'meson',
    'ninja-build',
    'autoconf',
    'automake',
  ];
  const builders = [
    ...always,
    'libtool',
    'm4',
    'pkgconf',
    'bmake',
    'python3-build',
    'python3-installer',
    'libpython3-dev',
  ];
  return [...new Set([...builders, ...names.flatMap((name) => byAttribute.get(name) ?? [])])];
}

async function buildOne(nix: Nix, row: Row, strict: boolean): Promise<Row> {
  if (!row.archive || !row.draft) return row;
  const built = { ...row, ...(await build(nix, row.archive, row.draft, strict)) };
  console.error(`${row.name.source}: ${built.built ? 'built' : built.says}`);
  return built;
}

async function build(nix: Nix, archive: Archive, { expression, version }: PackagerDraft, strict: boolean) {
  const folder = join(cache, 'results', archive.source);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.nix'), expression);
  // What fetchurl would fetch stands in the store already, under the name that it gives it.
  const stored = /^ {4}name = "(.*)";$/m.exec(expression)?.[1]?.replaceAll('${finalAttrs.version}', version);
  const file = join(nix.directory, stored ?? archive.url.slice(archive.url.lastIndexOf('/') + 1));
  writeFileSync(file, readFileSync(archive.path));
  await nix.ok('nix-store', ['--add-fixed', 'sha256', file]);
  const call = `(import <nixpkgs> { config.strict = ${strict}; }).callPackage ${join(folder, 'package.nix')} { }`;
  const { code, stdout, stderr } = await nix.run('timeout', [
    String(buildMs / 1_000),
    'nix-build',
    '--no-out-link',
    '--cores',
    '2',
    '--expr',
    call,
  ]);
  writeFileSync(join(folder, 'log'), stderr);
  if (code !== 0) return { built: false, ...reasonOf(stderr, code === 124 ? buildMs : null) };
  const out = stdout.trim();
  const installed = ['bin', 'lib', 'include', 'share'].flatMap((part) => {
    const path = join(out, part);
    const count = existsSync(path) ? readdirSync(path).length : 0;
    return count > 0 ? [`${part} (${count})`] : [];
  });
  return installed.length > 0
    ? { built: true, says: installed.join(', ') }
    : { built: false, says: 'builds, but installs nothing', kind: 'ours' as const };
}

async function all<T, R>(items: T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at]!);
    }
  };
  // Much of a configure script is waiting.
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, worker));
  return results;
}
