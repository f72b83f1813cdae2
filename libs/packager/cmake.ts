import type { Look, Template } from './template.js';
import { librariesOf, unknownLibrariesNotes } from './libraries.js';
import { mainProgram } from './make.js';
import { nixString } from './nix-text.js';
import { sentence, webPage } from './structured.js';

const top = 'CMakeLists.txt';

/** Configured and built by nixpkgs' cmake hook. */
export const cmake: Template = {
  buildSystem: 'cmake',
  detect: ({ has }) => (has(top) ? top : null),
  states: (look) => {
    const project = commandsOf(look, top).find(({ name }) => name === 'project')?.args ?? [];
    return { name: project[0], version: after(project, 'VERSION')?.match(/^\d[\w.]*$/)?.[0] };
  },
  write(look) {
    const commands = cmakeFiles(look).flatMap((file) => commandsOf(look, file));
    const all = (name: string) => commands.filter((command) => command.name === name).map(({ args }) => args);
    const project = all('project')[0] ?? [];
    const executables = all('add_executable')
      .filter(([, kind]) => kind !== 'IMPORTED' && kind !== 'ALIAS')
      .map(([name = '']) => name)
      .filter((name) => /^\w[\w+.-]*$/.test(name));
    const installed = new Set(all('install').flat());
    const packages = all('find_package').flatMap(packagesOf);
    const modules = [...all('pkg_check_modules'), ...all('pkg_search_module')].flatMap(([, ...names]) =>
      names
        .filter((name) => !/^(REQUIRED|QUIET|IMPORTED_TARGET|GLOBAL|NO_CMAKE_PATH)$/.test(name))
        .map((name) => name.replace(/[<>=].*$/, '')),
    );
    const own = new Set(all('add_library').map(([name]) => name));
    const linked = all('target_link_libraries')
      .flatMap(([, ...names]) => names)
      .map((name) => name.replace(/^-l/, ''))
      .filter(
        (name) => /^[a-z][\w.+-]*$/.test(name) && !own.has(name) && librariesOf([name]).known.length > 0,
      );
    const libraries = librariesOf(
      new Set([...packages, ...modules, ...all('find_library').flatMap(namesOfLibrary), ...linked]),
    );
    const usesPkgConfig = modules.length > 0 || packages.includes('PkgConfig');
    const programsFound = all('find_program').flatMap(([, ...names]) =>
      names.flatMap((name) => (Object.hasOwn(programNames, name) ? [programNames[name] ?? ''] : [])),
    );
    const native = new Set([
      'cmake',
      ...(usesPkgConfig ? ['pkg-config'] : []),
      ...tools.filter(([tool]) => packages.some((name) => tool.test(name))).map(([, tool]) => tool),
      ...programsFound,
    ]);
    const minimum = minimumOf(all('cmake_minimum_required')[0]);
    const byHand =
      !commands.some(({ name }) => name.startsWith('install')) &&
      !leavesOut(look, commands) &&
      executables.length > 0;
    const programs = byHand ? executables : executables.filter((name) => installed.has(name));
    return {
      recipe: {
        nativeBuildInputs: [...native],
        buildInputs: libraries.known,
        // CMake 4 refuses projects that ask for the behaviour of before 3.5, unless it is told this.
        cmakeFlags: [
          ...(minimum !== null && minimum < 3005 ? [nixString('-DCMAKE_POLICY_VERSION_MINIMUM=3.5')] : []),
          ...testOptions(all('option')).map((name) => `(lib.cmakeBool ${nixString(name)} false)`),
        ],
        ...(byHand ? { installPhase: executables.map((name) => `install -Dm755 ${name} -t $out/bin`) } : {}),
        mainProgram: mainProgram(programs, look.name),
        description: sentence(after(project, 'DESCRIPTION')),
        homepage: webPage(after(project, 'HOMEPAGE_URL')),
      },
      evidence: [
        { file: top, says: project[0] ? `is a CMake project named ${project[0]}` : 'is a CMake project' },
        ...libraries.known.map((library) => ({ file: top, says: `looks for a package of ${library}` })),
        ...(byHand ? [{ file: top, says: 'installs nothing, so the programs are copied by hand' }] : []),
      ],
      notes: unknownLibrariesNotes(libraries.unknown, top),
    };
  },
};

/** The package, and for Qt and KDE those of its components, which nixpkgs has one by one. */
function packagesOf(args: string[]): string[] {
  const [name = '', ...rest] = args;
  const families =
    name === 'QT' || name.startsWith('Qt${') ? ['Qt6', 'Qt5'] : name.startsWith('KF${') ? ['KF5'] : [name];
  const isFamily = /^(Qt|KF)[56]$/.test(families[0] ?? '');
  // `Qt${QT_VERSION_MAJOR}Widgets`
  const spliced = /^Qt\$\{\w+\}(\w+)$/.exec(name)?.[1];
  if (spliced) return [`Qt6${spliced}`, `Qt5${spliced}`];
  const parts = isFamily
    ? rest.filter((word) => /^[A-Z][A-Za-z\d]*[a-z\d]$/.test(word) && !/^Qt\d/.test(word))
    : [];
  return families.flatMap((family) => [
    ...(family.startsWith('KF') ? [] : [family]),
    ...parts.map((part) => `${family}${part}`),
  ]);
}

/** `find_library(VAR name)`, `find_library(VAR NAMES a b HINTS …)`: only those whose package is known. */
function namesOfLibrary([, ...rest]: string[]): string[] {
  const end = rest.findIndex((word) => /^(HINTS|PATHS|PATH_SUFFIXES|DOC|REQUIRED|NO_\w+)$/.test(word));
  return (end < 0 ? rest : rest.slice(0, end)).filter(
    (name) => name !== 'NAMES' && librariesOf([name]).known.length > 0,
  );
}

/** Programs of the build that a project looks for. */
const tools: [name: RegExp, attribute: string][] = [
  [/^ECM$/i, 'kdePackages.extra-cmake-modules'],
  [/^(Gettext|Intl)$/i, 'gettext'],
  [/^BISON$/i, 'bison'],
  [/^FLEX$/i, 'flex'],
  [/^SWIG$/i, 'swig'],
  [/^Perl(Libs)?$/i, 'perl'],
  [/^(Python|Python3|PythonInterp)$/i, 'python3'],
  [/^(Qt5)?LinguistTools$/i, 'qt5.qttools'],
  [/^WaylandScanner$/i, 'wayland-scanner'],
];

const programNames: Record<string, string> = {
  a2x: 'asciidoc',
  asciidoc: 'asciidoc',
  asciidoctor: 'asciidoctor',
  bison: 'bison',
  flex: 'flex',
  gperf: 'gperf',
  help2man: 'help2man',
  msgfmt: 'gettext',
  nasm: 'nasm',
  pandoc: 'pandoc',
  perl: 'perl',
  python3: 'python3',
  ragel: 'ragel',
  scdoc: 'scdoc',
  xsltproc: 'libxslt',
  xxd: 'xxd',
};

interface Command {
  name: string;
  args: string[];
}

/** The CMakeLists.txt at the top and in the directories that are part of the build, not in tests or bundled code. */
function cmakeFiles({ tree }: Look): string[] {
  const files = tree.entries
    .map(({ path }) => path)
    .filter((path) => path === top || path.endsWith(`/${top}`));
  return files.filter(
    (path) =>
      !/(^|\/)(tests?|examples?|fuzz\w*|third_?party|vendor|external|extern|deps|bench\w*)\//i.test(path),
  );
}

/** @see https://cmake.org/cmake/help/latest/manual/cmake-language.7.html */
function commandsOf({ tree }: Look, file: string): Command[] {
  const text = (tree.readFile(file) ?? '')
    .replace(/#\[\[[\s\S]*?\]\]/g, '')
    .replace(/^((?:[^"#\n]|"[^"\n]*")*)#.*$/gm, '$1');
  const commands = [
    ...text.matchAll(/^[ \t]*(\w+)[ \t]*\(((?:[^()"]|"(?:[^"\\]|\\[\s\S])*"|\([^()]*\))*)\)/gm),
  ].map(([, name = '', args = '']) => ({
    name: name.toLowerCase(),
    args: [...args.matchAll(/"((?:[^"\\]|\\[\s\S])*)"|[^\s"]+/g)].map(([word, quoted]) => quoted ?? word),
  }));
  // Walked in order, as CMake does; a value is bounded, for a file may make a variable of itself twice.
  const variables = new Map<string, string>();
  return commands.map(({ name, args }) => {
    const expanded = args.map((arg) =>
      arg.replace(/\$\{(\w+)\}/g, (whole, key: string) => variables.get(key) ?? whole).slice(0, 500),
    );
    const [key = '', ...values] = expanded;
    if (name === 'set' && values.length === 1) variables.set(key, values[0] ?? '');
    if (name === 'project') variables.set('PROJECT_NAME', key).set('CMAKE_PROJECT_NAME', key);
    return { name, args: expanded };
  });
}

function after(args: string[], keyword: string): string | undefined {
  const at = args.indexOf(keyword);
  return at < 0 ? undefined : args[at + 1];
}

/** `2.8.12...3.20` → 3020: what counts is the newest behaviour that the project says it knows. */
function minimumOf(args: string[] | undefined): number | null {
  const [, major, minor] =
    /(\d+)\.(\d+)[\d.]*$/.exec((args && after(args, 'VERSION'))?.split('...').at(-1) ?? '') ?? [];
  return major === undefined ? null : Number(major) * 1000 + Number(minor);
}

/** Switches for its own tests and benchmarks, which are not run, and whose bundled tools a release often lacks. */
function testOptions(options: string[][]): string[] {
  const on = options
    .filter(([, , value = 'OFF']) => !/^(OFF|FALSE|NO|0)$/i.test(value))
    .map(([name = '']) => name);
  return [...new Set(on)].filter(
    (name) =>
      /^\w{1,60}$/.test(name) &&
      /(^|_)(UNIT_?)?(TEST|TESTS|TESTING|BENCHMARKS?|FUZZ\w*)$/i.test(name) &&
      name !== 'BUILD_TESTING',
  );
}

/** Whether there may be install rules in files that were not read. */
function leavesOut(look: Look, commands: Command[]): boolean {
  return commands.some(
    ({ name, args }) =>
      (name === 'add_subdirectory' && look.tree.readFile(`${args[0]}/${top}`) === null) ||
      (name === 'include' && look.tree.entries.some(({ path }) => path.endsWith('.cmake'))),
  );
}
