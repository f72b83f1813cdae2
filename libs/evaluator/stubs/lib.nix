# `lib`: nixpkgs' pure functions, written anew with its semantics. `unknown name` ends the evaluation as skipped.
# lists, strings, attrsets :: AttrSet -> AttrSet, open :: String -> AttrSet -> AttrSet, names :: AttrSet
{ lists, strings, attrsets, unknown, open, names, system }:
let
  self = base // {
    unknown = name: unknown "lib.${name}";
  };
  base = lists self // strings self // attrsets self;
  functions = removeAttrs base [ "or_" "meta" "versions" "replicateString" ] // { "or" = base.or_; };

  # Every name is one: which licences nixpkgs has is no matter of a stub.
  license = name: open "lib.licenses.${name}" { inherit name; shortName = name; fullName = name; free = true; __licence = name; };
  platforms = builtins.mapAttrs (_: _: [ system ]) names // {
    linux = [ "x86_64-linux" "aarch64-linux" "i686-linux" "armv7l-linux" "riscv64-linux" ];
    darwin = [ "x86_64-darwin" "aarch64-darwin" ];
    unix = platforms.linux ++ platforms.darwin;
    all = platforms.unix;
    none = [ ];
  };
in
open "lib" (functions // {
  strings = open "lib.strings" (functions // { replicate = base.replicateString; });
  lists = open "lib.lists" functions;
  attrsets = open "lib.attrsets" functions;
  trivial = open "lib.trivial" (functions // { release = "25.11"; version = "25.11"; });
  fixedPoints = open "lib.fixedPoints" functions;
  asserts = open "lib.asserts" functions;
  versions = open "lib.versions" base.versions;
  meta = open "lib.meta" base.meta;
  licenses = builtins.mapAttrs (name: _: license name) names;
  maintainers = builtins.mapAttrs (name: _: { inherit name; github = name; }) names;
  teams = builtins.mapAttrs (name: _: { members = [ ]; shortName = name; }) names;
  sourceTypes = builtins.mapAttrs (name: _: { shortName = name; isSource = name == "fromSource"; }) names;
  inherit platforms;
})
