{
  lib,
  buildNpmPackage,
  fetchurl,
}:

buildNpmPackage (finalAttrs: {
  pname = "yarnish";
  version = "1.0.0";

  src = fetchurl {
    url = "https://example.org/yarnish-${finalAttrs.version}.tar.gz";
    hash = "sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=";
  };

  # The archive has yarn.lock in place of package-lock.json: use the builder of that package
  # manager, or add a lock file in postPatch.
  # package.json names no program (bin): what it installs is a library.

  # Only a build can tell npmDepsHash: put the hash here that the first one prints after "got:".
  npmDepsHash = "sha256-HCQO+v+v4daK2r9tYQcQAl2QVGChyxTxdU/NxZoy2Z4=";

  meta = {
    license = lib.licenses.mit;
  };
})
