import { Table, sentence, webPage } from './structured.js';
import { listOf, stringOf, withoutComments } from './python-setup.js';
import type { Evidence, Look } from './template.js';

/** What pyproject.toml, setup.cfg and setup.py say together. */
export interface PythonProject {
  /** The file that makes it a package. */
  file: string;
  name?: string | undefined;
  version?: string | undefined;
  license?: string | undefined;
  description?: string | undefined;
  homepage?: string | undefined;
  /** Requirements as pip writes them. */
  buildRequires: string[];
  dependencies: string[];
  /** Programs that it installs. */
  programs: string[];
  /** Names that its extensions are linked with. */
  libraries: string[];
  evidence: Evidence[];
}

/** What one of the files says; the first one to say a thing counts, and lists add up. */
type Part = Partial<Omit<PythonProject, 'file' | 'evidence'>>;

/** Null where none of them makes a package: a pyproject.toml may only hold settings of tools. */
export function readPythonProject({ tree, has }: Look): PythonProject | null {
  const read = (file: string) => (has(file) ? tree.readFile(file) : null);
  const pyproject = Table.ofToml(read('pyproject.toml'));
  const setup = read('setup.py');
  const settings = readIni(read('setup.cfg') ?? '');
  const isProject =
    pyproject?.has('build-system') || pyproject?.has('project') || pyproject?.at('tool').has('poetry');
  // The call may stand below what was read of a long one.
  const isSetup = /\bsetup\s*\(|^\s*(from|import)\s+(setuptools|distutils)\b/m.test(setup ?? '');
  if (!isProject && !isSetup && !settings.has('metadata.name')) return null;

  const parts = [
    ...(pyproject ? [ofProject(pyproject.at('project')), ofPoetry(pyproject.at('tool', 'poetry'))] : []),
    ofSettings(settings),
    ...(setup === null ? [] : [ofSetup(setup, read('requirements.txt') ?? '')]),
  ];
  const first = <K extends 'name' | 'version' | 'license' | 'description' | 'homepage'>(key: K) =>
    parts.map((part) => part[key]).find((value) => value !== undefined);
  const every = (key: 'buildRequires' | 'dependencies' | 'programs' | 'libraries') => [
    ...new Set(parts.flatMap((part) => part[key] ?? [])),
  ];
  const requires = pyproject?.at('build-system').texts('requires') ?? [];
  // Without a list, pip takes setuptools.
  const buildRequires = [...(requires.length > 0 ? requires : ['setuptools']), ...every('buildRequires')];
  const project: PythonProject = {
    file: isProject ? 'pyproject.toml' : isSetup ? 'setup.py' : 'setup.cfg',
    name: first('name'),
    version: first('version'),
    license: first('license'),
    description: sentence(first('description')),
    homepage: webPage(first('homepage')),
    buildRequires,
    dependencies: [...every('dependencies'), ...ofPbr(buildRequires, read('requirements.txt'))],
    programs: every('programs'),
    libraries: every('libraries'),
    evidence: [],
  };
  return { ...project, evidence: evidenceOf(project, pyproject?.at('build-system').text('build-backend')) };
}

function evidenceOf({ file, programs, dependencies }: PythonProject, backend = 'setuptools'): Evidence[] {
  return [
    { file, says: `is built by ${backend.slice(0, 80)}` },
    ...(programs.length > 0 ? [{ file, says: `installs ${programs.slice(0, 10).join(', ')}` }] : []),
    ...(dependencies.length > 0
      ? [{ file, says: `requires ${dependencies.slice(0, 20).join(', ')}`.slice(0, 300) }]
      : []),
  ];
}

/** @see https://packaging.python.org/en/latest/specifications/pyproject-toml/ */
function ofProject(project: Table): Part {
  return {
    name: project.text('name'),
    version: release(project.text('version')),
    license: project.text('license') ?? project.at('license').text('text'),
    description: project.text('description'),
    homepage: homepageOf(project.at('urls')),
    dependencies: project.texts('dependencies'),
    programs: [...project.at('scripts').keys(), ...project.at('gui-scripts').keys()],
  };
}

function ofPoetry(poetry: Table): Part {
  const needs = poetry.at('dependencies');
  return {
    name: poetry.text('name'),
    version: release(poetry.text('version')),
    license: poetry.text('license'),
    description: poetry.text('description'),
    homepage: poetry.text('homepage') ?? poetry.text('repository'),
    dependencies: needs
      .keys()
      .filter((name) => name !== 'python' && !needs.at(name).has('optional'))
      .map((name) => `${name}${poetryBound(needs.text(name) ?? needs.at(name).text('version') ?? '')}`),
    programs: poetry.at('scripts').keys(),
  };
}

/** @see https://setuptools.pypa.io/en/latest/userguide/declarative_config.html */
function ofSettings(settings: Map<string, string>): Part {
  return {
    name: settings.get('metadata.name'),
    version: release(settings.get('metadata.version')),
    license: settings.get('metadata.license'),
    description: settings.get('metadata.description'),
    homepage: settings.get('metadata.url'),
    buildRequires: linesOf(settings.get('options.setup_requires')),
    dependencies: linesOf(settings.get('options.install_requires')),
    programs: entryPoints(settings.get('options.entry_points.console_scripts')),
  };
}

function ofSetup(setup: string, requirements: string): Part {
  const call = withoutComments(setup);
  const readsRequirements = call.includes('install_requires') && call.includes('requirements.txt');
  return {
    name: stringOf(call, 'name'),
    version: release(stringOf(call, 'version')),
    license: stringOf(call, 'license'),
    description: stringOf(call, 'description'),
    homepage: stringOf(call, 'url'),
    buildRequires: [
      ...listOf(call, 'setup_requires'),
      ...(/\buse_scm_version\b/.test(call) ? ['setuptools-scm'] : []),
    ],
    dependencies: [
      ...listOf(call, 'install_requires'),
      ...(readsRequirements ? requirementLines(requirements) : []),
    ],
    programs: [
      ...entryPoints(listOf(call, 'console_scripts').join('\n')),
      ...entryPoints(listOf(call, 'gui_scripts').join('\n')),
      ...listOf(call, 'scripts').map((path) => path.slice(path.lastIndexOf('/') + 1)),
    ],
    libraries: listOf(call, 'libraries'),
  };
}

function release(version: string | undefined): string | undefined {
  return version?.match(/^\d[\w.+-]*$/)?.[0];
}

/** `[section]` and `key = value`, a value going on in indented lines. @see docs.python.org, configparser */
function readIni(text: string): Map<string, string> {
  const values = new Map<string, string>();
  let section = '';
  let key = '';
  for (const line of text.split(/\r?\n/).slice(0, 5_000)) {
    const head = /^\[([\w:. -]+)\]/.exec(line);
    const pair = /^([\w.-]+)\s*[=:]\s?(.*)$/.exec(line);
    if (/^\s*[#;]/.test(line)) continue;
    if (head) section = (head[1] ?? '').trim();
    else if (pair) {
      key = `${section}.${(pair[1] ?? '').replaceAll('-', '_')}`;
      values.set(key, (pair[2] ?? '').trim());
    } else if (/^\s+\S/.test(line) && key) values.set(key, `${values.get(key) ?? ''}\n${line.trim()}`);
  }
  return values;
}

function linesOf(text: string | undefined): string[] {
  return (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** pbr takes them from requirements.txt without being told. */
function ofPbr(buildRequires: string[], requirements: string | null): string[] {
  return buildRequires.some((line) => /^pbr\b/i.test(line)) ? requirementLines(requirements ?? '') : [];
}

/** Of a requirements.txt, without the options of pip. */
function requirementLines(text: string): string[] {
  return linesOf(text).filter((line) => !line.startsWith('-'));
}

/** `name = package.module:function` → name. */
function entryPoints(text: string | undefined): string[] {
  return linesOf(text).flatMap((line) => /^([\w.-]+)\s*=/.exec(line)?.[1] ?? []);
}

/** Poetry's `^1.2` is below 2. */
function poetryBound(bound: string): string {
  return /^[\^~]/.test(bound)
    ? `~=${bound.slice(1)}`
    : bound === '*'
      ? ''
      : /^[<>=!]/.test(bound)
        ? bound
        : '';
}

function homepageOf(urls: Table): string | undefined {
  const key = ['homepage', 'home', 'source', 'repository', 'source code', 'github', 'code']
    .map((wanted) => urls.keys().find((name) => name.toLowerCase() === wanted))
    .find((name) => name !== undefined);
  return key === undefined ? undefined : urls.text(key);
}
