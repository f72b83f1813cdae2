/** One example for each builder, with the URL that its slot names; every one passes `judgeSubmission` once its URL was fetched, and nix-instantiate --parse. */
export const examples: { title: string; url: string; expression: string }[] = [
  {
    title: 'A plain Makefile',
    url: 'https://dl.suckless.org/tools/sbase-0.1.tar.gz',
    expression: `{
  lib,
  stdenv,
  fetchurl,
}:

stdenv.mkDerivation (finalAttrs: {
  pname = "sbase";
  version = "0.1";

  src = fetchurl {
    url = "https://dl.suckless.org/tools/sbase-\${finalAttrs.version}.tar.gz";
    hash = "@sha256:https://dl.suckless.org/tools/sbase-0.1.tar.gz@";
  };

  strictDeps = true;

  makeFlags = [ "PREFIX=\${placeholder "out"}" ];

  meta = {
    description = "Portable Unix tools";
    homepage = "https://core.suckless.org/sbase/";
    license = lib.licenses.mit;
  };
})`,
  },
  {
    title: 'Autotools, a tag without a configure script (with one: no autoreconfHook)',
    url: 'https://github.com/owner/frob/archive/refs/tags/v2.3.1.tar.gz',
    expression: `{
  lib,
  stdenv,
  fetchFromGitHub,
  autoreconfHook,
  pkg-config,
  ncurses,
}:

stdenv.mkDerivation (finalAttrs: {
  pname = "frob";
  version = "2.3.1";

  src = fetchFromGitHub {
    owner = "owner";
    repo = "frob";
    tag = "v\${finalAttrs.version}";
    hash = "@nar:https://github.com/owner/frob/archive/refs/tags/v2.3.1.tar.gz@";
  };

  strictDeps = true;

  nativeBuildInputs = [
    autoreconfHook
    pkg-config
  ];

  buildInputs = [ ncurses ];

  configureFlags = [ (lib.withFeature true "ncurses") ];

  meta = {
    description = "Text frobnicator";
    homepage = "https://github.com/owner/frob";
    license = lib.licenses.gpl3Plus;
    mainProgram = "frob";
  };
})`,
  },
  {
    title:
      'CMake (Meson: nativeBuildInputs = [ meson ninja pkg-config ], mesonFlags = [ (lib.mesonBool "docs" false) ])',
    url: 'https://example.org/zap/zap-4.0.tar.xz',
    expression: `{
  lib,
  stdenv,
  fetchurl,
  cmake,
  zlib,
}:

stdenv.mkDerivation (finalAttrs: {
  pname = "zap";
  version = "4.0";

  src = fetchurl {
    url = "https://example.org/zap/zap-\${finalAttrs.version}.tar.xz";
    hash = "@sha256:https://example.org/zap/zap-4.0.tar.xz@";
  };

  strictDeps = true;

  nativeBuildInputs = [ cmake ];

  buildInputs = [ zlib ];

  cmakeFlags = [ (lib.cmakeBool "ZAP_BUILD_DOCS" false) ];

  meta = {
    description = "Compressor for zap archives";
    homepage = "https://example.org/zap/";
    license = lib.licenses.bsd3;
    mainProgram = "zap";
  };
})`,
  },
  {
    title: 'Rust',
    url: 'https://github.com/owner/ripple/archive/refs/tags/v1.8.0.tar.gz',
    expression: `{
  lib,
  rustPlatform,
  fetchFromGitHub,
}:

rustPlatform.buildRustPackage (finalAttrs: {
  pname = "ripple";
  version = "1.8.0";

  src = fetchFromGitHub {
    owner = "owner";
    repo = "ripple";
    tag = "v\${finalAttrs.version}";
    hash = "@nar:https://github.com/owner/ripple/archive/refs/tags/v1.8.0.tar.gz@";
  };

  cargoHash = "@unknown:cargoHash@";

  meta = {
    description = "Search tool for source trees";
    homepage = "https://github.com/owner/ripple";
    license = lib.licenses.mit;
    mainProgram = "ripple";
  };
})`,
  },
  {
    title: 'Go (with a vendor/ directory in the source: vendorHash = null)',
    url: 'https://github.com/owner/gopher/archive/refs/tags/v0.9.2.tar.gz',
    expression: `{
  lib,
  buildGoModule,
  fetchFromGitHub,
}:

buildGoModule (finalAttrs: {
  pname = "gopher";
  version = "0.9.2";

  src = fetchFromGitHub {
    owner = "owner";
    repo = "gopher";
    tag = "v\${finalAttrs.version}";
    hash = "@nar:https://github.com/owner/gopher/archive/refs/tags/v0.9.2.tar.gz@";
  };

  vendorHash = "@unknown:vendorHash@";

  ldflags = [
    "-s"
    "-X main.version=\${finalAttrs.version}"
  ];

  meta = {
    description = "Gopher client";
    homepage = "https://github.com/owner/gopher";
    license = lib.licenses.mit;
    mainProgram = "gopher";
  };
})`,
  },
  {
    title: 'npm, with package-lock.json in the source',
    url: 'https://github.com/owner/lintjs/archive/refs/tags/v5.1.0.tar.gz',
    expression: `{
  lib,
  buildNpmPackage,
  fetchFromGitHub,
}:

buildNpmPackage (finalAttrs: {
  pname = "lintjs";
  version = "5.1.0";

  src = fetchFromGitHub {
    owner = "owner";
    repo = "lintjs";
    tag = "v\${finalAttrs.version}";
    hash = "@nar:https://github.com/owner/lintjs/archive/refs/tags/v5.1.0.tar.gz@";
  };

  npmDepsHash = "@unknown:npmDepsHash@";

  # package.json has no build script
  dontNpmBuild = true;

  meta = {
    description = "Linter for JavaScript";
    homepage = "https://github.com/owner/lintjs";
    license = lib.licenses.isc;
  };
})`,
  },
  {
    title: 'Python program (a library: buildPythonPackage)',
    url: 'https://files.pythonhosted.org/packages/source/p/pytidy/pytidy-3.2.tar.gz',
    expression: `{
  lib,
  python3Packages,
  fetchurl,
}:

python3Packages.buildPythonApplication (finalAttrs: {
  pname = "pytidy";
  version = "3.2";
  pyproject = true;

  src = fetchurl {
    url = "https://files.pythonhosted.org/packages/source/p/pytidy/pytidy-\${finalAttrs.version}.tar.gz";
    hash = "@sha256:https://files.pythonhosted.org/packages/source/p/pytidy/pytidy-3.2.tar.gz@";
  };

  build-system = [ python3Packages.setuptools ];

  dependencies = [
    python3Packages.click
    python3Packages.rich
  ];

  pythonImportsCheck = [ "pytidy" ];

  meta = {
    description = "Formatter for tables";
    homepage = "https://pypi.org/project/pytidy/";
    license = lib.licenses.mit;
    mainProgram = "pytidy";
  };
})`,
  },
  {
    title: 'A script that needs no build',
    url: 'https://example.org/notes/notes-1.4.tar.gz',
    expression: `{
  lib,
  stdenvNoCC,
  fetchurl,
  makeWrapper,
  bash,
  fzf,
  ripgrep,
}:

stdenvNoCC.mkDerivation (finalAttrs: {
  pname = "notes";
  version = "1.4";

  src = fetchurl {
    url = "https://example.org/notes/notes-\${finalAttrs.version}.tar.gz";
    hash = "@sha256:https://example.org/notes/notes-1.4.tar.gz@";
  };

  strictDeps = true;

  nativeBuildInputs = [ makeWrapper ];

  buildInputs = [ bash ];

  dontBuild = true;

  installPhase = ''
    runHook preInstall

    install -Dm755 notes.sh $out/bin/notes
    wrapProgram $out/bin/notes --prefix PATH : \${
      lib.makeBinPath [
        fzf
        ripgrep
      ]
    }

    runHook postInstall
  '';

  meta = {
    description = "Notes in plain text files";
    homepage = "https://example.org/notes/";
    license = lib.licenses.gpl2Only;
    mainProgram = "notes";
  };
})`,
  },
];
