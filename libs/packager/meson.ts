import { librariesOf, unknownLibrariesNotes } from './libraries.js';
import { mainProgram } from './make.js';
import { nixString } from './nix-text.js';
import type { Look, Template } from './template.js';

const top = 'meson.build';

/** Configured by nixpkgs' meson hook, and built by that of ninja. */
export const meson: Template = {
  buildSystem: 'meson',
  detect: (look) => (look.has(top) && /\bproject\s*\(/.test(textOf(look, top)) ? top : null),
  states: (look) => {
    const project = projectOf(look);
    return {
      name: /^\s*'([^'\n]{1,100})'/.exec(project)?.[1],
      version: keyword(project, 'version')?.match(/^\d[\w.+-]*$/)?.[0],
      license: keyword(project, 'license'),
    };
  },
  write(look) {
    const options = optionsOf(look);
    const off = options.filter(isForDevelopers).map(({ name }) => name);
    const withoutTests = off.some((name) => name.includes('test'));
    const text = mesonFiles(look)
      .filter((file) => !withoutTests || !/(^|\/)tests?\//i.test(file))
      .map((file) => textOf(look, file))
      .join('\n');
    const dependencies = [...text.matchAll(/\bdependency\s*\(\s*'([^'\n]{1,80})'/g)].map(
      ([, name = '']) => name,
    );
    const found = [...text.matchAll(/\bfind_library\s*\(\s*'([^'\n]{1,80})'/g)].map(([, name = '']) => name);
    const libraries = librariesOf(new Set([...dependencies, ...found]));
    const tools = toolsOf(text, dependencies);
    const programs = [...text.matchAll(/\bexecutable\s*\(\s*'([\w.+-]{1,80})'([^)]{0,2000})/g)]
      .filter(([, , rest = '']) => /\binstall\s*:\s*true\b/.test(rest))
      .map(([, name = '']) => name);
    const automatic = options.some(({ type, value }) => type === 'feature' && !/^(en|dis)abled$/.test(value));
    return {
      recipe: {
        nativeBuildInputs: [
          ...new Set(['meson', 'ninja', ...(dependencies.length > 0 ? ['pkg-config'] : []), ...tools]),
        ],
        buildInputs: libraries.known,
        mesonFlags: off.map((name) => `(lib.mesonBool ${nixString(name)} false)`),
        // nixpkgs would demand every optional part, with what it needs.
        mesonAutoFeatures: automatic ? 'auto' : undefined,
        mainProgram: mainProgram(programs, look.name),
      },
      evidence: [
        { file: top, says: 'is a Meson project' },
        ...libraries.known.map((library) => ({ file: top, says: `looks for a dependency of ${library}` })),
      ],
      notes: [
        ...(automatic
          ? [
              {
                about: 'mesonAutoFeatures' as const,
                text: 'Optional parts are built when what they need is among the inputs.',
              },
            ]
          : []),
        ...unknownLibrariesNotes(libraries.unknown, top),
      ],
    };
  },
};

const programs: [name: string, attribute: string][] = [
  ['scdoc', 'scdoc'],
  ['xxd', 'xxd'],
  ['perl', 'perl'],
  ['python3', 'python3'],
  ['python', 'python3'],
  ['help2man', 'help2man'],
  ['asciidoctor', 'asciidoctor'],
  ['asciidoc', 'asciidoc'],
  ['a2x', 'asciidoc'],
  ['pandoc', 'pandoc'],
  ['bison', 'bison'],
  ['flex', 'flex'],
  ['gperf', 'gperf'],
  ['nasm', 'nasm'],
  ['msgfmt', 'gettext'],
  ['itstool', 'itstool'],
  ['desktop-file-validate', 'desktop-file-utils'],
  ['update-desktop-database', 'desktop-file-utils'],
  ['rst2man', 'docutils'],
  ['xsltproc', 'libxslt'],
  ['wayland-scanner', 'wayland-scanner'],
  ['glib-compile-resources', 'glib'],
  ['glib-compile-schemas', 'glib'],
  ['glib-genmarshal', 'glib'],
];

function toolsOf(text: string, dependencies: string[]): string[] {
  const named = new Set(
    [...text.matchAll(/\bfind_program\s*\(\s*\[?((?:\s*'[^'\n]{1,80}'\s*,?){1,6})/g)].flatMap(
      ([, names = '']) => names.split("'").filter((_, at) => at % 2 === 1),
    ),
  );
  return [
    ...programs.filter(([name]) => named.has(name)).map(([, attribute]) => attribute),
    ...(/\bimport\s*\(\s*'i18n'/.test(text) ? ['gettext'] : []),
    ...(/\bimport\s*\(\s*'gnome'/.test(text) ? ['glib'] : []),
    ...(/\bimport\s*\(\s*'python3?'/.test(text) ? ['python3'] : []),
    ...(dependencies.includes('wayland-scanner') ? ['wayland-scanner'] : []),
    ...(/\bgnome\.generate_gir\b/.test(text) ? ['gobject-introspection'] : []),
    ...(/\badd_languages\s*\(\s*'vala'|\bproject\s*\([^)]{0,300}'vala'/.test(text) ? ['vala'] : []),
  ];
}

interface Option {
  name: string;
  type: string;
  value: string;
}

/** @see https://mesonbuild.com/Build-options.html */
function optionsOf(look: Look): Option[] {
  const text = ['meson_options.txt', 'meson.options'].map((file) => textOf(look, file)).join('\n');
  return [...text.matchAll(/\boption\s*\(\s*'([\w-]{1,60})'((?:'[^'\n]{0,500}'|[^')]){0,500})\)/g)].map(
    ([, name = '', rest = '']) => ({
      name,
      type: keyword(rest, 'type') ?? '',
      value: /\bvalue\s*:\s*'?(\w+)/.exec(rest)?.[1] ?? '',
    }),
  );
}

/** A switch that is on (as it is where nothing is said) for tests, which are not run, or for documents of the API. */
function isForDevelopers({ name, type, value }: Option): boolean {
  return (
    type === 'boolean' &&
    value !== 'false' &&
    /^((build|enable|install)[-_])?(unit[-_])?(tests?|installed[-_]tests|documentation|docs?|api[-_]?docs?|gtk[-_]doc|examples?|demos?|benchmarks?)$/.test(
      name,
    )
  );
}

function projectOf(look: Look): string {
  return /\bproject\s*\(([^]{0,3000})/.exec(textOf(look, top))?.[1] ?? '';
}

function keyword(args: string, name: string): string | undefined {
  return new RegExp(`\\b${name}\\s*:\\s*\\[?\\s*'([^'\\n]{1,100})'`).exec(args)?.[1];
}

/** Without its comments, and without the quotes of several lines that these might hide in. */
function textOf({ tree }: Look, file: string): string {
  return (tree.readFile(file) ?? '').replace(/^((?:[^'#\n]|'(?:[^'\\\n]|\\.)*')*)#.*$/gm, '$1');
}

/** Those of the build itself: bundled projects, tests and examples have needs of their own. */
function mesonFiles({ tree }: Look): string[] {
  return tree.entries
    .map(({ path }) => path)
    .filter((path) => path === top || path.endsWith(`/${top}`))
    .filter(
      (path) => !/(^|\/)(subprojects|examples?|demos?|third_?party|vendor|fuzz\w*|bench\w*)\//i.test(path),
    )
    .slice(0, 200);
}
