{
  lib,
  python3Packages,
  fetchurl,
}:

python3Packages.buildPythonPackage (finalAttrs: {
  pname = "poem";
  version = "0.3.0";
  pyproject = true;

  src = fetchurl {
    url = "https://example.org/poem-${finalAttrs.version}.tar.gz";
    hash = "sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=";
  };

  build-system = [ python3Packages.poetry-core ];

  # pyproject.toml wants click~=8.0: if nixpkgs has a newer one, name it in pythonRelaxDeps.
  dependencies = [ python3Packages.click ];

  pythonImportsCheck = [ "poem" ];

  meta = {
    license = lib.licenses.mit;
  };
})
