{
  lib,
  python3Packages,
  fetchurl,
  libyaml,
}:

python3Packages.buildPythonApplication (finalAttrs: {
  pname = "snake";
  version = "1.0";
  pyproject = true;

  src = fetchurl {
    url = "https://example.org/snake-${finalAttrs.version}.tar.gz";
    hash = "sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=";
  };

  build-system = [ python3Packages.setuptools ];

  dependencies = [
    python3Packages.pyyaml
    python3Packages.six
  ];

  # setup.py also looks for frob: if the build fails for want of it, add its package to
  # buildInputs.
  buildInputs = [ libyaml ];

  pythonImportsCheck = [ "snake" ];

  meta = {
    description = "A snake";
    homepage = "https://snake.example.org";
    license = lib.licenses.isc;
    mainProgram = "snake";
  };
})
