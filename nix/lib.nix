/**
  The pure functions behind `mkAIDerivation`: builtins only, no nixpkgs, so that they can be evaluated anywhere.
  Each has its own file, and its examples are tests in `tests/`.
*/
{
  decodeChannel = import ./channel.nix;
  digestOfBits = import ./lib/digestOfBits.nix;
  escapeURL = import ./lib/escapeURL.nix;
  parseServer = import ./lib/parseServer.nix;
  parseSha256 = import ./lib/parseSha256.nix;
  query = import ./lib/query.nix;
  readCall = import ./lib/readCall.nix;
  storeKey = import ./lib/storeKey.nix;
  trim = import ./lib/trim.nix;
  verifiesTls = import ./lib/verifiesTls.nix;
}
