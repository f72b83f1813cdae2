import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { SourceTree } from '../../libs/sources/index.js';

/** One entry as it is written, right or wrong: hostile archives are made by claiming what is not so. */
export interface TarEntry {
  path: string;
  content?: string | Buffer;
  /** The type flag of the tar header: 0 file, 1 hard link, 2 symlink, 3 character device, 5 directory, 6 fifo, S sparse, x pax, … */
  type?: string;
  mode?: number;
  link?: string;
  /** What the header claims; the content's length by default. */
  size?: number;
}

/** A file's content, or its content and mode. */
export type Files = Record<string, string | { content: string; executable: boolean }>;

/** A deterministic tar of these entries: same entries, same bytes. @see POSIX.1-1988 ustar */
export function tar(entries: TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const content = Buffer.from(entry.content ?? '');
    return [header(entry, content.length), content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** The same, compressed: what a release archive is. */
export function tarGz(entries: TarEntry[]): Buffer {
  return gzipSync(tar(entries), { level: 9 });
}

/** A release archive of some files under one top directory, `hello-1.0` for example. */
export function sourceArchive(root: string, files: Files): Buffer {
  return tarGz(sourceEntries(root, files));
}

/** The entries that `sourceArchive` packs, to which a test may add hostile ones. */
export function sourceEntries(root: string, files: Files): TarEntry[] {
  const directory: TarEntry = { path: `${root}/`, type: '5', mode: 0o755 };
  const paths = Object.keys(files).toSorted();
  return [
    directory,
    ...paths.map((path): TarEntry => {
      const file = files[path] ?? '';
      const { content, executable } = typeof file === 'string' ? { content: file, executable: false } : file;
      return { path: `${root}/${path}`, content, mode: executable ? 0o755 : 0o644 };
    }),
  ];
}

/** The tree that inspecting such an archive gives, for tests that need no archive. */
export function treeOf(root: string | null, files: Files): SourceTree {
  const text = (file: Files[string]) => (typeof file === 'string' ? file : file.content);
  const directories = new Set(
    Object.keys(files).flatMap((path) =>
      path
        .split('/')
        .slice(0, -1)
        .map((_, at, parts) => parts.slice(0, at + 1).join('/')),
    ),
  );
  return {
    root,
    entries: [
      ...[...directories].map((path) => ({ path, type: 'directory' as const, size: 0, executable: true })),
      ...Object.entries(files).map(([path, file]) => ({
        path,
        type: 'file' as const,
        size: Buffer.byteLength(text(file)),
        executable: typeof file !== 'string' && file.executable,
      })),
    ],
    readFile: (path) => (path in files ? text(files[path] ?? '') : null),
  };
}

/** The demo's program (`test/demo/program`), whichever folder this file was compiled to. */
export function demoProgram(): Files {
  const directory = new URL(
    import.meta.url.includes('/dist/test/') ? '../../../test/demo/program/' : '../demo/program/',
    import.meta.url,
  );
  return Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(new URL(name, directory), 'utf8')]),
  );
}

/** The same program, built with a hand-written configure script, or with CMake. */
export const autotoolsProgram: Files = {
  configure: {
    executable: true,
    content:
      '#!/bin/sh\nprefix=/usr/local\nfor option in "$@"; do\n  case $option in --prefix=*) prefix=${option#--prefix=} ;; esac\ndone\nsed "s|@prefix@|$prefix|" Makefile.in > Makefile\n',
  },
  'Makefile.in':
    'hello: hello.c\n\tcc -o hello hello.c\n\ninstall: hello\n\tmkdir -p @prefix@/bin\n\tcp hello @prefix@/bin/\n',
  'hello.c': '#include <stdio.h>\nint main(void) { puts("Hello from configure."); return 0; }\n',
};

export const cmakeProgram: Files = {
  'CMakeLists.txt':
    'cmake_minimum_required(VERSION 3.16)\nproject(hello VERSION 2.0 DESCRIPTION "Says hello." LANGUAGES C)\nadd_executable(hello hello.c)\ninstall(TARGETS hello)\n',
  'hello.c': '#include <stdio.h>\nint main(void) { puts("Hello from CMake."); return 0; }\n',
};

/** A pax header for the entry that follows it, such as `{ path: '…' }` or `{ size: '99' }`. */
export function pax(attributes: Record<string, string>): TarEntry {
  const content = Object.entries(attributes).map(([key, value]) => record(` ${key}=${value}\n`));
  return { path: 'PaxHeader', type: 'x', content: content.join('') };
}

/** A gzip of `bytes` zeros after a valid header: 1,000 times smaller packed. */
export function gzipBomb(bytes: number): Buffer {
  return gzipSync(Buffer.concat([header({ path: 'bomb/zeros' }, bytes), Buffer.alloc(bytes + 1024)]), {
    level: 9,
  });
}

function record(text: string): string {
  const length = (digits: number): number => Buffer.byteLength(text) + digits;
  const digits = String(length(2)).length;
  return `${length(digits)}${text}`;
}

function header({ path, type = '0', mode = 0o644, link = '', size }: TarEntry, length: number): Buffer {
  const block = Buffer.alloc(512);
  block.write(path, 0, 100);
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size ?? length, 11), 124);
  block.write(octal(1, 11), 136);
  block.write(' '.repeat(8), 148);
  block.write(type, 156, 1);
  block.write(link, 157, 100);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
