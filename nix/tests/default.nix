/**
  The tests of the pure functions: `nix-instantiate --eval --strict nix/tests`. Gives a sentence when all hold, and throws
  what differs when one does not. A file here is a list of `{ name; found; expected; }`; "throws" stands for any `throw`.
*/
let
  inherit (builtins)
    concatLists
    concatStringsSep
    deepSeq
    filter
    length
    toJSON
    toString
    tryEval
    ;

  tests = concatLists (
    map import [
      ./channel.nix
      ./digest.nix
      ./escapeURL.nix
      ./parseServer.nix
      ./readCall.nix
      ./request.nix
      ./verifiesTls.nix
    ]
  );

  outcome =
    test:
    let
      tried = tryEval (deepSeq test.found test.found);
    in
    if tried.success then tried.value else "throws";

  failed = filter (test: outcome test != test.expected) tests;
  describe = test: "${test.name}: found ${toJSON (outcome test)}, expected ${toJSON test.expected}";
in
if failed == [ ] then
  "${toString (length tests)} tests of the pure functions hold"
else
  throw (concatStringsSep "\n" (map describe failed))
