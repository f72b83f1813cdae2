{
  lib,
  rustPlatform,
  fetchurl,
  pkg-config,
  openssl,
}:

rustPlatform.buildRustPackage (finalAttrs: {
  pname = "ferris";
  version = "0.9.1";

  src = fetchurl {
    url = "https://github.com/example/ferris/archive/refs/tags/v${finalAttrs.version}.tar.gz";
    hash = "sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=";
  };

  # Only a build can tell cargoHash: put the hash here that the first one prints after "got:".
  cargoHash = "sha256-TwdcltsTVS7+9p/EUf7ZXyMou/4vlP6lC8iKC80LnVU=";

  nativeBuildInputs = [ pkg-config ];

  buildInputs = [ openssl ];

  meta = {
    description = "A crab";
    homepage = "https://github.com/example/ferris";
    license = lib.licenses.asl20;
    mainProgram = "ferris";
  };
})
