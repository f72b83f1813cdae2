{
  lib,
  buildGoModule,
  fetchurl,
}:

buildGoModule (finalAttrs: {
  pname = "tiny";
  version = "1.0";

  src = fetchurl {
    url = "https://example.org/tiny-${finalAttrs.version}.tar.gz";
    hash = "sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=";
  };

  vendorHash = null;

  meta = {
    license = lib.licenses.mit;
    mainProgram = "tiny";
  };
})
