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

  # buildInputs holds the libraries that the configure script looks for; some may be optional.
  # configure.ac also looks for libfrob: if the build fails for want of it, add its package to
  # buildInputs.
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
