{
  stdenv,
  fetchurl,
  cmake,
  pkg-config,
  libxml2,
  zlib,
}:

stdenv.mkDerivation (finalAttrs: {
  # The archive can also be built with Makefile; CMakeLists.txt was preferred.
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

  # CMakeLists.txt also looks for Frob: if the build fails for want of it, add its package to
  # buildInputs.
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
    # meta.license is left out: the archive has no LICENSE or COPYING file at its top.
    mainProgram = "tool";
  };
})
