import { expect, it } from '@jest/globals';
import { checkPolicy, parse } from '../index.js';

// How packages of Nixpkgs are written, one of each kind: none of this may be refused.
const ordinary: [kind: string, text: string][] = [
  [
    'autotools',
    String.raw`{ lib, stdenv, fetchurl, updateAutotoolsGnuConfigScriptsHook, testers, hello }:
stdenv.mkDerivation (finalAttrs: {
  pname = "hello"; version = "2.12.1";
  src = fetchurl { url = "mirror://gnu/hello/hello-@{finalAttrs.version}.tar.gz"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
  doCheck = true;
  doInstallCheck = true;
  postInstallCheck = ''
    stat "''@{!outputBin}/bin/@{finalAttrs.meta.mainProgram}"
  '';
  passthru.tests = { version = testers.testVersion { package = hello; }; run = (finalAttrs.finalPackage.overrideAttrs (previousAttrs: { name = "x"; doCheck = false; })); };
  meta = { description = "x"; changelog = "https://git.savannah.gnu.org/cgit/hello.git/plain/NEWS?h=v@{finalAttrs.version}"; license = lib.licenses.gpl3Plus; maintainers = with lib.maintainers; [ stv0g ]; mainProgram = "hello"; platforms = lib.platforms.all; };
})`,
  ],
  [
    'cmake',
    String.raw`{ lib, stdenv, fetchFromGitHub, cmake, qt6, nix-update-script, withGui ? true, enableShared ? !stdenv.hostPlatform.isStatic }:
stdenv.mkDerivation rec {
  pname = "x"; version = "1.0";
  outputs = [ "out" "dev" ] ++ lib.optional withGui "doc";
  src = fetchFromGitHub { owner = "x"; repo = pname; rev = "refs/tags/v@{version}"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; fetchSubmodules = true; };
  nativeBuildInputs = [ cmake ] ++ lib.optionals withGui [ qt6.wrapQtAppsHook ];
  buildInputs = with qt6; [ qtbase qtsvg ];
  cmakeFlags = [ (lib.cmakeBool "BUILD_SHARED_LIBS" enableShared) (lib.cmakeFeature "X" (lib.versions.majorMinor version)) ];
  env = lib.optionalAttrs stdenv.cc.isClang { NIX_CFLAGS_COMPILE = "-Wno-error"; };
  passthru.updateScript = nix-update-script { extraArgs = [ "--version-regex" "v(.*)" ]; };
  meta = with lib; { license = with licenses; [ mit asl20 ]; platforms = platforms.unix; broken = stdenv.hostPlatform.isDarwin && stdenv.hostPlatform.isx86_64; };
}`,
  ],
  [
    'meson',
    String.raw`{ stdenv, lib, fetchFromGitLab, meson, ninja, pkg-config, glib, gtk4, gobject-introspection, vala, wrapGAppsHook4, gnome, python3, fetchpatch, fetchpatch2 }:
stdenv.mkDerivation (finalAttrs: {
  pname = "x"; version = "47.1";
  src = fetchFromGitLab { domain = "gitlab.gnome.org"; owner = "GNOME"; repo = "x"; tag = finalAttrs.version; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
  patches = [ (fetchpatch { name = "a.patch"; url = "https://x/y.patch"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; excludes = [ "x" ]; revert = true; }) (fetchpatch2 { url = "x"; sha256 = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; stripLen = 1; }) ];
  postPatch = "patchShebangs build-aux";
  nativeBuildInputs = [ meson ninja pkg-config wrapGAppsHook4 (python3.withPackages (ps: with ps; [ pygobject3 ])) (python3.pythonOnBuildForHost.withPackages (p: [ p.pygments ])) ];
  buildInputs = [ glib gtk4 ];
  mesonFlags = [ (lib.mesonEnable "introspection" (lib.meta.availableOn stdenv.hostPlatform gobject-introspection)) (lib.mesonBool "x" false) (lib.mesonOption "a" "b") ];
  preFixup = ''gappsWrapperArgs+=(--prefix PATH : "@{lib.makeBinPath [ python3 ]}")'';
  passthru.updateScript = gnome.updateScript { packageName = "x"; };
})`,
  ],
  [
    'rust',
    String.raw`{ lib, rustPlatform, fetchFromGitHub, pkg-config, openssl, stdenv, darwin, installShellFiles, buildPackages, versionCheckHook, nix-update-script, libiconv }:
rustPlatform.buildRustPackage rec {
  pname = "x"; version = "1.0";
  src = fetchFromGitHub { owner = "x"; repo = "x"; tag = "v@{version}"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
  useFetchCargoVendor = true;
  cargoHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  nativeBuildInputs = [ pkg-config installShellFiles ];
  buildInputs = [ openssl ] ++ lib.optionals stdenv.hostPlatform.isDarwin [ libiconv darwin.apple_sdk.frameworks.Security ];
  postInstall = lib.optionalString (stdenv.buildPlatform.canExecute stdenv.hostPlatform) ''
    installShellCompletion --cmd x --bash <($out/bin/x completions bash)
  '' + ''
    echo done
  '';
  checkFlags = [ "--skip=a" ] ++ map (t: "--skip=@{t}") [ "b" "c" ];
  buildFeatures = lib.optional stdenv.hostPlatform.isLinux "x";
  nativeInstallCheckInputs = [ versionCheckHook ];
  versionCheckProgramArg = [ "--version" ];
  OPENSSL_NO_VENDOR = 1;
  RUSTFLAGS = if stdenv.hostPlatform.isStatic then "-C x" else null;
  passthru = { tests = { }; updateScript = nix-update-script { }; };
  meta = { license = [ lib.licenses.mit ]; };
}`,
  ],
  [
    'go',
    String.raw`{ lib, buildGoModule, fetchFromGitHub, installShellFiles, stdenv, buildPackages, testers, x }:
buildGoModule (finalAttrs: {
  pname = "x"; version = "0.1.0";
  src = fetchFromGitHub { owner = "x"; repo = "x"; rev = "v@{finalAttrs.version}"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; leaveDotGit = true; postFetch = "cd $out; rm -rf .git"; };
  vendorHash = null;
  subPackages = [ "cmd/x" ];
  ldflags = [ "-s" "-w" "-X main.version=@{finalAttrs.version}" ];
  nativeBuildInputs = [ installShellFiles ];
  CGO_ENABLED = 0;
  postInstall = let exe = if stdenv.buildPlatform.canExecute stdenv.hostPlatform then "$out" else lib.getBin buildPackages.x; in ''
    installShellCompletion --cmd x --bash <(@{exe}/bin/x completion bash)
  '';
  __darwinAllowLocalNetworking = true;
  passthru.tests.version = testers.testVersion { package = x; command = "x version"; };
})`,
  ],
  [
    'npm',
    String.raw`{ lib, buildNpmPackage, fetchFromGitHub, nodejs_20, electron, makeWrapper, makeDesktopItem, copyDesktopItems, pnpm, stdenv }:
let pname = "x"; version = "1.0"; in
buildNpmPackage {
  inherit pname version;
  src = fetchFromGitHub { owner = "x"; repo = "x"; rev = version; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
  npmDepsHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  makeCacheWritable = true;
  nodejs = nodejs_20;
  env.ELECTRON_SKIP_BINARY_DOWNLOAD = "1";
  desktopItems = [ (makeDesktopItem { name = "x"; exec = "x %U"; icon = "x"; desktopName = "X"; categories = [ "Utility" ]; }) ];
  postInstall = ''makeWrapper @{lib.getExe electron} $out/bin/x --add-flags $out --inherit-argv0'';
}`,
  ],
  [
    'pnpm',
    String.raw`{ lib, stdenv, fetchFromGitHub, pnpm_9, nodejs }:
stdenv.mkDerivation (finalAttrs: { pname = "x"; version = "1";
  src = fetchFromGitHub { owner = "x"; repo = "x"; rev = "a"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
  nativeBuildInputs = [ pnpm_9.configHook nodejs ];
  pnpmDeps = pnpm_9.fetchDeps { inherit (finalAttrs) pname version src; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
})`,
  ],
  [
    'python',
    String.raw`{ lib, python3Packages, fetchPypi, qt5, ffmpeg }:
python3Packages.buildPythonApplication rec {
  pname = "x"; version = "1.2.3"; pyproject = true;
  src = fetchPypi { inherit pname version; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
  build-system = with python3Packages; [ setuptools setuptools-scm ];
  dependencies = with python3Packages; [ requests click ] ++ requests.optional-dependencies.socks;
  optional-dependencies = lib.fix (self: { all = lib.flatten (lib.attrValues (lib.removeAttrs self [ "all" ])); a = [ python3Packages.x ]; });
  nativeCheckInputs = [ python3Packages.pytestCheckHook ] ++ lib.flatten (builtins.attrValues optional-dependencies);
  disabledTests = [ "x" ] ++ lib.optionals (lib.versionAtLeast version "2") [ "y" ];
  makeWrapperArgs = [ "--prefix" "PATH" ":" (lib.makeBinPath [ ffmpeg ]) ];
  pythonImportsCheck = [ "x" ];
}`,
  ],
  [
    'pyoverride',
    String.raw`{ lib, python3, fetchFromGitHub }:
let
  python = python3.override { self = python; packageOverrides = final: prev: {
    sqlalchemy = prev.sqlalchemy.overridePythonAttrs (old: rec { version = "1.4"; src = old.src.override { inherit version; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }; doCheck = false; });
    django = final.django_4;
  }; };
in python.pkgs.buildPythonApplication { pname = "x"; version = "1"; format = "setuptools";
  src = fetchFromGitHub { owner = "x"; repo = "x"; rev = "a"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
  propagatedBuildInputs = with python.pkgs; [ django sqlalchemy ];
  passthru = { inherit python; pythonPath = python.pkgs.makePythonPath [ python.pkgs.django ]; };
}`,
  ],
  [
    'wrapper',
    String.raw`{ lib, symlinkJoin, makeWrapper, mpv-unwrapped, yt-dlp, runCommand, writeShellScriptBin, extraPlugins ? [ ] }:
symlinkJoin {
  name = "mpv-@{mpv-unwrapped.version}";
  paths = [ mpv-unwrapped ] ++ extraPlugins;
  nativeBuildInputs = [ makeWrapper ];
  postBuild = ''wrapProgram $out/bin/mpv --prefix PATH : @{lib.makeBinPath [ yt-dlp ]} @{lib.concatMapStringsSep " " (p: "--add-flags @{p}") extraPlugins}'';
  inherit (mpv-unwrapped) meta;
  passthru = { unwrapped = mpv-unwrapped; };
}`,
  ],
  [
    'binaries per system with throw',
    String.raw`{ lib, stdenv, fetchurl, autoPatchelfHook, dpkg, zlib, _7zz, undmg }:
let
  inherit (stdenv.hostPlatform) system;
  throwSystem = throw "Unsupported system: @{system}";
  plat = { x86_64-linux = "linux-x64"; aarch64-darwin = "darwin-arm64"; }.@{system} or throwSystem;
  hash = { x86_64-linux = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; aarch64-darwin = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }.@{system} or throwSystem;
in stdenv.mkDerivation rec {
  pname = "x"; version = "1";
  src = fetchurl { url = "https://x/@{plat}/x-@{version}.tar.gz"; inherit hash; };
  nativeBuildInputs = lib.optionals stdenv.hostPlatform.isLinux [ autoPatchelfHook dpkg ];
  installPhase = "runHook preInstall\nrunHook postInstall";
  meta = { platforms = [ "x86_64-linux" ]; sourceProvenance = with lib.sourceTypes; [ binaryNativeCode ]; };
}`,
  ],
  [
    'sources per system, inherited into passthru',
    String.raw`{ lib, stdenvNoCC, fetchurl, unzip }:
let sources = { x86_64-linux = fetchurl { url = "a"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }; aarch64-linux = fetchurl { url = "b"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }; };
in stdenvNoCC.mkDerivation (finalAttrs: { pname = "x"; version = "1";
  src = finalAttrs.passthru.sources.@{stdenvNoCC.hostPlatform.system} or (throw "no");
  passthru = { inherit sources; };
  meta.platforms = builtins.attrNames sources;
})`,
  ],
  [
    'sources per system in passthru',
    String.raw`{ lib, stdenv, fetchurl }:
stdenv.mkDerivation (finalAttrs: { pname = "x"; version = "1";
  src = finalAttrs.passthru.sources.@{stdenv.hostPlatform.system};
  passthru.sources = { x86_64-linux = fetchurl { url = "a"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }; };
  meta.platforms = lib.attrNames finalAttrs.passthru.sources;
})`,
  ],
  [
    'overrideattrs',
    String.raw`{ lib, hello, fetchFromGitHub, openssl_1_1 }:
(hello.override { openssl = openssl_1_1; }).overrideAttrs (old: rec {
  version = "2"; src = fetchFromGitHub { owner = "a"; repo = "b"; rev = version; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
  buildInputs = old.buildInputs ++ [ openssl_1_1 ];
  postPatch = (old.postPatch or "") + ''
    echo x
  '';
  patches = (old.patches or [ ]) ++ [ ];
  meta = old.meta // { description = "y"; };
  cmakeFlags = lib.remove "-Dx" old.cmakeFlags;
})`,
  ],
  [
    'font',
    String.raw`{ lib, stdenvNoCC, fetchzip }:
stdenvNoCC.mkDerivation rec { pname = "font"; version = "1"; src = fetchzip { url = "https://x/@{version}.zip"; stripRoot = false; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
 installPhase = ''install -Dm644 *.ttf -t $out/share/fonts/truetype''; }`,
  ],
  [
    'shellapp',
    String.raw`{ writeShellApplication, curl, jq, gnused }: writeShellApplication { name = "x"; runtimeInputs = [ curl jq gnused ]; text = ''curl "$1" | jq .''; meta.mainProgram = "x"; }`,
  ],
  [
    'gems',
    String.raw`{ lib, stdenv, ruby, buildRubyGem, fetchurl }: buildRubyGem rec { inherit ruby; name = "@{gemName}-@{version}"; gemName = "x"; version = "1"; source.sha256 = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }`,
  ],
  [
    'java',
    String.raw`{ lib, maven, jre, makeWrapper, fetchFromGitHub, jdk17 }: maven.buildMavenPackage rec { pname = "x"; version = "1"; src = fetchFromGitHub { owner = "a"; repo = "b"; rev = "c"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }; mvnHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; mvnJdk = jdk17; nativeBuildInputs = [ makeWrapper ]; }`,
  ],
  [
    'haskell',
    String.raw`{ haskellPackages, haskell, lib, fetchFromGitHub }: haskell.lib.compose.justStaticExecutables (haskellPackages.mkDerivation { pname = "x"; version = "1"; src = fetchFromGitHub { owner = "a"; repo = "b"; rev = "c"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }; libraryHaskellDepends = with haskellPackages; [ base text ]; license = lib.licenses.mit; })`,
  ],
  [
    'appimage',
    String.raw`{ appimageTools, fetchurl, lib }: let pname = "x"; version = "1"; src = fetchurl { url = "x"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }; appimageContents = appimageTools.extract { inherit pname version src; }; in appimageTools.wrapType2 { inherit pname version src; extraPkgs = pkgs: [ pkgs.libsecret ]; extraInstallCommands = "cp @{appimageContents}/x.desktop $out"; }`,
  ],
  [
    'appimage2',
    String.raw`{ appimageTools, fetchurl, lib }: appimageTools.wrapType2 rec { pname = "x"; version = "1"; src = fetchurl { url = "x"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }; extraPkgs = pkgs: with pkgs; [ libsecret ]; }`,
  ],
  [
    'fhs',
    String.raw`{ buildFHSEnv, lib }: buildFHSEnv { name = "x"; targetPkgs = pkgs: (with pkgs; [ zlib ]) ++ (with pkgs.xorg; [ libX11 ]); runScript = "bash"; }`,
  ],
  [
    'perl',
    String.raw`{ lib, perlPackages, fetchurl, shortenPerlShebang, stdenv }: perlPackages.buildPerlPackage { pname = "x"; version = "1"; src = fetchurl { url = "x"; sha256 = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }; propagatedBuildInputs = with perlPackages; [ JSON ]; outputs = [ "out" "devdoc" ]; }`,
  ],
  [
    'linux',
    String.raw`{ lib, stdenv, fetchFromGitHub, kernel ? linuxPackages.kernel, linuxPackages }: stdenv.mkDerivation { name = "x-@{kernel.version}"; src = fetchFromGitHub { owner = "a"; repo = "b"; rev = "c"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }; makeFlags = kernel.makeFlags ++ [ "KDIR=@{kernel.dev}/lib/modules/@{kernel.modDirVersion}/build" ]; hardeningDisable = [ "pic" ]; nativeBuildInputs = kernel.moduleBuildDependencies; }`,
  ],
  [
    'features',
    String.raw`{ lib, stdenv, fetchurl, zlib, features ? { }, variant ? "full" }:
assert lib.assertOneOf "variant" variant [ "full" "min" ];
let variants = { full = { flags = [ "--a" ]; }; min = { flags = [ ]; }; }; v = variants.@{variant}; ver = lib.importantX or "1"; mk = name: on: if on then "--enable-@{name}" else "--disable-@{name}";
in stdenv.mkDerivation { pname = "x"; version = "1"; src = fetchurl { urls = [ "a" "b" ]; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }; configureFlags = v.flags ++ lib.mapAttrsToList mk { nls = true; ssl = false; } ++ lib.optionals (lib.hasPrefix "f" variant) [ (lib.enableFeature true "x") (lib.withFeatureAs true "zlib" (lib.getDev zlib)) ]; }`,
  ],
  [
    'multi',
    String.raw`{ lib, stdenv, fetchurl, llvmPackages_18, gcc13Stdenv, postgresql, postgresqlTestHook, nixosTests, x ? null }: (if stdenv.cc.isClang then llvmPackages_18.stdenv else gcc13Stdenv).mkDerivation { pname = "x"; version = "1"; passthru.tests = { inherit (nixosTests) nginx; inherit (postgresql) tests; }; src = fetchurl { url = "a"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }; }`,
  ],
  [
    'replace',
    String.raw`{ lib, stdenv, fetchurl, replaceVars, tzdata, glibc }: stdenv.mkDerivation { pname = "x"; version = lib.replaceStrings [ "." ] [ "_" ] "1.2"; src = fetchurl { url = "a"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }; postPatch = ''substituteInPlace a.c --replace-fail /usr/share/zoneinfo @{tzdata}/share/zoneinfo''; LD = stdenv.cc.bintools.dynamicLinker; NIX_LDFLAGS = toString (lib.optional stdenv.hostPlatform.isLinux "-lm"); shortRev = builtins.substring 0 7 "abcdefghij"; plugins = map (x: x + ".so") [ "a" ]; }`,
  ],
  [
    'sums',
    String.raw`{ lib, stdenv, fetchurl, python3, openssl }: let ver = lib.versions.majorMinor "1.2"; mk = n: "lib" + n; base = "https://x/"; in stdenv.mkDerivation (finalAttrs: { pname = "x"; version = ver + ".0"; src = fetchurl { url = base + finalAttrs.version + ".tar.gz"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
 offline = finalAttrs.src + "/yarn.lock"; a = openssl.dev + "/include"; b = openssl + "/x"; c = lib.getLib openssl + "/lib"; d = mk "x" + stdenv.hostPlatform.extensions.sharedLibrary; e = stdenv.hostPlatform.extensions.sharedLibrary + "x"; f = python3.sitePackages + "/y"; g = finalAttrs.pname + "-" + finalAttrs.version; h = lib.optionalString true "x" + "y"; i = 1 + 2; j = (if stdenv.hostPlatform.isLinux then "a" else "b") + "c"; k = toString 1 + "x"; postInstall = "x" + lib.optionalString true "y"; })`,
  ],
  [
    'overrideAttrs of final and prev',
    String.raw`{ hello }: hello.overrideAttrs (finalAttrs: prev: { postInstall = prev.postInstall or "" + "x"; preFixup = (prev.preFixup or "") + "x"; configureFlags = (prev.configureFlags or [ ]) ++ [ "--x" ]; passthru = prev.passthru // { y = 1; }; env = (prev.env or { }) // { NIX_CFLAGS_COMPILE = (prev.env.NIX_CFLAGS_COMPILE or "") + " -Wno-x"; }; })`,
  ],
  [
    'optional dependencies',
    String.raw`{ lib, python3Packages, fetchPypi }: python3Packages.buildPythonPackage (finalAttrs: { pname = "x"; version = "1"; src = fetchPypi { inherit (finalAttrs) pname version; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }; passthru.optional-dependencies = { a = [ python3Packages.x ]; }; nativeCheckInputs = lib.concatLists (lib.attrValues finalAttrs.passthru.optional-dependencies); optional-dependencies = { b = with python3Packages; [ x ]; }; checkInputs = lib.flatten (builtins.attrValues finalAttrs.optional-dependencies); })`,
  ],
  [
    'attrValues of a written set',
    String.raw`{ python3, lib }: python3.withPackages (ps: builtins.attrValues { inherit (ps) requests flask; })`,
  ],
];

it.each(ordinary)('an ordinary package passes: %s', (_, written) => {
  // Nix's interpolation is JavaScript's too.
  const text = written.replaceAll('@{', '\u0024{');
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.diagnostics[0].message);
  expect(checkPolicy(text, parsed)).toEqual([]);
});
