import type { Note } from './expression.js';
import { librariesOf, unknownLibrariesNotes } from './libraries.js';
import { mainProgram } from './make.js';
import { PackagerError } from './packager-error.js';
import { type PythonProject, readPythonProject } from './python-project.js';
import { normalizedName } from './python-modules.js';
import { readRequirements } from './python-requirements.js';
import type { Look, Template } from './template.js';

/** Built by nixpkgs' buildPythonPackage, or buildPythonApplication where it has programs. */
export const python: Template = {
  buildSystem: 'python',
  detect: (look) => readPythonProject(look)?.file ?? null,
  states: (look) => {
    const project = readPythonProject(look);
    return { name: project?.name, version: project?.version, license: project?.license };
  },
  write(look) {
    const project = readPythonProject(look);
    if (!project) throw new TypeError('detect found a project');
    refuseRust(project);
    const needs = readRequirements(project.dependencies);
    const system = readRequirements(project.buildRequires);
    const buildSystem = system.known.filter(
      (name) => name !== 'wheel' || !system.known.includes('setuptools'),
    );
    const programs = project.programs.filter((name) => /^[\w.-]+$/.test(name));
    const libraries = librariesOf(new Set(project.libraries));
    const modules = modulesOf(look, look.name, project.name);
    const scm = buildSystem.some((name) => ['setuptools-scm', 'hatch-vcs', 'pbr'].includes(name));
    const native = buildSystem.includes('meson-python')
      ? ['meson', 'ninja', 'pkg-config']
      : buildSystem.some((name) => name.startsWith('scikit-build'))
        ? ['cmake', 'ninja']
        : [];
    return {
      recipe: {
        builder: `python3Packages.${programs.length > 0 ? 'buildPythonApplication' : 'buildPythonPackage'}`,
        pyproject: true,
        buildSystem,
        dependencies: needs.known,
        pythonRemoveDeps: needs.removed,
        nativeBuildInputs: native,
        buildInputs: libraries.known,
        // There is no repository that could be asked for the version, and no PKG-INFO that says it.
        env:
          scm && !look.has('PKG-INFO')
            ? [
                [
                  buildSystem.includes('pbr') ? 'PBR_VERSION' : 'SETUPTOOLS_SCM_PRETEND_VERSION',
                  'finalAttrs.version',
                ],
              ]
            : [],
        pythonImportsCheck: modules,
        mainProgram: mainProgram(programs, look.name),
        description: project.description,
        homepage: project.homepage,
      },
      evidence: project.evidence,
      notes: notesOf(project, needs, system.unchecked, modules, libraries.unknown),
    };
  },
};

/** The same, where the package is built by CMake or Meson: those files beside it are part of it. */
export const pythonWithNative: Template = {
  ...python,
  detect: (look) => {
    const project = readPythonProject(look);
    return project?.buildRequires.some((line) => /^(scikit[-_]build|meson[-_]python)/i.test(line))
      ? project.file
      : null;
  },
};

function notesOf(
  { file }: PythonProject,
  { unchecked, bounded }: ReturnType<typeof readRequirements>,
  uncheckedSystem: string[],
  modules: string[],
  unknownLibraries: string[],
): Note[] {
  const notes: Note[] = [...unknownLibrariesNotes(unknownLibraries, file)];
  if (uncheckedSystem.length > 0)
    notes.push({
      about: 'buildSystem',
      text: `Of build-system, ${uncheckedSystem.join(', ')} is named as on PyPI: nixpkgs may call it something else.`,
    });
  if (unchecked.length > 0)
    notes.push({
      about: 'dependencies',
      text: `Of dependencies, ${unchecked.slice(0, 20).join(', ')} is named as on PyPI: nixpkgs may call it something else.`,
    });
  if (bounded.length > 0)
    notes.push({
      about: 'dependencies',
      text: `${file} wants ${bounded.slice(0, 10).join(', ')}: if nixpkgs has a newer one, name it in pythonRelaxDeps.`,
    });
  if (modules.length === 0)
    notes.push({
      about: 'pythonImportsCheck',
      text: 'Which module it gives was not plain, so none is imported as a check.',
    });
  return notes;
}

/** Needs the hash of its crates besides, and both tool chains. */
function refuseRust({ file, buildRequires }: PythonProject): void {
  if (buildRequires.some((line) => /^(maturin|setuptools[-_]rust)\b/i.test(line)))
    throw new PackagerError(
      `${file} builds a Python package with Rust, which the built-in packager does not write expressions for. Ask a model, or package it by hand with rustPlatform.maturinBuildHook.`,
    );
}

/** The module of the package's name, or the only one at the top or in src/. */
function modulesOf({ tree }: Look, ...names: (string | undefined)[]): string[] {
  const found = new Set(
    tree.entries.flatMap(({ path }) => /^(?:src\/)?(\w+)(?:\/__init__\.py|\.py)$/.exec(path)?.[1] ?? []),
  );
  for (const other of [
    'setup',
    'tests',
    'test',
    'docs',
    'conftest',
    'examples',
    'tasks',
    'noxfile',
    'versioneer',
  ])
    found.delete(other);
  const wanted = new Set(
    names.flatMap((name) =>
      name ? [normalizedName(name), normalizedName(name).replace(/^python-|-?python$|^py-/, '')] : [],
    ),
  );
  const named = [...found].find((module) => wanted.has(normalizedName(module)));
  return named ? [named] : found.size === 1 ? [...found] : [];
}
