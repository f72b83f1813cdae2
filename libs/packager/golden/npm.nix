{
  lib,
  buildNpmPackage,
  fetchurl,
}:

buildNpmPackage (finalAttrs: {
  pname = "linter";
  version = "5.1.0";

  src = fetchurl {
    url = "https://github.com/example/linter/archive/refs/tags/v${finalAttrs.version}.tar.gz";
    hash = "sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=";
  };

  # Only a build can tell npmDepsHash: put the hash here that the first one prints after "got:".
  npmDepsHash = "sha256-HK2973NvV8nzer85KomZbw/OctVEaLRr/ljaJ1lQ+fw=";

  dontNpmBuild = true;

  meta = {
    description = "Linter for things";
    homepage = "https://linter.example.org";
    license = lib.licenses.isc;
    mainProgram = "linter";
  };
})
