import { describe, expect, it } from '@jest/globals';
import { checkPolicy, parse, policyRules } from '../index.js';

const rulesOf = (text: string): string[] => {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.diagnostics[0].message);
  return [...new Set(checkPolicy(text, parsed).map(({ rule }) => rule))];
};
const body = (text: string): string[] => rulesOf(`{ lib, stdenv, fetchurl, pkgs }:\n${text}`);

const good = `{
  lib,
  stdenv,
  fetchurl,
  fetchFromGitHub,
  cmake,
  pkg-config,
  openssl,
  python3,
  withTests ? true,
  ...
}:
let
  sources = {
    x86_64-linux = { url = "https://example.org/x.tar.gz"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
    aarch64-linux = { url = "https://example.org/y.tar.gz"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
  };
  data = fetchurl sources.\${stdenv.hostPlatform.system};
  inherit (lib) optional;
in
stdenv.mkDerivation (finalAttrs: {
  pname = "hello";
  version = "1.0";
  __structuredAttrs = true;

  src = fetchFromGitHub {
    owner = "x";
    repo = "y";
    tag = "v\${finalAttrs.version}";
    hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  };

  nativeBuildInputs = [ cmake pkg-config ] ++ optional withTests python3;
  buildInputs = [ openssl stdenv.cc.cc.lib ] ++ lib.optionals stdenv.hostPlatform.isLinux [ data ];
  cmakeFlags = [ (lib.cmakeBool "TESTS" withTests) "-DX=\${placeholder "out"}" ];
  env.NIX_CFLAGS_COMPILE = toString [ "-O2" ] + builtins.concatStringsSep " " (map (x: x + "a") [ "b" ]);
  postInstall = ''
    install -Dm755 hello -t $out/bin
    ln -s \${lib.getExe python3} $out/bin/py
  '';
  passthru.tests = lib.mapAttrs (name: value: { inherit name value; }) { a = 1; };

  meta = with lib; {
    description = "Says hello";
    license = licenses.mit;
    platforms = platforms.unix;
    maintainers = [ ];
    mainProgram = "hello";
  };
})`;

describe('the policy', () => {
  it('lets a package of Nixpkgs in its usual forms pass', () => {
    expect(rulesOf(good)).toEqual([]);
    expect(rulesOf('{ python3 }: python3.withPackages (ps: with ps; [ requests ps.flask ])')).toEqual([]);
    expect(
      rulesOf('{ pkgs }: pkgs.stdenv.mkDerivation { pname = "x"; version = "1"; inherit (pkgs.hello) src; }'),
    ).toEqual([]);
    expect(
      rulesOf(
        '{ python3Packages, lib }: python3Packages.buildPythonApplication { meta.license = lib.licenses.mit; }',
      ),
    ).toEqual([]);
  });

  it('has a reason for every rule', () => {
    for (const { name, reason } of policyRules) expect(`${name}: ${reason}`).toMatch(/^[a-z-]+: \S.{30,}\.$/);
  });

  it('says where, what and what to do', () => {
    const text = '{ stdenv }:\nstdenv.mkDerivation {\n  src = ./source;\n}';
    const parsed = parse(text);
    expect(parsed.ok && checkPolicy(text, parsed)).toEqual([
      {
        rule: 'path-literal',
        message: 'a path is refused: there are no files beside the expression',
        hint: 'write a string in quotes, or the text of the file in a phase',
        line: 3,
        column: 9,
        offset: 42,
        endOffset: 50,
      },
    ]);
  });

  it.each([
    '{ }',
    '"x"',
    'x: x',
    '{ lib, ... }@args: lib.id 1',
    '{ lib }: { stdenv }: 1',
    '(args@{ lib }: 1)',
  ])('shape: %s', (text) => {
    expect(rulesOf(text)).toContain('shape');
  });

  it.each([
    'builtins.readFile "/etc/hostname"',
    'builtins.getEnv "HOME"',
    'builtins."readFile" "/etc/hostname"',
    'builtins.${"readFile"} "x"',
    '(builtins).readFile "x"',
    'let b = builtins; in b.readFile "x"',
    'let b = builtins; in b.${"ex" + "ec"} [ ]',
    'let inherit (builtins) readFile; in readFile "x"',
    'let inherit (builtins) "readFile"; in readFile "x"',
    'let s = { inherit builtins; }; in s.builtins.readFile "x"',
    'with builtins; readFile "x"',
    'with { inherit builtins; }; builtins.readFile "x"',
    '(b: b.readFile "x") builtins',
    '[ builtins ]',
    'builtins // { }',
    'builtins.${lib.x}',
    'builtins.builtins.readFile',
    'builtins.fetchurl { url = "x"; hash = ""; }',
    'import "x"',
    'scopedImport { } "x"',
    '__readFile "x"',
    'let f = __getEnv; in f "x"',
    'fetchTarball { url = "x"; sha256 = ""; }',
    'derivation { name = "x"; system = "y"; builder = "z"; }',
    'derivationStrict { }',
    'builtins.derivation { }',
    'map import [ "x" ]',
    'builtins.appendContext "x" { "/nix/store/y" = { path = true; }; }',
    'builtins.unsafeDiscardStringContext "x"',
    'builtins.currentSystem',
    'builtins.trace "x" 1',
    'builtins.storePath "x"',
  ])('builtins: %s', (text) => {
    expect(body(text)).toContain('builtins');
  });

  it.each([
    'lib.fileContents "/etc/hostname"',
    'lib.strings.readFile "x"',
    'lib.trivial.importJSON "x"',
    'lib."fileContents" "x"',
    'with lib; fileContents "x"',
    'with lib; [ (importTOML "x") ]',
    'let inherit (lib) fileContents; in fileContents "x"',
    'let inherit (lib.strings) readFile; in readFile "x"',
    'lib.filesystem.listFilesRecursive "x"',
    'lib.sources.cleanSource "x"',
    'lib.fileset.toSource { }',
    'pkgs.lib.path.append "x" "y"',
    'with lib; filesystem.pathType "x"',
    'let inherit (lib) sources; in sources.trace',
    '(lib.fileContents or null) "x"',
    'pkgs.callPackage "x" { }',
    'pkgs.haskellPackages.callCabal2nix "x" "y" { }',
    'lib.getAttr "readFile" { }',
    'lib.attrByPath [ "readFile" ] null { }',
    'lib.modules.evalModules { }',
    'lib.fakeHash',
  ])('refused-function: %s', (text) => {
    expect(body(text)).toContain('refused-function');
  });

  it('refused-function: as an argument of the function', () => {
    expect(rulesOf('{ callPackage }: callPackage "x" { }')).toContain('refused-function');
  });

  it.each([
    'let l = lib; in l.x',
    '(l: l.x) lib',
    '{ inherit lib; }',
    'lib // { }',
    'lib.mapAttrs (name: value: value) lib',
    'map (f: f "x") (builtins.attrValues lib.strings)',
    'let inherit (lib) strings; in strings.x',
    'let inherit (pkgs) lib; in lib.x',
    'let s = lib.strings; in s.x',
    'with lib; builtins.attrValues strings',
    'pkgs.lib',
    'let p = pkgs; in p.x',
    'let p = pkgs.python3.pkgs; in p.x',
  ])('package-set: %s', (text) => {
    expect(body(text)).toContain('package-set');
  });

  it.each([
    'lib.${"read" + "File"} "x"',
    'pkgs.${stdenv.x}',
    'stdenv.cc.${lib.x}',
    '{ ${lib.x} = true; }',
    '{ "a${lib.x}" = true; }',
    'let s = stdenv; in s.${lib.x}',
    'let f = x: { a = x; }; in (f 1).${lib.x}',
  ])('computed-name: %s', (text) => {
    expect(body(text)).toContain('computed-name');
  });

  it.each([
    '{ __noChroot = true; }',
    '{ "__noChroot" = true; }',
    '{ ${"__noChroot"} = true; }',
    '{ __functor = self: x: x; }',
    '{ __impure = true; }',
    '{ outputHash = "x"; }',
    '{ a.b.outputHashMode = "x"; }',
    '{ impureEnvVars = [ "HOME" ]; }',
    '{ exportReferencesGraph = [ ]; }',
    'let outputHash = "x"; in { inherit outputHash; }',
    'rec { __overrides = { }; }',
    'stdenv.mkDerivation.overrideAttrs (old: { __noChroot = true; })',
  ])('refused-attribute: %s', (text) => {
    expect(body(text)).toContain('refused-attribute');
  });

  it.each([
    ['path-literal', './x'],
    ['path-literal', '/etc/passwd'],
    ['path-literal', '~/x'],
    ['path-literal', '"${/etc/passwd}"'],
    ['path-literal', '/. + "etc"'],
    ['path-literal', './${lib.x}/y'],
    ['search-path', '<nixpkgs>'],
    ['search-path', '<nix/fetchurl.nix>'],
    ['current-position', '__curPos.file'],
    ['undefined-variable', 'stdenvv.mkDerivation { }'],
  ])('%s: %s', (rule, text) => {
    expect(body(text)).toContain(rule);
  });

  it('looks into the defaults of arguments', () => {
    expect(rulesOf('{ pkgs ? import <nixpkgs> { } }: pkgs.hello')).toEqual(['builtins', 'search-path']);
  });

  it.each([
    'fetchurl { url = "https://example.org/x"; }',
    'pkgs.fetchFromGitHub { owner = "x"; repo = "y"; rev = "z"; }',
    'fetchurl (builtins.fromJSON "{}")',
    'fetchurl (lib.id { url = "x"; hash = ""; })',
    'map fetchurl [ { url = "x"; hash = ""; } ]',
    'let f = fetchurl; in f { url = "x"; hash = ""; }',
    '{ inherit (pkgs) fetchurl; f = pkgs.fetchurl; }',
    'with pkgs; fetchzip { url = "x"; }',
    'let inherit (pkgs) fetchzip; in fetchzip { url = "x"; }',
    'let s = { inherit (pkgs) fetchzip; }; in s.fetchzip { url = "x"; }',
    'let s = { inherit fetchurl; }; in s.fetchurl { url = "x"; }',
    '(f: f { url = "x"; hash = ""; }) fetchurl',
    'let s = { a = { url = "x"; hash = ""; }; b = { url = "y"; }; }; in fetchurl s.${stdenv.x}',
    'fetchurl.override { } { url = "x"; hash = ""; }',
  ])('fetcher-without-hash: %s', (text) => {
    expect(body(text)).toContain('fetcher-without-hash');
  });

  it('too-large and too-deep, before anything else', () => {
    expect(rulesOf(`{ }: "${'x'.repeat(66_000)}"`)).toEqual(['too-large']);
    expect(rulesOf(`{ }: ${'1+'.repeat(500)}1`)).toEqual(['too-deep']);
    expect(rulesOf(`{ }: ${'a: '.repeat(500)}1`)).toEqual(['too-deep']);
    expect(rulesOf(`{ }: ${'1+'.repeat(300)}1`)).toEqual([]);
  });

  it('tells at most 50 things at once', () => {
    const text = `{ }: [ ${'./x '.repeat(5_000)} ]`;
    const parsed = parse(text);
    expect(parsed.ok && checkPolicy(text, parsed)).toHaveLength(50);
  });
});
