import type { Note, Recipe } from './expression.js';
import { librariesOf, librariesOfHeaders, unknownLibrariesNotes } from './libraries.js';
import { type InstallPlan, planInstall } from './make-install.js';
import { installByHand, programsOf } from './make-programs.js';
import {
  type Makefile,
  expand,
  makefileNames,
  reachable,
  readMakefile,
  readSubMakefiles,
  words,
} from './makefile.js';
import { nixString } from './nix-text.js';
import { PackagerError } from './packager-error.js';
import type { SourceTree } from '../sources/index.js';
import type { Template } from './template.js';

/** A Makefile and no configure script: flags and phases are read out of it. */
export const make: Template = {
  buildSystem: 'make',
  detect: ({ has }) => makefileNames.find(has) ?? null,
  write({ tree, name, file }) {
    const top = readMakefile(file, tree.readFile);
    const makefiles = [top, ...readSubMakefiles(top, tree.readFile)];
    const goals = makefiles.flatMap((makefile) => {
      const goal = buildGoal(makefile);
      return goal === null ? [] : [{ makefile, goal }];
    });
    const programs = [...new Set(goals.flatMap(({ makefile, goal }) => programsOf(makefile, goal, tree)))];
    const commands = goals.map(({ makefile, goal }) => commandsOf(makefile, goal)).join('\n');
    const whole = makefiles.flatMap(({ files }) => files.map((one) => tree.readFile(one) ?? '')).join('\n');
    const libraries = librariesOf(namesOfLibraries(commands, makefiles));
    // Modules that stand in a variable's $(shell …), in whatever branch: only those whose package is known.
    const modules = librariesOf(modulesOf(whole)).known;
    const goal = buildGoal(top);
    const isBsd = bsdDirective.test(tree.readFile(file) ?? '');
    const plan = top.rules.has('install') ? planInstall(makefiles, tree.readFile) : null;
    const recipe: Recipe = {
      nativeBuildInputs: [
        ...(isBsd ? ['bmake'] : []),
        ...toolsOf(
          `${commands}\n${plan?.script ?? ''}\n${whole.match(/\$\(shell[^\n]*\bpkg-config\b/)?.[0] ?? ''}`,
        ),
      ],
      buildInputs: [...new Set([...libraries.known, ...modules, ...librariesOfHeaders(headersOf(tree))])]
        .filter((attribute) => attribute !== name)
        .toSorted(),
      makeFlags: [...new Set(makefiles.flatMap(compilerFlags))],
      buildFlags: goal !== null && goal !== top.defaultGoal ? [nixString(goal)] : [],
    };
    const evidence = [
      {
        file,
        says: goal === null ? 'has no rule that builds anything' : `builds ${programs.join(', ') || goal}`,
      },
    ];
    if (isBsd) evidence.push({ file, says: 'is written for the make of BSD' });
    const notes = unknownLibrariesNotes(libraries.unknown, file);

    if (plan && (!plan.unusable || programs.length === 0)) {
      const result = withInstallTarget(plan, programs, name);
      return {
        recipe: {
          ...recipe,
          ...result.recipe,
          makeFlags: [...plan.flags.map(nixString), ...(recipe.makeFlags ?? [])],
        },
        evidence: [...evidence, { file, says: result.says }],
        notes: [...notes, ...result.notes],
      };
    }
    if (programs.length === 0) {
      // An expression for nothing would build, and give an empty package.
      throw new PackagerError(
        `${file} has no install target, and which programs it builds is not plain, so the built-in packager cannot tell what to install. Use a source whose Makefile has an install target.`,
      );
    }
    const why = plan ? `has an install target that ${plan.unusable}` : 'has no install target';
    evidence.push({ file, says: `${why}, so the programs are copied by hand` });
    const installPhase = installByHand(programs, tree);
    return { recipe: { ...recipe, installPhase, mainProgram: mainProgram(programs, name) }, evidence, notes };
  },
};

/** `.ifdef`: GNU make stops at it. */
const bsdDirective = /^\.(if|ifdef|ifndef|elif|else|endif|include|for|endfor)\b/m;

function withInstallTarget(
  plan: InstallPlan,
  programs: string[],
  name: string,
): { recipe: Recipe; says: string; notes: Note[] } {
  const installed = programs.filter((program) =>
    new RegExp(`(^|[\\s/])${basename(program).replace(/[.+]/g, '\\$&')}(\\s|$|;)`, 'm').test(plan.script),
  );
  const variables = plan.flags.map((flag) => flag.replace(/=.*/, ''));
  const notes: Note[] = plan.unusable
    ? [{ about: 'preInstall', text: `The install target ${plan.unusable}: it may fail.` }]
    : [];
  if (variables.length === 0 && plan.hardCoded.length === 0)
    notes.push({
      about: 'makeFlags',
      text: 'The install target names no prefix: check where it puts things.',
    });
  return {
    recipe: {
      postPatch: plan.hardCoded.map(
        ({ file, prefixes }) =>
          `substituteInPlace ${file}${prefixes.map((prefix) => ` --replace-fail "${prefix}" "$out/"`).join('')}`,
      ),
      preInstall: [
        ...(plan.missingDirectories.length > 0 ? [`mkdir -p ${plan.missingDirectories.join(' ')}`] : []),
        // Else it would write below $HOME.
        ...(tic.test(plan.script) ? ['export TERMINFO=$out/share/terminfo'] : []),
      ],
      mainProgram: mainProgram(installed, name),
    },
    says: variables.length > 0 ? `installs below ${variables.join(', ')}` : 'has an install target',
    notes,
  };
}

/** Those of the goal, and of pattern rules (`%.mo: %.po`, `.y.c`), which any goal may use. */
function commandsOf(makefile: Makefile, goal: string): string {
  const patterns = [...makefile.rules].filter(
    ([target]) => target.includes('%') || /^\.\w+(\.\w+)?$/.test(target),
  );
  return expand(
    [...reachable(makefile, goal), ...patterns].flatMap(([, rule]) => rule.recipe).join('\n'),
    makefile.variables,
  );
}

/** What `make` alone would build; `all`, or this system's, where that is a page of help. */
function buildGoal(makefile: Makefile): string | null {
  const goal = makefile.defaultGoal;
  const rule = goal === null ? undefined : makefile.rules.get(goal);
  const onlySpeaks =
    rule !== undefined &&
    rule.prerequisites.length === 0 &&
    rule.recipe.length > 0 &&
    rule.recipe.every((line) => /^[@-]*(echo|printf|cat)\b/.test(line));
  const others = ['all', 'linux', 'posix', 'unix', 'gnu', 'generic'];
  const other = onlySpeaks ? others.find((name) => makefile.rules.has(name)) : undefined;
  if (other !== undefined) return other;
  return goal !== null && /^(help|usage|info|install|clean)$/.test(goal) && makefile.rules.has('all')
    ? 'all'
    : goal;
}

/** Compilers by a fixed name: there is no gcc on macOS, and none by that name when cross-compiling. */
function compilerFlags({ variables }: Makefile): string[] {
  return [...variables].flatMap(([variable, value]) => {
    const [, name, plus, options = ''] =
      /^(gcc|clang|g(?=\+\+))(\+\+)?((?:\s+-[\w=+-]+)*)$/.exec(value) ?? [];
    if (name === undefined) return [];
    return [`"${variable}=\${stdenv.cc.targetPrefix}${plus ? 'c++' : 'cc'}${options}"`];
  });
}

function modulesOf(commands: string): string[] {
  return [...commands.matchAll(/pkg-config\s+([^)`;&|\n]+)/g)].flatMap(([, rest = '']) =>
    words(rest).filter((word) => /^[a-z][\w.+-]*$/i.test(word)),
  );
}

/** Linker flags and pkg-config modules, without the libraries that are built here. */
function namesOfLibraries(commands: string, makefiles: Makefile[]): Set<string> {
  const flags = [...commands.matchAll(/(?:^|\s)-l([\w.+-]+)/gm)].map(([, name = '']) => name);
  const modules = modulesOf(commands);
  // What make's own rules link with, which stand in no recipe.
  const variables = makefiles.flatMap(({ variables: values }) =>
    ['LDLIBS', 'LOADLIBES', 'LIBS', 'LDFLAGS', 'CFLAGS'].map((variable) =>
      expand(values.get(variable) ?? '', values),
    ),
  );
  flags.push(...[...variables.join('\n').matchAll(/(?:^|\s)-l([\w.+-]+)/gm)].map(([, name = '']) => name));
  const own = new Set(
    makefiles
      .flatMap(({ rules }) => [...rules.keys()])
      .map((target) => /(?:^|\/)lib([\w+-]+)\.(?:a|so)/.exec(target)?.[1]),
  );
  return new Set([...flags.filter((name) => !own.has(name)), ...modules]);
}

/** Headers that sources include beyond doubt, which is to say before any condition; only their beginnings are there. */
function headersOf({ entries, readFile }: SourceTree): Set<string> {
  const sources = entries.filter(
    ({ path }) =>
      /\.(c|cc|cpp|cxx|h|hh|hpp)$/i.test(path) &&
      !/(^|\/)(tests?|examples?|contrib|win32|msvc|mac)\//i.test(path),
  );
  return new Set(
    sources.flatMap(({ path }) => {
      const text = (readFile(path) ?? '').replace(/^\s*#\s*if(?!ndef\s+\w+_H)[^]*?^\s*#\s*endif/gm, '');
      return [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]*<([\w./-]{1,80})>/gm)].map(
        ([, header = '']) => header,
      );
    }),
  );
}

const tic = /(^|[\s@])tic\s/m;

const tools: [command: RegExp, attribute: string][] = [
  [/\bpkg-config\b/, 'pkg-config'],
  [/(^|[\s@])(bison|yacc)\s/m, 'bison'],
  [/(^|[\s@])(flex|lex)\s/m, 'flex'],
  [/(^|[\s@])pod2man\s/m, 'perl'],
  [/(^|[\s@])perl\s/m, 'perl'],
  [/(^|[\s@])python3?\s/m, 'python3'],
  [/(^|[\s@])(msgfmt|xgettext|msgmerge)\s/m, 'gettext'],
  [/(^|[\s@])gperf\s/m, 'gperf'],
  [tic, 'ncurses'],
  [/(^|[\s@])nasm\s/m, 'nasm'],
  [/(^|[\s@])xxd\s/m, 'xxd'],
  [/(^|[\s@])asciidoc\s|(^|[\s@])a2x\s/m, 'asciidoc'],
  [/(^|[\s@])xsltproc\s/m, 'libxslt'],
  [/(^|[\s@])txt2man\s/m, 'txt2man'],
  [/(^|[\s@])wayland-scanner\s/m, 'wayland-scanner'],
  [/(^|[\s@])makeinfo\s/m, 'texinfo'],
  [/(^|[\s@])help2man\s/m, 'help2man'],
  [/(^|[\s@])pandoc\s/m, 'pandoc'],
  [/(^|[\s@])scdoc\s/m, 'scdoc'],
  [/(^|[\s@])asciidoctor\s/m, 'asciidoctor'],
];

function toolsOf(commands: string): string[] {
  return [...new Set(tools.filter(([command]) => command.test(commands)).map(([, attribute]) => attribute))];
}

/** The program that the package is there for: the one of its name, or its only one. */
export function mainProgram(programs: string[], name: string): string | undefined {
  const all = programs.map(basename);
  return all.find((program) => program === name) ?? (all.length === 1 ? all[0] : undefined);
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
