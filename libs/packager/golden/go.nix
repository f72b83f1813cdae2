{
  lib,
  buildGoModule,
  fetchurl,
  pkg-config,
  sqlite,
}:

buildGoModule (finalAttrs: {
  pname = "gopher";
  version = "2.0.0";

  src = fetchurl {
    url = "https://github.com/example/gopher/archive/refs/tags/v${finalAttrs.version}.tar.gz";
    hash = "sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=";
  };

  # Only a build can tell vendorHash: put the hash here that the first one prints after "got:".
  vendorHash = "sha256-zh/qIQMzMeU79qPiNrm2EL9y3LDy2kzgNcWMOGoxF6w=";

  nativeBuildInputs = [ pkg-config ];

  buildInputs = [ sqlite ];

  meta = {
    homepage = "https://github.com/example/gopher";
    license = lib.licenses.mit;
    mainProgram = "gopher";
  };
})
