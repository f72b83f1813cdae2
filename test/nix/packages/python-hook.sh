# As nixpkgs' buildPythonPackage does it with `pyproject = true`: a wheel by the declared build system, installed, and
# checked for what it wants at run time, over the host's interpreter.
pypaBuildPhase() {
  runHook preBuild
  # Without its own look at requirements: Debian lacks some that only editable installs use. What is missing fails.
  /usr/bin/python3 -m build --no-isolation --skip-dependency-check --wheel --outdir dist .
  runHook postBuild
}
pypaInstallPhase() {
  runHook preInstall
  local python lib
  python=$(/usr/bin/python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
  lib=$out/lib/$python
  /usr/bin/python3 -m installer --prefix "$out" dist/*.whl
  # Debian's interpreter installs below local/ and into dist-packages, that of nixpkgs does not.
  [ ! -d "$out/local" ] || { cp -R "$out/local/." "$out/" && rm -r "$out/local"; }
  [ ! -d "$lib/dist-packages" ] || mv "$lib/dist-packages" "$lib/site-packages"
  export PYTHONPATH=$lib/site-packages${PYTHONPATH:+:$PYTHONPATH}
  runHook postInstall
}
pythonChecks() {
  [ -n "${dontCheckRuntimeDeps-}" ] || /usr/bin/python3 "$pythonRuntimeDepsCheck" dist/*.whl
  local module
  cd "$NIX_BUILD_TOP"
  for module in ${pythonImportsCheck-}; do /usr/bin/python3 -c "import $module"; done
}
if [ -z "${buildPhase-}" ]; then buildPhase=pypaBuildPhase; fi
if [ -z "${installPhase-}" ]; then installPhase=pypaInstallPhase; fi
configurePhase=${configurePhase-true}
postPhases="${postPhases-} pythonChecks"
