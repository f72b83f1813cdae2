import type { Note } from './expression.js';
import { libraryNames } from './library-names.js';

const attributes = Object.fromEntries(
  Object.entries(libraryNames).flatMap(([attribute, names]) =>
    names.split(' ').map((name) => [name, attribute]),
  ),
);

/** For a test: each of them must be an attribute that there is. */
export const libraryAttributes = Object.keys(libraryNames);

/** Parts of the C library and the compiler, which need no package. */
const builtin = new Set([
  'c',
  'm',
  'pthread',
  'dl',
  'rt',
  'util',
  'resolv',
  'nsl',
  'socket',
  'stdc++',
  'gcc',
  'gcc_s',
  'atomic',
  'gomp',
  'threads',
  'pkgconfig',
  'git',
  'iconv',
  'intl',
  'bsd',
  'network',
  'inet',
  'w',
  'seq',
  'cposix',
  'ctest',
  'doxygen',
  'python',
  'python3',
  'pythoninterp',
  'perl',
  'latex',
  'wayland-scanner',
  'openmp',
  'cmakepackageconfighelpers',
  'gettext',
  'bison',
  'flex',
  'swig',
  'pthreads',
  'ld',
  'mingw32',
  'gen',
  'xnet',
  'posix',
  'posix4',
  'sun',
  'fl',
  'l',
  'appleframeworks',
  'ws2_32',
  'kvm',
  'psapi',
  'regex',
  'gnu',
  'gnugetopt',
]);

export interface Libraries {
  /** Attributes of nixpkgs, sorted. */
  known: string[];
  /** Names as the build files have them. */
  unknown: string[];
}

/** Sorts the libraries that a build looks for into those whose package is known and the others. */
export function librariesOf(names: Iterable<string>): Libraries {
  const known = new Set<string>();
  const unknown = new Set<string>();
  for (const name of names) {
    const key = name.toLowerCase();
    const attribute = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
    if (attribute) known.add(attribute);
    else if (!builtin.has(key) && /^[\w.+-]+$/.test(name)) unknown.add(name);
  }
  return { known: [...known].toSorted(), unknown: [...unknown].toSorted() };
}

/** The note for libraries that nobody knows the package of. */
export function unknownLibrariesNotes(unknown: string[], file: string): Note[] {
  return unknown.length === 0
    ? []
    : [
        {
          about: 'buildInputs',
          text: `${file} also looks for ${unknown.slice(0, 20).join(', ')}: if the build fails for want of it, add its package to buildInputs.`,
        },
      ];
}
