import type { Note } from './expression.js';
import { librariesOf, unknownLibrariesNotes } from './libraries.js';
import { mainProgram } from './make.js';
import { words } from './makefile.js';
import type { Look, Template } from './template.js';

const top = 'go.mod';

/** Built by nixpkgs' buildGoModule, which wants the hash of all modules. */
export const go: Template = {
  buildSystem: 'go',
  detect: (look) => (look.has(top) && moduleOf(look) !== undefined ? top : null),
  states: (look) => ({ name: programOf(moduleOf(look) ?? '') }),
  write(look) {
    const { tree } = look;
    const files = tree.entries.filter(({ path }) => path.endsWith('.go') && !path.endsWith('_test.go'));
    const heads = files
      .filter(({ path }) => !/(^|\/)(vendor|testdata|internal\/test\w*)\//.test(path))
      .map(({ path }) => ({ path, text: tree.readFile(path) ?? '' }));
    const mains = heads.filter(({ text }) => /^package main\s*$/m.test(text)).map(({ path }) => path);
    const programs = [
      ...(mains.some((path) => !path.includes('/')) ? [programOf(moduleOf(look) ?? '')] : []),
      ...files.flatMap(({ path }) => /^cmd\/([\w.-]+)\/[\w.-]+\.go$/.exec(path)?.[1] ?? []),
    ];
    const vendored = tree.entries.some(({ path }) => path === 'vendor/modules.txt');
    const needs = /^\s*require\b/m.test(tree.readFile(top) ?? '');
    const cgo = heads.flatMap(({ text }) => [...text.matchAll(/^(?:\/\/|\s*)\s*#cgo\s([^\n]{1,500})$/gm)]);
    const modules = cgo.flatMap(([, line = '']) =>
      words(/pkg-config:(.*)/.exec(line)?.[1] ?? '').filter((word) => !word.startsWith('-')),
    );
    const flags = cgo.flatMap(([, line = '']) =>
      [...line.matchAll(/\s-l([\w.+-]+)/g)].map(([, name = '']) => name),
    );
    const libraries = librariesOf(new Set([...modules, ...flags]));
    const notes: Note[] = unknownLibrariesNotes(libraries.unknown, 'A cgo line');
    if (programs.length === 0)
      notes.push({
        about: 'builder',
        text: 'Neither the top nor cmd/ has a program: say with subPackages where it is, if there is one.',
      });
    return {
      recipe: {
        builder: 'buildGoModule',
        // null says that there is nothing to fetch.
        dependencyHash: { slot: 'vendorHash', none: vendored || !needs },
        nativeBuildInputs: modules.length > 0 ? ['pkg-config'] : [],
        buildInputs: libraries.known,
        mainProgram: mainProgram([...new Set(programs)], look.name),
      },
      evidence: [
        { file: top, says: `is the Go module ${moduleOf(look)}` },
        ...(vendored ? [{ file: 'vendor/modules.txt', says: 'brings the modules that it needs' }] : []),
        ...(needs || vendored ? [] : [{ file: top, says: 'needs no other module' }]),
      ],
      notes,
    };
  },
};

function moduleOf({ tree }: Look): string | undefined {
  return /^module\s+"?([\w.~/-]{1,200})"?\s*(?:\/\/.*)?$/m.exec(tree.readFile(top) ?? '')?.[1];
}

/** What `go build` calls the program of a module: the last part of its path that is no major version. */
function programOf(module: string): string {
  return (
    module
      .replace(/\/v\d+$/, '')
      .split('/')
      .at(-1) ?? module
  );
}
