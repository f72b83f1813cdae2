{
  lib,
  python3Packages,
  fetchurl,
}:

python3Packages.buildPythonApplication (finalAttrs: {
  pname = "frob-tool";
  version = "2.1";
  pyproject = true;

  src = fetchurl {
    url = "https://github.com/example/frob-tool/archive/refs/tags/v${finalAttrs.version}.tar.gz";
    hash = "sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=";
  };

  env = {
    SETUPTOOLS_SCM_PRETEND_VERSION = finalAttrs.version;
  };

  build-system = [
    python3Packages.hatch-vcs
    python3Packages.hatchling
  ];

  # Of dependencies, astral is named as on PyPI: nixpkgs may call it something else.
  # pyproject.toml wants requests>=2,<3: if nixpkgs has a newer one, name it in pythonRelaxDeps.
  dependencies = [
    python3Packages.astral
    python3Packages.requests
    python3Packages.ruamel-yaml
  ];

  pythonImportsCheck = [ "frob_tool" ];

  meta = {
    description = "Frobs things";
    homepage = "https://frob.example.org/";
    license = lib.licenses.bsd3;
    mainProgram = "frob-tool";
  };
})
