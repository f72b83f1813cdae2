# As nixpkgs' cmake does it: being among a package's inputs, it configures the package.
cmakeConfigurePhase() {
  runHook preConfigure
  # nixpkgs' cmake finds programs by PATH only.
  local flags=(${strictPath:+"-DCMAKE_IGNORE_PATH=/usr/bin;/bin;/usr/sbin;/sbin"})
  concatTo flags cmakeFlags cmakeFlagsArray
  mkdir -p build
  cd build
  : "${prefix:=$out}"
  cmake .. -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_BUILD_TYPE="${cmakeBuildType:-Release}" -DBUILD_TESTING=OFF \
    -DCMAKE_INSTALL_BINDIR="$prefix/bin" -DCMAKE_INSTALL_SBINDIR="$prefix/sbin" -DCMAKE_INSTALL_LIBDIR="$prefix/lib" \
    -DCMAKE_INSTALL_LIBEXECDIR="$prefix/libexec" -DCMAKE_INSTALL_INCLUDEDIR="$prefix/include" \
    -DCMAKE_INSTALL_MANDIR="$prefix/share/man" -DCMAKE_INSTALL_INFODIR="$prefix/share/info" \
    -DCMAKE_INSTALL_DOCDIR="$prefix/share/doc/${pname-}" -DCMAKE_INSTALL_LOCALEDIR="$prefix/share/locale" \
    -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF -DCMAKE_EXPORT_NO_PACKAGE_REGISTRY=ON "${flags[@]}"
  enableParallelBuilding=1
  runHook postConfigure
}
if [ -z "${dontUseCmakeConfigure-}" ] && [ -z "${configurePhase-}" ]; then
  configurePhase=cmakeConfigurePhase
fi
