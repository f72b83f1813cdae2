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
import { Nix } from '../test/nix/support.js';
import {
  type Archive,
  type ArchiveName,
  fetchArchive,
  installPackages,
  openDebian,
  sha256Of,
} from './debian-archives.js';

const root = fileURLToPath(new URL('../../', import.meta.url)); // seen from dist/bench
const cache = join(root, '.data/bench-packager');
const buildMs = 600_000;

interface Row {
  name: ArchiveName;
  archive?: Archive;
  draft?: PackagerDraft;
  built: boolean;
  /** It is not the packager's fault that there is no archive: it counts for nothing. */
  unavailable?: boolean;
  /** What was installed, or why nothing was. */
  says: string;
}

/**
 * For each archive: its facts, and whether real nix builds the expression over the miniature package set (test/nix/packages)
 * with the machine's compilers, seeing only what it declared.
 * @param sources names of Debian source packages; none: the list in packager-archives.json
 * @returns the share that was built
 */
export async function benchPackager(sources: string[], write: boolean): Promise<number> {
  const named: ArchiveName[] =
    sources.length > 0
      ? sources.map((source) => ({ source }))
      : (JSON.parse(readFileSync(join(root, 'bench/packager-archives.json'), 'utf8')) as ArchiveName[]);
  const nix = new Nix();
  try {
    const strict = process.getuid?.() === 0;
    await openDebian(cache);
    const drafted = await all(named, draftOne);
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

async function draftOne(name: ArchiveName): Promise<Row> {
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
    row.draft = await draftInThread({ url, fileName, sha256Hex: sha256Of(path), tree });
  } catch (error) {
    row.says = error instanceof PackagerError ? `no expression: ${error.message}` : String(error);
  }
  return row;
}

/** The Debian packages that stand for what the expressions name. */
async function packagesOf(nix: Nix, rows: Row[]): Promise<string[]> {
  const host = (await nix.evaluate('(import <nixpkgs> { }).debianPackages')) as Record<
    string,
    Record<string, string[]>
  >;
  const byAttribute = { ...host['pythonModules'], ...host['libraries'], ...host['tools'] };
  const names = rows.flatMap(({ draft }) => draft?.expression.match(/[\w-]+/g) ?? []);
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
  return [...new Set([...builders, ...names.flatMap((name) => byAttribute[name] ?? [])])];
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
  if (code !== 0) return { built: false, says: reasonOf(stderr, code) };
  const out = stdout.trim();
  const installed = ['bin', 'lib', 'include', 'share'].flatMap((part) => {
    const path = join(out, part);
    const count = existsSync(path) ? readdirSync(path).length : 0;
    return count > 0 ? [`${part} (${count})`] : [];
  });
  return { built: installed.length > 0, says: installed.join(', ') || 'builds, but installs nothing' };
}

/** The line of a log that says why, as far as one can tell. */
function reasonOf(log: string, code: number | null): string {
  if (code === 124) return `not built after ${buildMs / 1_000} s`;
  const lines = log.split('\n').map((line) => line.trim());
  const telling =
    /fatal error:|(^|\s)error[: ]|cannot find|not found|No such file|No rule|undefined reference|Permission denied|is missing|has no|No package/i;
  const found = lines.filter(
    (line) => telling.test(line) && !/^error: builder for|^make.*Error \d|^\*\*\*$/.test(line),
  );
  return (found.at(-1) ?? lines.at(-2) ?? '').slice(0, 200);
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

function tableOf(rows: Row[], strict: boolean): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
  const lines = rows.map(({ name, archive, draft, built, unavailable, says }) =>
    [
      `${name.source} ${name.version ?? archive?.version ?? ''}`,
      (name.sha256 ?? archive?.sha256 ?? '').slice(0, 12),
      draft ? `${draft.buildSystem}: ${draft.evidence[0]?.file}` : '—',
      draft ? `${draft.name} ${draft.version}` : '—',
      /licenses\.(\w+)/.exec(draft?.expression ?? '')?.[1] ?? '—',
      String(draft?.notes.length ?? '—'),
      built ? 'built' : unavailable ? 'not fetched' : 'failed',
      !built && name.why ? `${says} (${name.why})` : says,
    ]
      .map(cell)
      .join(' | '),
  );
  const systems = new Map<string, Row[]>();
  const tried = rows.filter(({ unavailable }) => !unavailable);
  for (const row of tried) {
    const system = row.draft?.buildSystem ?? 'none';
    systems.set(system, [...(systems.get(system) ?? []), row]);
  }
  const rate = (some: Row[]) => `${some.filter(({ built }) => built).length} of ${some.length}`;
  return [
    `${strict ? 'Builds saw only what their expressions declare.' : 'Builds saw all libraries of the machine, declared or not.'}`,
    '',
    '| source package | sha256 | built with | name, version | licence | notes | outcome | |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines.map((line) => `| ${line} |`),
    '',
    `Built: ${rate(tried)} (${Math.round((100 * tried.filter(({ built }) => built).length) / tried.length)} %); ${[...systems].map(([system, some]) => `${system} ${rate(some)}`).join(', ')}.`,
    '',
  ].join('\n');
}
