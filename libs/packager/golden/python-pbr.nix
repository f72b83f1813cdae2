{
  lib,
  python3Packages,
  fetchurl,
}:

python3Packages.buildPythonPackage (finalAttrs: {
  pname = "stacked";
  version = "1.0";
  pyproject = true;

  src = fetchurl {
    url = "https://example.org/stacked-${finalAttrs.version}.tar.gz";
    hash = "sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=";
  };

  env = {
    PBR_VERSION = finalAttrs.version;
  };

  build-system = [
    python3Packages.pbr
    python3Packages.setuptools
  ];

  dependencies = [ python3Packages.six ];

  pythonImportsCheck = [ "stacked" ];

  meta = {
    license = lib.licenses.asl20;
  };
})
