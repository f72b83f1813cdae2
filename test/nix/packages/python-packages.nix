# buildPythonPackage and buildPythonApplication over the host's interpreter, and the modules that Debian has.
{
  lib,
  mkDerivation,
  hook,
  onHost,
  pythonModules,
}:
let
  python = hook "python" [
    "python3"
    "python3-minimal"
    "python3-build"
    "python3-installer"
    "python3-packaging"
    "libpython3-dev"
  ] ./python-hook.sh;

  build =
    attrsOrFunction:
    mkDerivation (
      finalAttrs:
      let
        attrs = if builtins.isFunction attrsOrFunction then attrsOrFunction finalAttrs else attrsOrFunction;
      in
      if !(attrs.pyproject or false) then
        throw "${attrs.pname}: the miniature package set builds Python packages with `pyproject = true` only"
      else
        removeAttrs attrs [
          "build-system"
          "dependencies"
          "optional-dependencies"
          "pyproject"
        ]
        // {
          nativeBuildInputs = [ python ] ++ attrs.nativeBuildInputs or [ ] ++ attrs.build-system or [ ];
          propagatedBuildInputs = attrs.dependencies or [ ];
          pythonRuntimeDepsCheck = ./python-runtime-deps-check.py;
        }
    );
in
{
  buildPythonPackage = build;
  buildPythonApplication = build;
  inherit python;
}
// builtins.mapAttrs (
  name: debianPackages:
  (onHost "python3-${name}" debianPackages).overrideAttrs { mustBeInstalled = true; }
) pythonModules
