import { autoreconf, configure } from './autotools.js';
import { cargo } from './cargo.js';
import { cmake } from './cmake.js';
import { go } from './go.js';
import { make } from './make.js';
import { meson } from './meson.js';
import { npm } from './npm.js';
import { PackagerError } from './packager-error.js';
import { python, pythonWithNative } from './python.js';
import type { Look, Template } from './template.js';

/**
 * In order of preference: what a release ships ready to run comes first, and a Makefile last, for beside the files of
 * another build system it mostly calls that.
 */
const templates: Template[] = [
  configure,
  pythonWithNative,
  cmake,
  meson,
  autoreconf,
  python,
  cargo,
  go,
  npm,
  make,
];

/** Files of build systems that have no template; a Makefile beside them mostly calls them. */
const others: [file: RegExp, tool: string, command: RegExp][] = [
  [/^Makefile\.PL$/, 'Perl', /\bperl Makefile\.PL\b/],
  [/^dune-project$/, 'Dune', /\bdune\b/],
  [/\.cabal$/, 'Cabal', /\b(cabal|stack)\b/],
  [/^build\.zig$/, 'Zig', /\bzig\b/],
  [/\.pro$/, 'qmake', /\bqmake\b/],
];

export interface Choice {
  template: Template;
  file: string;
  /** Files of other ways to build it. */
  passedOver: string[];
}

/** @throws PackagerError when none fits */
export function chooseTemplate(look: Look, files: ReadonlySet<string>, fileName: string): Choice {
  const found = templates.flatMap((template) => {
    const file = template.detect(look);
    return file === null ? [] : [{ template, file }];
  });
  const [chosen, ...rest] = found;
  const other = others.find(
    ([file, , command]) =>
      [...files].some((name) => file.test(name)) &&
      (!chosen || (chosen.template === make && command.test(look.tree.readFile(chosen.file) ?? ''))),
  );
  if (!chosen || other) throw unknown(fileName, other?.[1]);
  // Beside another way to build, a Makefile is its output, or the maintainers' own; beside CMake it can be either.
  const passedOver = rest
    .filter(({ template }) => template.buildSystem !== chosen.template.buildSystem)
    .filter(({ template }) => template !== make || chosen.template === cmake)
    .map(({ file }) => file);
  return { ...chosen, passedOver };
}

function unknown(fileName: string, tool: string | undefined): PackagerError {
  const what = tool
    ? `${fileName} is built with ${tool}, which the built-in packager does not write expressions for`
    : `${fileName} has at its top no file of a build system that the built-in packager knows`;
  return new PackagerError(
    `${what}. Use a source that is built with make, autotools (configure), CMake, Meson, Cargo, Go, npm or Python (pyproject.toml, setup.py), or ask a model.`,
  );
}
