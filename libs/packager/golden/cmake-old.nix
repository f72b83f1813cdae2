{
  stdenv,
  fetchurl,
  cmake,
  pkg-config,
  libxml2,
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

  nativeBuildInputs = [
    cmake
    pkg-config
  ];

  buildInputs = [
    libxml2
    zlib
  ];

  cmakeFlags = [ "-DCMAKE_POLICY_VERSION_MINIMUM=3.5" ];

  installPhase = ''
    runHook preInstall

    install -Dm755 tool -t $out/bin

    runHook postInstall
  '';

  meta = {
    mainProgram = "tool";
  };
})
