{
  lib,
  stdenv,
  fetchurl,
  autoconf-archive,
  autoreconfHook,
  gettext,
  pkg-config,
  glib,
  ncurses,
  zlib,
}:

stdenv.mkDerivation (finalAttrs: {
  pname = "hello";
  version = "1.4";

  src = fetchurl {
    url = "https://github.com/example/hello/archive/refs/tags/v${finalAttrs.version}.tar.gz";
    hash = "sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=";
  };

  strictDeps = true;

  nativeBuildInputs = [
    autoconf-archive
    autoreconfHook
    gettext
    pkg-config
  ];

  buildInputs = [
    glib
    ncurses
    zlib
  ];

  meta = {
    homepage = "https://github.com/example/hello";
    license = lib.licenses.gpl2Plus;
    mainProgram = "hello";
  };
})
