# What `stdenv.hostPlatform` says of a platform. A flag that is not here ends the evaluation as skipped.
# open :: String -> AttrSet -> AttrSet
{ open, system }:
let
  parts = builtins.match "([^-]*)-(.*)" system;
  cpu = builtins.elemAt parts 0;
  kernel = builtins.elemAt parts 1;
  isLinux = kernel == "linux";
  isDarwin = kernel == "darwin";
  isx86_64 = cpu == "x86_64";
  isAarch64 = cpu == "aarch64";
in
open "stdenv.hostPlatform" {
  inherit system isLinux isDarwin isx86_64 isAarch64;
  config = "${cpu}-${if isLinux then "unknown-linux-gnu" else "apple-darwin"}";
  isx86 = isx86_64;
  isAarch = isAarch64;
  isGnu = isLinux;
  isUnix = true;
  is64bit = true;
  is32bit = false;
  isi686 = false;
  isx86_32 = false;
  isAarch32 = false;
  isMacOS = isDarwin;
  isMusl = false;
  isStatic = false;
  isWindows = false;
  isCygwin = false;
  isMinGW = false;
  isFreeBSD = false;
  isOpenBSD = false;
  isNetBSD = false;
  isBSD = isDarwin;
  isSunOS = false;
  isiOS = false;
  isAndroid = false;
  isWasm = false;
  isWasi = false;
  isRiscV = false;
  isRiscV64 = false;
  isPower = false;
  isPower64 = false;
  isMips = false;
  isSparc = false;
  isLoongArch64 = false;
  isS390 = false;
  isLittleEndian = true;
  isBigEndian = false;
  isElf = isLinux;
  isMachO = isDarwin;
  hasSharedLibraries = true;
  useLLVM = false;
  uname = { system = if isLinux then "Linux" else "Darwin"; processor = cpu; };
  parsed = { cpu = { name = cpu; bits = 64; }; kernel.name = kernel; };
  linuxArch = if isAarch64 then "arm64" else cpu;
  darwinArch = if isAarch64 then "arm64" else cpu;
  emulatorAvailable = _: false;
  canExecute = other: other.system == system;
  extensions = {
    sharedLibrary = if isDarwin then ".dylib" else ".so";
    staticLibrary = ".a";
    library = if isDarwin then ".dylib" else ".so";
    executable = "";
  };
}
