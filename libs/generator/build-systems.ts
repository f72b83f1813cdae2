import type { SourceTree } from '../sources/index.js';

const signs: [file: RegExp, system: string][] = [
  [/^configure$/, 'autotools (configure)'],
  [/^configure\.(ac|in)$/, 'autotools (needs autoreconfHook where there is no configure)'],
  [/^CMakeLists\.txt$/, 'CMake'],
  [/^meson\.build$/, 'Meson'],
  [/^Cargo\.toml$/, 'Cargo (rustPlatform.buildRustPackage)'],
  [/^Cargo\.lock$/, 'Cargo.lock is there'],
  [/^go\.mod$/, 'Go (buildGoModule)'],
  [/^vendor$/, 'a vendor directory is there'],
  [/^package\.json$/, 'npm (buildNpmPackage)'],
  [/^package-lock\.json$/, 'package-lock.json is there'],
  [/^(yarn\.lock|pnpm-lock\.yaml)$/, 'yarn or pnpm'],
  [/^(pyproject\.toml|setup\.py|setup\.cfg)$/, 'Python (python3Packages.buildPythonApplication)'],
  [/^(GNUmakefile|[Mm]akefile)$/, 'make'],
  [/^(Makefile|Build)\.PL$/, 'Perl'],
  [/^dune-project$/, 'Dune'],
  [/\.cabal$/, 'Cabal'],
  [/^build\.zig$/, 'Zig'],
  [/^(SConstruct|wscript)$/, 'SCons or waf'],
  [/\.pro$/, 'qmake'],
  [/^\.gitmodules$/, 'git submodules: the archive of a tag lacks them'],
];

/** Which files at the top of a source say how it is built. */
export function detectBuildSystems({ entries }: SourceTree): { file: string; says: string }[] {
  return entries
    .filter(({ path }) => !path.includes('/'))
    .flatMap(({ path }) => {
      const sign = signs.find(([file]) => file.test(path));
      return sign ? [{ file: path, says: sign[1] }] : [];
    });
}
