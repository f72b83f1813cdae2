import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeNix } from './describe-nix.js';
import { Nix, nixString } from './support.js';

let nix: Nix;
beforeEach(() => {
  nix = new Nix();
});
afterEach(() => nix.remove());

const main = '#include <stdio.h>\nint main(void) { puts(TEXT); return 0; }\n';

/** Builds an expression of the shape that callPackage takes, with a source folder of these files as `src`. */
async function build(expression: string, files: Record<string, string>): Promise<string> {
  const source = join(nix.directory, 'source');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(source, name)), { recursive: true });
    writeFileSync(join(source, name), text, { mode: 0o755 });
  }
  const call = `(import <nixpkgs> { }).callPackage (${expression}) { src = ${source}; }`;
  return nix.ok('nix-build', ['--no-out-link', '--expr', call]);
}

describeNix('the miniature package set builds', () => {
  it('a CMake project', async () => {
    const out = await build(
      '{ stdenv, cmake, src }: stdenv.mkDerivation { name = "x"; inherit src; nativeBuildInputs = [ cmake ]; }',
      {
        'main.c': main,
        'CMakeLists.txt': `cmake_minimum_required(VERSION 3.10)
        project(x C)
        add_executable(x main.c)
        target_compile_definitions(x PRIVATE TEXT="by CMake")
        install(TARGETS x DESTINATION bin)`,
      },
    );
    expect(await nix.ok(`${out}/bin/x`, [])).toBe('by CMake');
  });

  it('a project with a configure script, with flags, hooks and a dependency', async () => {
    const expression = `{ stdenv, src, runCommand }: stdenv.mkDerivation (finalAttrs: {
      pname = "x"; version = "1"; inherit src;
      buildInputs = [ (runCommand "text" { } ''
        mkdir -p $out/include
        echo '#define TEXT "from a header"' > $out/include/text.h
      '') ];
      configureFlags = [ "--with-header=text.h" ];
      postPatch = ''
        substituteInPlace main.c --replace-fail 'puts(TEXT)' 'puts(TEXT " of \${finalAttrs.version}")'
      '';
      postInstall = "touch $out/done";
    })`;
    const out = await build(expression, {
      'main.c': main,
      configure: `#!/bin/sh
        for option; do case $option in
          --prefix=*) prefix=\${option#*=} ;;
          --with-header=*) header=\${option#*=} ;;
        esac; done
        printf 'all:\\n\\tcc -include %s -o x main.c\\ninstall:\\n\\tinstall -D x %s/bin/x\\n' $header $prefix > Makefile`,
    });
    expect(await nix.ok(`${out}/bin/x`, [])).toBe('from a header of 1');
    expect(await nix.ok('ls', [`${out}/done`])).toBe(`${out}/done`);
  });

  it('nothing where a patch does not fit any more', async () => {
    const patch = 'substituteInPlace main.c --replace-fail gets puts';
    const expression = `{ stdenv, src }: stdenv.mkDerivation { name = "x"; inherit src; postPatch = "${patch}"; }`;
    await expect(build(expression, { 'main.c': main })).rejects.toThrow('gets is not in main.c');
  });

  it('nothing for a package that it has not, and names it', async () => {
    await expect(build('{ stdenv, xorg, src }: xorg.libX11', { x: '' })).rejects.toThrow(
      'the miniature package set has no xorg',
    );
  });

  it('a package asked for again with other arguments and attributes', async () => {
    const expression =
      '{ stdenv, src, word ? "one" }: stdenv.mkDerivation { name = word; passthru = { inherit word; }; }';
    const call = `(import <nixpkgs> { }).callPackage (${expression}) { src = ${nixString('')}; }`;
    const found = await nix.evaluate(`let package = ${call}; in [
      package.word
      (package.override { word = "two"; }).name
      ((package.overrideAttrs (old: { name = old.name + "!"; })).override { word = "two"; }).name
    ]`);
    expect(found).toEqual(['one', 'two', 'two!']);
  });
});
