# The builder of the miniature package set: nixpkgs' phases, hooks and variables, as far as generated expressions use
# them, over the host's own tools (so it needs `sandbox = false`).
set -e
shopt -s nullglob

# A build with `config.strict` begins with stdenv's own programs only.
export PATH=${strictPath:-/usr/local/bin:/usr/bin:/bin}
# As in a sandbox, nobody can make it.
export HOME=/proc/homeless-shelter
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

# concatTo ARRAY VARIABLE…: the words of these variables (or elements, of an array) at the end of the array.
concatTo() {
  local -n into=$1
  shift
  local name
  for name; do
    if [[ "$(declare -p "$name" 2> /dev/null)" == "declare -a"* ]]; then
      local -n elements=$name
      into+=("${elements[@]}")
    else
      into+=(${!name-})
    fi
  done
}

# Inputs, and what they propagate.
allInputs=
addInput() {
  local further
  [[ " $allInputs " != *" $1 "* ]] || return 0
  allInputs="$allInputs $1"
  [ ! -f "$1/nix-support/propagated-build-inputs" ] || for further in $(< "$1/nix-support/propagated-build-inputs"); do addInput "$further"; done
}
for input in ${nativeBuildInputs-} ${buildInputs-} ${propagatedBuildInputs-}; do addInput "$input"; done

[ -z "${strictPath-}" ] || source "$strict"

# Dependencies: their programs, headers, libraries, and what they do to the phases.
for input in $allInputs; do
  [ ! -d "$input/bin" ] || PATH=$input/bin:$PATH
  [ ! -d "$input/include" ] || export CPATH=$input/include${CPATH:+:$CPATH}
  [ ! -d "$input/lib" ] || export LIBRARY_PATH=$input/lib${LIBRARY_PATH:+:$LIBRARY_PATH}
  [ ! -d "$input/lib/pkgconfig" ] || export PKG_CONFIG_PATH=$input/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
  [ ! -f "$input/nix-support/setup-hook" ] || source "$input/nix-support/setup-hook"
done

unpackFile() {
  case $1 in
    *.zip)
      command -v unzip > /dev/null || { echo "do not know how to unpack source archive $1 (unzip is not among the inputs)" >&2; exit 1; }
      unzip -qq "$1"
      ;;
    # As for one who is not root, which is what builds are elsewhere. Through pipes, for tar would look for the programs itself; other suffixes are unknown to stdenv.
    *.tar.xz | *.tar.lzma | *.txz) xz -d < "$1" | tar -xf - --mode=+w --no-same-owner --no-same-permissions ;;
    *.tar | *.tar.* | *.tgz | *.tbz2 | *.tbz) tar -xf "$1" --mode=+w --no-same-owner --no-same-permissions ;;
    *) echo "do not know how to unpack source archive $1" >&2; exit 1 ;;
  esac
}

unpackPhase() {
  runHook preUnpack
  local source
  for source in ${srcs-${src-}}; do
    if [ -d "$source" ]; then
      cp -R "$source" "$(basename "$source" | cut -c 34-)"
    else
      unpackFile "$source"
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
  if [ -z "${configureScript-}" ] && [ -x ./configure ]; then configureScript=./configure; fi
  if [ -n "${configureScript-}" ]; then
    local flags=()
    [ -n "${dontAddPrefix-}" ] || flags+=("${prefixKey:---prefix=}${prefix:=$out}")
    if [ -f "$configureScript" ]; then
      if [ -z "${dontAddDisableDepTrack-}" ] && grep -q dependency-tracking "$configureScript"; then flags+=(--disable-dependency-tracking); fi
      if [ -z "${dontDisableStatic-}" ] && grep -q enable-static "$configureScript"; then flags+=(--disable-static); fi
    fi
    concatTo flags configureFlags configureFlagsArray
    echo "configure flags: ${flags[*]}"
    $configureScript "${flags[@]}"
  fi
  runHook postConfigure
}

hasMakefile() { [ -e Makefile ] || [ -e makefile ] || [ -e GNUmakefile ]; }

# makeFlags is split into words, as by stdenv; a flag with a space stands in makeFlagsArray.
buildPhase() {
  runHook preBuild
  if hasMakefile; then
    local flags=(${enableParallelBuilding:+-j${NIX_BUILD_CORES:-1}} SHELL="$BASH")
    concatTo flags makeFlags makeFlagsArray buildFlags buildFlagsArray
    echo "build flags: ${flags[*]}"
    ${makeProgram:-make} "${flags[@]}"
  else
    echo "no Makefile or custom buildPhase, doing nothing"
  fi
  runHook postBuild
}

checkPhase() {
  runHook preCheck
  ! hasMakefile || ${makeProgram:-make} ${makeFlags-} "${checkTarget:-check}"
  runHook postCheck
}

installPhase() {
  runHook preInstall
  if hasMakefile; then
    mkdir -p "${prefix:=$out}"
    local flags=(SHELL="$BASH")
    concatTo flags makeFlags makeFlagsArray installFlags installFlagsArray
    [ -n "${installTargets-}" ] || installTargets=install
    echo "install flags: ${flags[*]}"
    ${makeProgram:-make} "${flags[@]}" $installTargets
  else
    echo "no Makefile or custom installPhase" >&2
    exit 1
  fi
  runHook postInstall
}

fixupPhase() {
  runHook preFixup
  local folder
  for folder in man doc info; do
    [ ! -d "$out/$folder" ] || { mkdir -p "$out/share" && cp -R "$out/$folder" "$out/share/" && rm -r "${out:?}/$folder"; }
  done
  runHook postFixup
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
  for phase in ${preConfigurePhases-}; do runPhase "$phase"; done
  [ -n "${dontConfigure-}" ] || runPhase configurePhase
  [ -n "${dontBuild-}" ] || runPhase buildPhase
  [ -z "${doCheck-}" ] || runPhase checkPhase
  [ -n "${dontInstall-}" ] || runPhase installPhase
  runPhase fixupPhase
  for phase in ${postPhases-}; do runPhase "$phase"; done
fi
