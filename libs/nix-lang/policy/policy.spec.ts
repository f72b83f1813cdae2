import { describe, expect, it } from '@jest/globals';
import { checkPolicy, parse, policyRules } from '../index.js';

const rulesOf = (text: string): string[] => {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.diagnostics[0].message);
  return [...new Set(checkPolicy(text, parsed).map(({ rule }) => rule))];
};
const body = (text: string): string[] =>
  rulesOf(`{ lib, stdenv, fetchurl, pkgs, hello, python3, python3Packages, rustPlatform }:\n${text}`);

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

  it.each([
    'builtins.fromJSON "{\\"__noChroot\\":true}"',
    'fromTOML "__noChroot = true"',
    'builtins.listToAttrs [ { name = "__no" + "Chroot"; value = true; } ]',
    'builtins.groupBy (x: "__noChroot") [ 1 ]',
    'builtins.catAttrs "callPackage" [ python3Packages ]',
    'builtins.intersectAttrs { callPackage = 1; } python3Packages',
    'dirOf (builtins.head hello.patches)',
  ])('builtins, names out of data: %s', (text) => {
    expect(body(`stdenv.mkDerivation (${text})`)).toContain('builtins');
  });

  it.each([
    'lib.setAttrByPath [ "outputHash" ] "x"',
    'lib.genAttrs [ "__noChroot" ] (n: true)',
    "lib.mapAttrs' (n: v: { name = n; value = v; }) { }",
    'lib.nameValuePair "__noChroot" true',
    'lib.concatMapAttrs (n: v: { }) { a = true; }',
    '({ callPackage, ... }: callPackage "/etc/x" { }) python3Packages',
    '({ fileContents, ... }: fileContents "/etc/hostname") (lib.extend (_: _: { }))',
    'let s = { l = python3; }; in s.l.pkgs.callPackage "/etc/x" { }',
    'let s = { p = python3Packages; }; in s.p.callPackage "/etc/x" { }',
    'let s.x.y = python3Packages; in s.x.y.callPackage "/etc/x" { }',
    'lib.getAttrs [ "callPackage" ] python3Packages',
    'lib.types.str',
    'with lib; types.submodule "/etc/x"',
    'lib.submodule "/etc/x"',
    'pkgs.path + "/../x"',
    'with pkgs; path',
    'let inherit (pkgs) path; in path',
    'let inherit (pkgs) builtins; in builtins.path { path = "/etc"; }',
    'pkgs.testers.runNixOSTest "/etc/x"',
    'pkgs.mkYarnPackage { yarnNix = "/etc/x.nix"; }',
    'pkgs.bundlerApp { gemdir = "/etc"; }',
    'lib.inNixShell',
  ])('refused-function, by another way: %s', (text) => {
    expect(body(text)).toContain('refused-function');
  });

  it('refused-function: the folder of Nixpkgs, which callPackage gives as an argument', () => {
    expect(rulesOf('{ path }: path')).toContain('refused-function');
    expect(rulesOf('{ python3 }: python3.withPackages (ps: with ps; [ path ])')).toEqual([]);
  });

  it.each([
    'builtins.attrValues python3Packages',
    'with lib; attrValues python3Packages',
    'let inherit (lib) attrValues; in attrValues python3Packages',
    'let a = lib.attrValues; in a python3Packages',
    '({ attrValues, ... }: attrValues python3Packages) { }',
    'map builtins.attrValues [ python3Packages ]',
    'lib.mapAttrsToList (n: v: if n == "callPackage" then v "/etc/x" { } else null) python3Packages',
    'python3.withPackages (ps: lib.collect lib.isFunction ps)',
    'python3.override { packageOverrides = final: prev: { x = builtins.attrValues final; }; }',
    '(f: f python3Packages) (ps: { x = builtins.attrValues ps; })',
    'let buildX = f: f python3Packages; in buildX (ps: { x = builtins.attrValues ps; })',
    'with { mkDerivation = f: f python3Packages; }; mkDerivation (ps: { x = builtins.attrValues ps; })',
    'let inherit ({ fix = f: f python3Packages; }) fix; in fix (ps: { x = builtins.attrValues ps; })',
    '(stdenv.mkDerivation (a: { p.s = { }; x = lib.attrValues a.p.s; })).overrideAttrs (o: { p.s = python3Packages; })',
    'lib.mapAttrs (n: v: builtins.attrValues v) { inherit python3Packages; }',
    'lib.attrValues ({ } // python3Packages)',
    'lib.getOutput "callPackage" python3Packages',
    'lib.getOutput ("call" + lib.x) python3Packages',
  ])('loop-over-packages: %s', (text) => {
    expect(body(text)).toContain('loop-over-packages');
  });

  it.each([
    'builtins.head hello.patches + "/../../etc/passwd"',
    'let p = builtins.head hello.patches; in p + "/../x"',
    'let f = a: a.version + "/../x"; in f { version = builtins.head hello.patches; }',
    '(stdenv.mkDerivation { version = builtins.head hello.patches; }).overrideAttrs (o: { src = o.version + "/../x"; })',
    'map (p: p + "/../x") hello.patches',
    'lib.getBin (builtins.head hello.patches) + "/../x"',
    'lib.optionalString true (builtins.head hello.patches) + "/../x"',
    'let toString = x: x; in toString (builtins.head hello.patches) + "/../x"',
    'with { p = builtins.head hello.patches; }; p + "/../x"',
    'builtins.foldl\' (a: b: a + b) (builtins.head hello.patches) [ "/../x" ]',
    '({ p }: p + "/../x") { p = builtins.head hello.patches; }',
    '(if true then hello.setupHook else "x") + "/../x"',
    'lib.makeSearchPath "../../etc/passwd" [ (builtins.head hello.patches) ]',
    'lib.makeSearchPathOutput "out" ("." + "./x") [ (builtins.head hello.patches) ]',
  ])('unknown-sum: %s', (text) => {
    expect(body(text)).toContain('unknown-sum');
  });

  it.each([
    'hello.drvAttrs // { buildCommand = "x"; }',
    '{ propagatedSandboxProfile = "x"; }',
    '(__sub: 1 - 2) (a: b: a)',
    'let __findFile = a: b: 1; in 1',
    'fetchurl { url = "x"; hash = "y"; netrcImpureEnvVars = [ "TOKEN" ]; }',
    'rustPlatform.buildRustPackage { cargoLock.lockFile = "/etc/passwd"; }',
    'rustPlatform.buildRustPackage { cargoLock = { lockFileContents = "x"; allowBuiltinFetchGit = true; }; }',
    'pkgs.buildDotnetModule { nugetDeps = "/etc/x.nix"; }',
  ])('refused-attribute, by another way: %s', (text) => {
    expect(body(text)).toContain('refused-attribute');
  });

  it.each([
    '(pkgs.fetchurl.override { }) { url = "x"; }',
    'stdenv.fetchurlBoot { url = "x"; }',
    'pkgs.fetchNuGet { url = "x"; }',
    'python3.withPackages ({ fetchPypi, ... }: [ (fetchPypi { pname = "x"; }) ])',
    'let s = { p = python3Packages; }; in s.p.fetchPypi { pname = "x"; }',
    'pkgs.fetchFromGitHub { owner = "x"; hash = "z"; private = true; githubBase = "example.org"; }',
  ])('fetcher-without-hash, by another way: %s', (text) => {
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
