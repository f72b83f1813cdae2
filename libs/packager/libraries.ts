import type { Note } from './expression.js';
import { headerNames } from './header-names.js';
import { libraryNames } from './library-names.js';

const attributes = byName(libraryNames);
const headers = byName(headerNames);

function byName(names: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([attribute, list]) => list.split(' ').map((name) => [name, attribute])),
  );
}

/** For a test: each of them must be an attribute that there is. */
export const libraryAttributes = [...new Set([...Object.keys(libraryNames), ...Object.keys(headerNames)])];

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
  'vapigen',
  'ecm',
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
  'xpg4',
]);

export interface Libraries {
  /** Attributes of nixpkgs, sorted. */
  known: string[];
  /** Names as the build files have them. */
  unknown: string[];
}

/** The packages of those headers that have one home; a header may as well be one of the C library. */
export function librariesOfHeaders(names: Iterable<string>): string[] {
  return [...names].flatMap((name) => (Object.hasOwn(headers, name) ? [headers[name] ?? ''] : []));
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
