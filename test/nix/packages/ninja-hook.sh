# As nixpkgs' ninja does it.
ninjaBuildPhase() {
  runHook preBuild
  ninja -j"${NIX_BUILD_CORES:-1}" ${ninjaFlags-}
  runHook postBuild
}
ninjaCheckPhase() {
  runHook preCheck
  ninja ${ninjaFlags-} "${checkTarget:-test}"
  runHook postCheck
}
ninjaInstallPhase() {
  runHook preInstall
  ninja ${ninjaFlags-} ${installTargets:-install}
  runHook postInstall
}
if [ -z "${dontUseNinjaBuild-}" ] && [ -z "${buildPhase-}" ]; then buildPhase=ninjaBuildPhase; fi
if [ -z "${dontUseNinjaCheck-}" ] && [ -z "${checkPhase-}" ]; then checkPhase=ninjaCheckPhase; fi
if [ -z "${dontUseNinjaInstall-}" ] && [ -z "${installPhase-}" ]; then installPhase=ninjaInstallPhase; fi
