# A miniature nixpkgs: what generated expressions ask of it, over the host's own compiler and tools, with nothing to download.
# It is both `<nixpkgs>` (NIX_PATH) and a flake input (flake.nix).
{
  system ? builtins.currentSystem,
  config ? { },
  overlays ? [ ],
}:
let
  lib = import ./lib.nix;

  host = import ./host-packages.nix;

  # A strict build sees nothing of the host that no input brings (strict.sh): what it needs must be declared, as in nixpkgs.
  strict = config.strict or false;

  # What becomes no environment variable (and `env`, whose attributes do).
  facts = [
    "env"
    "meta"
    "passthru"
  ];

  mkDerivation =
    attrsOrFunction:
    let
      attrs =
        if builtins.isFunction attrsOrFunction then
          attrsOrFunction (package // { finalPackage = package; })
        else
          attrsOrFunction;
      name = attrs.name or "${attrs.pname}-${attrs.version}";
      built = derivation (
        removeAttrs attrs facts
        // attrs.env or { }
        // (
          if strict && !(attrs ? buildCommand) then
            {
              strictPath = "${stdenvPrograms}/bin";
              strict = ./strict.sh;
              strictPy = ./strict.py;
              setup = ./setup.sh;
            }
          else
            { }
        )
        // {
          inherit name system;
          # Only this path is known everywhere; the phases are bash.
          builder = "/bin/sh";
          args = [
            "-c"
            "PATH=/usr/local/bin:/usr/bin:/bin; exec bash ${./setup.sh}"
          ];
        }
      );
      package =
        built
        // (attrs.passthru or { })
        // {
          inherit name;
          meta = attrs.meta or { };
          passthru = attrs.passthru or { };
          overrideAttrs =
            change:
            mkDerivation (
              final:
              let
                old =
                  if builtins.isFunction attrsOrFunction then attrsOrFunction final else attrsOrFunction;
                changed = if builtins.isFunction change then change old else change;
                # nixpkgs takes `old: …` and `final: old: …`.
                new = if builtins.isFunction changed then change final old else changed;
              in
              old // new
            );
        }
        // (if attrs ? pname then { inherit (attrs) pname version; } else { });
    in
    package;

  fetchurl =
    {
      url,
      hash ? null,
      sha256 ? null,
      name ? baseNameOf url,
      ...
    }:
    derivation {
      inherit name url;
      system = "builtin";
      builder = "builtin:fetchurl";
      urls = [ url ];
      executable = false;
      unpack = false;
      outputHashMode = "flat";
      outputHashAlgo = "sha256";
      outputHash = if hash == null then sha256 else hash;
      preferLocalBuild = true;
    };

  # onHost :: String -> [String] -> Derivation; stands for Debian packages: their programs, and for a strict build the rest
  onHost =
    name: debianPackages:
    mkDerivation {
      inherit name;
      debianPackages = toString debianPackages;
      buildCommand = "source ${./on-host.sh}";
    };

  # What nixpkgs' stdenv has in its PATH: no perl, no python, no pkg-config, no which.
  stdenvPrograms = onHost "stdenv" [
    "coreutils"
    "findutils"
    "diffutils"
    "sed"
    "grep"
    "mawk"
    "gawk"
    "tar"
    "gzip"
    "bzip2"
    "make"
    "bash"
    "patch"
    "xz-utils"
    "file"
    "gcc"
    "gcc-12"
    "g++"
    "g++-12"
    "cpp"
    "cpp-12"
    "binutils"
    "binutils-x86-64-linux-gnu"
    "binutils-aarch64-linux-gnu"
    "libc-bin"
    "hostname"
  ];

  # installed :: String -> [String] -> Derivation; the same, of Debian packages that the machine must have
  installed =
    name: debianPackages:
    (onHost name debianPackages).overrideAttrs { mustBeInstalled = true; };

  hook =
    name: debianPackages: script:
    mkDerivation {
      inherit name;
      debianPackages = toString debianPackages;
      buildCommand = "source ${./on-host.sh}; cp ${script} $out/nix-support/setup-hook";
    };

  packages =
    final:
    {
    inherit lib config system;
    pkgs = final;
    callPackage = lib.callPackageWith final;
    inherit fetchurl;
    fetchzip =
      { url, hash, ... }:
      builtins.fetchTarball {
        inherit url;
        sha256 = hash;
      };

    stdenv = {
      inherit mkDerivation system;
      hostPlatform = {
        inherit system;
        isLinux = builtins.match ".*-linux" system != null;
        isDarwin = builtins.match ".*-darwin" system != null;
      };
      cc = onHost "cc" [ ] // {
        targetPrefix = "";
      };
    };
    stdenvNoCC = final.stdenv;

    runCommand = name: env: buildCommand: mkDerivation (env // { inherit name buildCommand; });

    writeShellApplication =
      {
        name,
        text,
        runtimeInputs ? [ ],
      }:
      final.runCommand name
        {
          script = ''
            #!/usr/bin/env bash
            set -o errexit -o nounset -o pipefail
            export PATH="${lib.makeBinPath runtimeInputs}:$PATH"
            ${text}'';
          passAsFile = [ "script" ];
        }
        ''
          mkdir -p $out/bin
          cp "$scriptPath" "$out/bin/${name}"
          chmod +x "$out/bin/${name}"
          bash -n "$out/bin/${name}"
        '';

    mkShell =
      { packages }:
      mkDerivation {
        name = "shell";
        nativeBuildInputs = packages;
        buildCommand = "touch $out";
      };

    cmake = hook "cmake" [ "cmake" ] ./cmake-hook.sh;
    meson = hook "meson" [ "meson" ] ./meson-hook.sh;
    ninja = hook "ninja" [ "ninja-build" ] ./ninja-hook.sh;
    bmake = hook "bmake" [ "bmake" ] ./bmake-hook.sh;
    autoreconfHook = hook "autoreconf-hook" [
      "autoconf"
      "automake"
      "libtool"
      "m4"
      "perl-base"
    ] ./autoreconf-hook.sh;
    python3Packages = import ./python-packages.nix {
      inherit lib mkDerivation hook onHost;
      inherit (host) pythonModules;
    };
    inherit (import ./language-builders.nix { inherit lib mkDerivation; })
      rustPlatform
      buildGoModule
      buildNpmPackage
      ;
    nodejs = onHost "nodejs" [ ];
    coreutils = onHost "coreutils" [ ];
    postgresql = onHost "postgresql" [ ];
    nixfmt = onHost "nixfmt" [ ];
    nixfmt-tree = onHost "nixfmt-tree" [ ];
    # For the bench: which of Debian's packages stand for an attribute.
    debianPackages = host;
  }
  // builtins.mapAttrs installed (host.libraries // host.tools)
  // builtins.mapAttrs (_: builtins.mapAttrs installed) host.sets;

  # As nixpkgs does it: each overlay sees the final set and the one before it.
  extended = final: builtins.foldl' (prev: overlay: prev // overlay final prev) (packages final) overlays;
  set = extended set;
in
set
