{
  stdenv,
  fetchurl,
  pkg-config,
  curl,
  zlib,
}:

stdenv.mkDerivation (finalAttrs: {
  pname = "hello-ai-drv";
  version = "1.0";

  src = fetchurl {
    url = "https://example.org/v${finalAttrs.version}/hello-ai-drv-${finalAttrs.version}.tar.gz";
    hash = "sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=";
  };

  strictDeps = true;

  nativeBuildInputs = [ pkg-config ];

  buildInputs = [
    curl
    zlib
  ];

  makeFlags = [
    "BINDIR=$(out)/bin"
    "MAN=$(out)/share/man"
    "CONF=$(out)/etc"
    "CXX=${stdenv.cc.targetPrefix}c++ -std=c++17"
  ];

  preInstall = ''
    mkdir -p $out/bin $out/etc $out/share/man/man6
  '';

  meta = {
    # meta.license is left out: the archive has no LICENSE or COPYING file at its top.
    mainProgram = "frob";
  };
})
