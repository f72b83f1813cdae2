# As nixpkgs' meson does it.
mesonConfigurePhase() {
  runHook preConfigure
  local flags=()
  concatTo flags mesonFlags mesonFlagsArray
  meson setup build --prefix="${prefix:=$out}" --libdir="$prefix/lib" --libexecdir="$prefix/libexec" \
    --bindir="$prefix/bin" --includedir="$prefix/include" --mandir="$prefix/share/man" --buildtype="${mesonBuildType:-plain}" \
    -Dauto_features="${mesonAutoFeatures:-enabled}" -Dwrap_mode="${mesonWrapMode:-nodownload}" "${flags[@]}"
  cd build
  runHook postConfigure
}
if [ -z "${dontUseMesonConfigure-}" ] && [ -z "${configurePhase-}" ]; then
  configurePhase=mesonConfigurePhase
fi
