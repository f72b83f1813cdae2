# The builder of the miniature package set: nixpkgs' phases, hooks and variables, as far as generated expressions use
# them, over the host's own tools (so it needs `sandbox = false`).
set -e
shopt -s nullglob

export PATH=/usr/local/bin:/usr/bin:/bin
export HOME=/homeless-shelter
# A build prints the same whatever the host's language is.
export LC_ALL=C
export CC=${CC:-cc} CXX=${CXX:-c++} AR=${AR:-ar}

runHook() {
  local hook=$1
  if declare -F "$hook" > /dev/null; then "$hook"; else eval "${!hook-}"; fi
}

runPhase() {
  local phase=$1
  [ -z "${!phase-}" ] || { eval "${!phase}"; return; }
  "$phase"
}

# Dependencies: their programs, headers, libraries, and what they do to the phases.
for input in ${nativeBuildInputs-} ${buildInputs-} ${propagatedBuildInputs-}; do
  [ ! -d "$input/bin" ] || PATH=$input/bin:$PATH
  [ ! -d "$input/include" ] || export CPATH=$input/include${CPATH:+:$CPATH}
  [ ! -d "$input/lib" ] || export LIBRARY_PATH=$input/lib${LIBRARY_PATH:+:$LIBRARY_PATH}
  [ ! -d "$input/lib/pkgconfig" ] || export PKG_CONFIG_PATH=$input/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
  [ ! -f "$input/nix-support/setup-hook" ] || source "$input/nix-support/setup-hook"
done

unpackPhase() {
  runHook preUnpack
  local source
  for source in ${srcs-${src-}}; do
    if [ -d "$source" ]; then
      cp -R "$source" "$(basename "$source" | cut -c 34-)"
    else
      tar -xf "$source"
    fi
  done
  if [ -z "${sourceRoot-}" ]; then
    local folders=(*/)
    [ ${#folders[@]} = 1 ] || { echo "unpacker produced ${#folders[@]} directories; set sourceRoot" >&2; exit 1; }
    sourceRoot=${folders[0]%/}
  fi
  chmod -R u+w "$sourceRoot"
  cd "$sourceRoot"
  runHook postUnpack
}

patchPhase() {
  runHook prePatch
  local patch
  for patch in ${patches-}; do patch -p1 < "$patch"; done
  runHook postPatch
}

configurePhase() {
  runHook preConfigure
  if [ -x "${configureScript:=./configure}" ]; then
    "$configureScript" --prefix="${prefix:=$out}" ${configureFlags-}
  fi
  runHook postConfigure
}

hasMakefile() { [ -e Makefile ] || [ -e makefile ] || [ -e GNUmakefile ]; }

buildPhase() {
  runHook preBuild
  ! hasMakefile || make ${makeFlags-} ${buildFlags-}
  runHook postBuild
}

checkPhase() {
  runHook preCheck
  ! hasMakefile || make ${makeFlags-} "${checkTarget:-check}"
  runHook postCheck
}

installPhase() {
  runHook preInstall
  mkdir -p "${prefix:=$out}"
  make ${makeFlags-} ${installFlags-} "${installTargets:-install}"
  runHook postInstall
}

patchShebangs() { :; } # the host's interpreters are where scripts say

substituteInPlace() {
  local file=$1 text
  shift
  text=$(cat "$file"; echo x)
  while [ $# -gt 0 ]; do
    case $1 in
      --replace | --replace-fail | --replace-warn | --replace-quiet)
        [ "$1" != --replace-fail ] || [[ $text == *"$2"* ]] || { echo "$2 is not in $file" >&2; exit 1; }
        text=${text//"$2"/"$3"}
        shift 3
        ;;
      *) echo "substituteInPlace: $1 is not known here" >&2; exit 1 ;;
    esac
  done
  printf %s "${text%x}" > "$file"
}

if [ -n "${buildCommand-}" ]; then
  eval "$buildCommand"
else
  [ -n "${dontUnpack-}" ] || runPhase unpackPhase
  runPhase patchPhase
  [ -n "${dontConfigure-}" ] || runPhase configurePhase
  [ -n "${dontBuild-}" ] || runPhase buildPhase
  [ -z "${doCheck-}" ] || runPhase checkPhase
  [ -n "${dontInstall-}" ] || runPhase installPhase
fi
