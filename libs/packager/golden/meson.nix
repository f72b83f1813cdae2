{
  lib,
  stdenv,
  fetchurl,
  asciidoc,
  gettext,
  meson,
  ninja,
  pkg-config,
  scdoc,
  glib,
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
    asciidoc
    gettext
    meson
    ninja
    pkg-config
    scdoc
  ];

  # meson.build also looks for frob: if the build fails for want of it, add its package to
  # buildInputs.
  buildInputs = [ glib ];

  mesonFlags = [
    (lib.mesonBool "docs" false)
    (lib.mesonBool "tests" false)
  ];

  # Optional parts are built when what they need is among the inputs.
  mesonAutoFeatures = "auto";

  meta = {
    license = lib.licenses.mit;
    mainProgram = "frob";
  };
})
