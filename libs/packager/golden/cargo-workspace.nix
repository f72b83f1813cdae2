{
  lib,
  rustPlatform,
  fetchurl,
}:

rustPlatform.buildRustPackage (finalAttrs: {
  pname = "crabs";
  version = "3.0.0";

  src = fetchurl {
    url = "https://example.org/crabs-${finalAttrs.version}.tar.gz";
    hash = "sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=";
  };

  # The archive has no Cargo.lock, without which the crates are not settled: generate one, and set
  # cargoLock.lockFile and postPatch to use it.
  # Cargo.toml is that of a workspace: all of its programs are built; choose with cargoBuildFlags.

  # Only a build can tell cargoHash: put the hash here that the first one prints after "got:".
  cargoHash = "sha256-BNoKMieLZ8xJmwmgJZrwRC8M5T6dPkvUw9cqyrq1wh0=";

  meta = {
    license = lib.licenses.mit;
  };
})
