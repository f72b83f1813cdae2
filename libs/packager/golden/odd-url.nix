{
  stdenv,
  fetchurl,
}:

stdenv.mkDerivation (finalAttrs: {
  pname = "we-ird--1";
  version = "7";

  src = fetchurl {
    name = "we-ird--1-${finalAttrs.version}.tar.gz";
    url = "https://example.org/get.php?v=\${builtins.abort\"\\}&file=1.0";
    hash = "sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=";
  };

  sourceRoot = ".";

  strictDeps = true;

  makeFlags = [ "PREFIX=$(out)" ];

  meta = {
    # meta.license is left out: the archive has no LICENSE or COPYING file at its top.
    mainProgram = "x";
  };
})
