import type { Note } from './expression.js';
import { mainProgram } from './make.js';
import { Table, sentence, webPage } from './structured.js';
import type { Look, Template } from './template.js';

const top = 'Cargo.toml';

/** Built by nixpkgs' buildRustPackage, which wants the hash of all crates. */
export const cargo: Template = {
  buildSystem: 'cargo',
  detect: (look) => {
    const manifest = look.has(top) ? manifestOf(look) : null;
    return manifest?.has('package') || manifest?.has('workspace') ? top : null;
  },
  states: (look) => {
    const manifest = manifestOf(look);
    return {
      name: manifest?.at('package').text('name'),
      version: shared(manifest, 'version'),
      license: shared(manifest, 'license'),
    };
  },
  write(look) {
    const manifest = manifestOf(look) ?? new Table({});
    const lock = look.tree.readFile('Cargo.lock') ?? '';
    const names = new Set([...lock.matchAll(/^name = "([\w-]{1,80})"$/gm)].map(([, name = '']) => name));
    const found = bindings.filter(([crate]) => names.has(crate));
    const programs = [
      ...manifest.tables('bin').flatMap((bin) => bin.text('name') ?? []),
      ...(look.has('src/main.rs') || look.tree.readFile('src/main.rs') !== null
        ? [manifest.at('package').text('name') ?? '']
        : []),
    ].filter((name) => /^[\w-]+$/.test(name));
    const notes: Note[] = [];
    if (!look.has('Cargo.lock'))
      notes.push({
        about: 'builder',
        text: 'The archive has no Cargo.lock, without which the crates are not settled: generate one, and set cargoLock.lockFile and postPatch to use it.',
      });
    if (!manifest.has('package'))
      notes.push({
        about: 'builder',
        text: 'Cargo.toml is that of a workspace: all of its programs are built; choose with cargoBuildFlags.',
      });
    return {
      recipe: {
        builder: 'rustPlatform.buildRustPackage',
        dependencyHash: { slot: 'cargoHash' },
        nativeBuildInputs: found.length > 0 ? ['pkg-config'] : [],
        buildInputs: [...new Set(found.map(([, attribute]) => attribute))],
        mainProgram: mainProgram([...new Set(programs)], look.name),
        description: sentence(shared(manifest, 'description')),
        homepage: webPage(shared(manifest, 'homepage') ?? shared(manifest, 'repository')),
      },
      evidence: [
        { file: top, says: manifest.has('package') ? 'is a Cargo package' : 'is a Cargo workspace' },
        ...found.map(([crate]) => ({ file: 'Cargo.lock', says: `has ${crate}, which binds a library` })),
      ],
      notes,
    };
  },
};

/** Crates that look for a library of the system, and its attribute. */
const bindings: [crate: string, attribute: string][] = [
  ['alsa-sys', 'alsa-lib'],
  ['bzip2-sys', 'bzip2'],
  ['curl-sys', 'curl'],
  ['freetype-sys', 'freetype'],
  ['gdk-pixbuf-sys', 'gdk-pixbuf'],
  ['gio-sys', 'glib'],
  ['glib-sys', 'glib'],
  ['gtk-sys', 'gtk3'],
  ['libdbus-sys', 'dbus'],
  ['libsqlite3-sys', 'sqlite'],
  ['libssh2-sys', 'libssh2'],
  ['libudev-sys', 'udev'],
  ['libusb1-sys', 'libusb1'],
  ['libz-sys', 'zlib'],
  ['lzma-sys', 'xz'],
  ['openssl-sys', 'openssl'],
  ['pango-sys', 'pango'],
  ['yeslogic-fontconfig-sys', 'fontconfig'],
  ['zstd-sys', 'zstd'],
];

function manifestOf({ tree }: Look): Table | null {
  return Table.ofToml(tree.readFile(top));
}

/** Of the package, or what its workspace says for all (`version.workspace = true`). */
function shared(manifest: Table | null, key: string): string | undefined {
  return manifest?.at('package').text(key) ?? manifest?.at('workspace', 'package').text(key);
}
