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

  strictDeps = true;

  installPhase = ''
    runHook preInstall

    install -Dm755 bin/tool -t $out/bin
    install -Dm755 helper -t $out/bin

    runHook postInstall
  '';

  # meta.license is left out: the archive has no LICENSE or COPYING file at its top.
})
