import type { Note } from './expression.js';
import { mainProgram } from './make.js';
import { Table, sentence, webPage } from './structured.js';
import type { Look, Template } from './template.js';

const top = 'package.json';

/** Built by nixpkgs' buildNpmPackage, which wants the hash of all packages. */
export const npm: Template = {
  buildSystem: 'npm',
  // Many a C project has one for its tools: it must be a program, or there must be no other way.
  detect: (look) => {
    const manifest = look.has(top) ? manifestOf(look) : null;
    if (!manifest) return null;
    const isProgram = manifest.has('bin') || look.has('package-lock.json');
    return isProgram || !['GNUmakefile', 'makefile', 'Makefile'].some(look.has) ? top : null;
  },
  states: (look) => {
    const manifest = manifestOf(look);
    return {
      name: unscoped(manifest?.text('name')),
      version: manifest?.text('version')?.match(/^\d[\w.+-]*$/)?.[0],
      license: manifest?.text('license'),
    };
  },
  write(look) {
    const manifest = manifestOf(look) ?? new Table({});
    const programs =
      manifest.text('bin') === undefined
        ? manifest.at('bin').keys()
        : [unscoped(manifest.text('name')) ?? look.name];
    const lock = ['package-lock.json', 'npm-shrinkwrap.json'].find(look.has);
    const foreign = ['yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb'].find(look.has);
    const notes: Note[] = [];
    if (!lock)
      notes.push({
        about: 'builder',
        text: foreign
          ? `The archive has ${foreign} in place of package-lock.json: use the builder of that package manager, or add a lock file in postPatch.`
          : 'The archive has no package-lock.json, which buildNpmPackage needs: generate one and copy it in postPatch.',
      });
    if (programs.length === 0)
      notes.push({
        about: 'builder',
        text: 'package.json names no program (bin): what it installs is a library.',
      });
    const builds = manifest.at('scripts').text('build') !== undefined;
    return {
      recipe: {
        builder: 'buildNpmPackage',
        dependencyHash: { slot: 'npmDepsHash' },
        dontNpmBuild: !builds,
        mainProgram: mainProgram(
          programs.filter((name) => /^[\w.-]+$/.test(name)),
          look.name,
        ),
        description: sentence(manifest.text('description')),
        homepage: webPage(manifest.text('homepage')),
      },
      evidence: [
        { file: top, says: 'is an npm package' },
        ...(builds ? [] : [{ file: top, says: 'has no build script' }]),
        ...(lock ? [{ file: lock, says: 'settles its dependencies' }] : []),
      ],
      notes,
    };
  },
};

function manifestOf({ tree }: Look): Table | null {
  return Table.ofJson(tree.readFile(top));
}

/** `@scope/name` → `name`. */
function unscoped(name: string | undefined): string | undefined {
  return name?.replace(/^@[^/]*\//, '');
}
