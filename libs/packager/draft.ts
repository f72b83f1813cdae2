import type { SourceTree } from '../sources/index.js';
import { autoreconf, configure } from './autotools.js';
import { cmake } from './cmake.js';
import { writeExpression } from './expression.js';
import { guessLicense } from './license.js';
import { make } from './make.js';
import { forgeHomepage, nameAndVersion } from './name-version.js';
import { PackagerError } from './packager-error.js';
import type { Evidence, Template } from './template.js';

/** An expression without a model, and why it is what it is. */
export interface PackagerDraft {
  name: string;
  version: string;
  /** What `callPackage` takes; ends with a newline. */
  expression: string;
  buildSystem: 'make' | 'autotools' | 'cmake';
  evidence: Evidence[];
  /** What could not be told from the archive, for the person who builds it. */
  notes: string[];
}

export interface DraftInput {
  url: string;
  /** The archive's name, as `FetchedSource` has it. */
  fileName: string;
  sha256Hex: string;
  tree: SourceTree;
}

/** In order of preference: what a release ships ready to run comes first. */
const templates: Template[] = [configure, cmake, autoreconf, make];

/** Files of build systems that have no template; a Makefile beside them mostly calls them. */
const others: [file: RegExp, tool: string, command: RegExp][] = [
  [/^meson\.build$/, 'Meson', /\bmeson\b/],
  [/^Cargo\.toml$/, 'Cargo', /\bcargo\b/],
  [/^go\.mod$/, 'Go', /\bgo (build|install)\b|\$\(GO\)/],
  [/^package\.json$/, 'npm', /\b(npm|yarn|pnpm|node)\b/],
  [/^(pyproject\.toml|setup\.py)$/, 'Python', /\b(python3?|pip)\b|\$\(PYTHON\)/],
  [/^Makefile\.PL$/, 'Perl', /\bperl Makefile\.PL\b/],
  [/^dune-project$/, 'Dune', /\bdune\b/],
  [/\.cabal$/, 'Cabal', /\b(cabal|stack)\b/],
  [/^build\.zig$/, 'Zig', /\bzig\b/],
  [/\.pro$/, 'qmake', /\bqmake\b/],
];

/**
 * Recognizes the build system of a source archive and writes an expression for it. Nothing is run or guessed at: what
 * the archive does not say is left out and noted.
 * @throws PackagerError when the build system is none of those that have a template
 */
export function draft({ url, fileName, sha256Hex, tree }: DraftInput): PackagerDraft {
  const files = new Set(
    tree.entries
      .filter(({ type, path }) => type !== 'directory' && !path.includes('/'))
      .map(({ path }) => path),
  );
  const look = { tree, has: (path: string) => files.has(path) };
  const found = templates.flatMap((template) => {
    const file = template.detect(look);
    return file === null ? [] : [{ template, file }];
  });
  const [chosen, ...rest] = found;
  const other = others.find(
    ([file, , command]) =>
      [...files].some((name) => file.test(name)) &&
      (!chosen || (chosen.template === make && command.test(tree.readFile(chosen.file) ?? ''))),
  );
  if (!chosen || other) throw unknown(fileName, other?.[1]);

  const { template, file } = chosen;
  const {
    name,
    version,
    evidence: nameEvidence,
  } = nameAndVersion(url, fileName, tree, template.states?.({ ...look, file }) ?? {});
  const { recipe, evidence, notes } = template.write({ ...look, file, name });
  const license = guessLicense(tree);
  const expression = writeExpression(
    {
      pname: name,
      version,
      url,
      hash: `sha256-${Buffer.from(sha256Hex, 'hex').toString('base64')}`,
      archiveName: fitsStore(url)
        ? undefined
        : `${name}-${version}${fileName.endsWith('.tar') ? '.tar' : '.tar.gz'}`,
      // stdenv finds the one directory of an archive; where there is not just one, it must be told.
      sourceRoot: tree.root === null ? '.' : undefined,
      license: license.license,
    },
    { homepage: forgeHomepage(url), ...dropUndefined(recipe) },
  );
  // Beside a configure script, a Makefile is no other way to build but its output, or the maintainers' own.
  const passedOver = rest
    .filter((alternative) => alternative.template.buildSystem !== template.buildSystem)
    .filter((alternative) => alternative.template !== make || template === cmake)
    .map((alternative) => alternative.file);
  return {
    name,
    version,
    expression,
    buildSystem: template.buildSystem,
    evidence: [
      ...evidence,
      { file: fileName, says: `name and version are those of ${nameEvidence}` },
      ...(license.evidence ? [license.evidence] : []),
    ],
    notes: [
      ...notes,
      ...(license.note ? [license.note] : []),
      ...(passedOver.length > 0
        ? [`The archive can also be built with ${passedOver.join(' or ')}; ${file} was preferred.`]
        : []),
      ...(version === '0-unstable' ? ['Neither the URL nor the archive names a version.'] : []),
    ],
  };
}

/** Whether the URL ends in a name that a store path may have, and by which stdenv knows how to unpack it. */
function fitsStore(url: string): boolean {
  return /^[\w+?=-][\w+.?=-]{0,150}\.(tar(\.gz)?|tgz)$/.test(url.slice(url.lastIndexOf('/') + 1));
}

function dropUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function unknown(fileName: string, tool: string | undefined): PackagerError {
  const what = tool
    ? `${fileName} is built with ${tool}, which the built-in packager does not write expressions for yet`
    : `${fileName} has no configure script, CMakeLists.txt, configure.ac or Makefile at its top, so the built-in packager cannot tell how it is built`;
  return new PackagerError(`${what}. Use a source that is built with make, autotools or CMake.`);
}
