/**
  Reads a channel file: a sha256 in the choice, 256 times, between a block of `zeros.bin` and one of `ones.bin`. All
  such choices have the same MD5, and so a fixed-output derivation can bring any of them (see README.md).

  Throws a sentence where the file is not made of these blocks. Nix has checked no more than an MD5 that anybody can meet.

  # Inputs

  `file`
  : the file's contents, as `builtins.readFile` gives it

  # Type

  ```
  decodeChannel :: String -> { hex :: String; sri :: String; }
  ```

  # Examples

  ```nix
  (decodeChannel (builtins.readFile ./zeros.bin)).sri
  => "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
  ```
*/
file:
let
  inherit (builtins) genList readFile stringLength substring;

  digestOfBits = import ./lib/digestOfBits.nix;

  zeros = readFile ./zeros.bin;
  ones = readFile ./ones.bin;

  headerLength = 64;
  blockLength = 128;
  block = index: substring (headerLength + index * blockLength) blockLength;

  fail =
    reason:
    throw ''
      mkAIDerivation: the server's answer is no channel file: ${reason}.
      Is the server's URL right, and does a proxy change what it sends? If the file in the store is somebody else's doing, give a `salt`.'';

  bit =
    index:
    let
      found = block index file;
    in
    if found == block index zeros then
      0
    else if found == block index ones then
      1
    else
      fail "its block ${toString index} is neither of the two";
in
if stringLength file != stringLength zeros then
  fail "it has ${toString (stringLength file)} bytes and not ${toString (stringLength zeros)}"
else if substring 0 headerLength file != substring 0 headerLength zeros then
  fail "it begins with another header"
else
  digestOfBits (genList bit 256)
