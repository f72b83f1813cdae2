{
  stdenv,
  fetchurl,
}:

stdenv.mkDerivation (finalAttrs: {
  pname = "hello-ai-drv";
  version = "1.0";

  src = fetchurl {
    url = "https://example.org/v${finalAttrs.version}/hello-ai-drv-${finalAttrs.version}.tar.gz";
    hash = "sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=";
  };

  postPatch = ''
    substituteInPlace Makefile --replace-fail "/usr/local/" "$out/"
  '';

  strictDeps = true;

  preInstall = ''
    mkdir -p $out/bin $out/share/man/man1
  '';

  meta = {
    # meta.license is left out: the archive has no LICENSE or COPYING file at its top.
    mainProgram = "tool";
  };
})
