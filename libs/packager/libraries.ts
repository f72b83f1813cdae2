/**
 * Libraries by the names that build files call them: linker flag, pkg-config module, or CMake package, in lower case,
 * to the attribute in nixpkgs. Only what is beyond doubt stands here; everything else becomes a note.
 */
const attributes: Record<string, string> = {
  ncurses: 'ncurses',
  ncursesw: 'ncurses',
  curses: 'ncurses',
  tinfo: 'ncurses',
  panel: 'ncurses',
  termcap: 'ncurses',
  z: 'zlib',
  zlib: 'zlib',
  bz2: 'bzip2',
  bzip2: 'bzip2',
  lzma: 'xz',
  liblzma: 'xz',
  zstd: 'zstd',
  libzstd: 'zstd',
  lz4: 'lz4',
  liblz4: 'lz4',
  ssl: 'openssl',
  crypto: 'openssl',
  openssl: 'openssl',
  libssl: 'openssl',
  libcrypto: 'openssl',
  curl: 'curl',
  libcurl: 'curl',
  readline: 'readline',
  history: 'readline',
  edit: 'libedit',
  libedit: 'libedit',
  expat: 'expat',
  xml2: 'libxml2',
  libxml2: 'libxml2',
  'libxml-2.0': 'libxml2',
  png: 'libpng',
  png16: 'libpng',
  libpng: 'libpng',
  libpng16: 'libpng',
  jpeg: 'libjpeg',
  libjpeg: 'libjpeg',
  sqlite3: 'sqlite',
  gmp: 'gmp',
  mpfr: 'mpfr',
  pcre: 'pcre',
  libpcre: 'pcre',
  'pcre2-8': 'pcre2',
  'libpcre2-8': 'pcre2',
  pcre2: 'pcre2',
  event: 'libevent',
  libevent: 'libevent',
  uv: 'libuv',
  libuv: 'libuv',
  yaml: 'libyaml',
  'yaml-0.1': 'libyaml',
  jansson: 'jansson',
  onig: 'oniguruma',
  oniguruma: 'oniguruma',
  magic: 'file',
  archive: 'libarchive',
  libarchive: 'libarchive',
  'glib-2.0': 'glib',
  'gobject-2.0': 'glib',
  'gio-2.0': 'glib',
  fuse: 'fuse',
  fuse3: 'fuse3',
  usb: 'libusb1',
  'usb-1.0': 'libusb1',
  'libusb-1.0': 'libusb1',
  sodium: 'libsodium',
  libsodium: 'libsodium',
  sdl2: 'SDL2',
  freetype: 'freetype',
  freetype2: 'freetype',
};

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
export function unknownLibrariesNote(unknown: string[], file: string): string[] {
  return unknown.length === 0
    ? []
    : [
        `${file} also looks for ${unknown.slice(0, 20).join(', ')}: if the build fails for want of it, add its package to buildInputs.`,
      ];
}
