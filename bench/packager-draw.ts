// npm run bench -- packager --random SEED: small archives that nobody chose.
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SourceTree } from '../libs/sources/index.js';
import { Random } from './parser/random.js';

const exec = promisify(execFile);

/** Of the archive as Debian keeps it. */
const maxBytes = 500_000;

/** Sections of languages that the bench has no interpreter or compiler for; the others are seen at the archive. */
const otherLanguages =
  /^(perl|golang|javascript|java|haskell|ruby|fonts|gnu-r|ocaml|lisp|doc|tex|php|cli-mono|rust|metapackages|localization|gnustep|debian-installer|kernel)$/;

/** What says at the top of an archive that one of the templates for C, C++ and Python is meant. */
const ours = new Set([
  'configure',
  'configure.ac',
  'configure.in',
  'CMakeLists.txt',
  'meson.build',
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'Makefile',
  'makefile',
  'GNUmakefile',
]);

/** Beside a Makefile these say that it is another language's. */
const theirs =
  /^(Makefile\.PL|Build\.PL|dune-project|Cargo\.toml|go\.mod|package\.json|DESCRIPTION|Rakefile|\w+\.gemspec|build\.xml|pom\.xml|[\w-]+\.(cabal|pro|asd))$/;

/**
 * All source packages of Debian's main archive that have one small upstream archive, in an order that the seed decides.
 * @param cache where `openDebian` has put apt's index
 */
export async function drawSources(cache: string, seed: number): Promise<string[]> {
  const lists = join(cache, 'apt/lists');
  const names = readdirSync(lists).filter((name) => /_main_source_Sources/.test(name));
  const small = new Set<string>();
  for (const name of names) {
    const { stdout } = await exec('/usr/lib/apt/apt-helper', ['cat-file', join(lists, name)], {
      maxBuffer: 512e6,
    });
    for (const paragraph of stdout.split('\n\n')) {
      const source = /^Package: (.+)$/m.exec(paragraph)?.[1];
      if (source !== undefined && isSmall(paragraph)) small.add(source);
    }
  }
  const sources = [...small].toSorted();
  const random = new Random(seed);
  for (let at = sources.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [sources[at], sources[other]] = [sources[other]!, sources[at]!];
  }
  return sources;
}

function isSmall(paragraph: string): boolean {
  const sizes = [
    ...(/^Files:\n((?: .*\n?)+)/m.exec(paragraph)?.[1] ?? '').matchAll(/^ \w+ (\d+) (\S+)$/gm),
  ].flatMap(([, size, file = '']) => (/\.orig(-[\w-]+)?\.tar\.\w+$/.test(file) ? [Number(size)] : []));
  const section = /^Package-List:\s*\n \S+ \S+ (?:\S+\/)?(\S+)/m.exec(paragraph)?.[1] ?? '';
  return (
    sizes.length === 1 &&
    sizes[0]! <= maxBytes &&
    !otherLanguages.test(section) &&
    !/^Extra-Source-Only: yes$/m.test(paragraph)
  );
}

/** Whether an archive is for one of the five build systems that the bench builds. */
export function isDrawn({ entries }: SourceTree): boolean {
  const top = entries
    .filter(({ type, path }) => type !== 'directory' && !path.includes('/'))
    .map(({ path }) => path);
  const found = top.filter((path) => ours.has(path));
  const onlyMake = found.every((path) => /makefile$/i.test(path));
  return found.length > 0 && !(onlyMake && top.some((path) => theirs.test(path) || path.endsWith('.go')));
}
