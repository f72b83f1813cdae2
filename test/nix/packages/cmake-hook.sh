# As nixpkgs' cmake does it: being among a package's inputs, it configures the package.
cmakeConfigurePhase() {
  runHook preConfigure
  mkdir -p build
  cd build
  cmake .. -DCMAKE_INSTALL_PREFIX="${prefix:=$out}" -DCMAKE_BUILD_TYPE="${cmakeBuildType:-Release}" ${cmakeFlags-}
  runHook postConfigure
}
if [ -z "${dontUseCmakeConfigure-}" ] && [ -z "${configurePhase-}" ]; then
  configurePhase=cmakeConfigurePhase
fi
