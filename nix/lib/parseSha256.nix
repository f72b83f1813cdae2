/**
  Reads a sha256 in the forms that people paste: SRI, base64, hex (either case) and nix32. `builtins.convertHash` came
  with Nix 2.19 only.

  # Inputs

  `text`
  : the hash

  # Type

  ```
  parseSha256 :: String -> { hex :: String; sri :: String; } | Null
  ```

  # Examples

  ```nix
  (parseSha256 "0000000000000000000000000000000000000000000000000000").hex
  => "0000000000000000000000000000000000000000000000000000000000000000"
  parseSha256 "sha256-too short"
  => null
  ```
*/
text:
let
  inherit (builtins)
    all
    concatLists
    elemAt
    genList
    listToAttrs
    match
    stringLength
    substring
    ;

  digestOfBits = import ./digestOfBits.nix;

  # bitsOf :: String -> Int -> String -> [[Int]]; the bits of each character, most significant first
  bitsOf =
    alphabet: width: spelling:
    let
      mod2 = n: n - n / 2 * 2;
      shift = n: by: if by == 0 then n else shift (n / 2) (by - 1);
      values = listToAttrs (
        genList (n: {
          name = substring n 1 alphabet;
          value = genList (place: mod2 (shift n (width - 1 - place))) width;
        }) (stringLength alphabet)
      );
    in
    genList (n: values.${substring n 1 spelling}) (stringLength spelling);

  take = count: list: genList (elemAt list) count;
  drop = count: list: genList (n: elemAt list (count + n)) (builtins.length list - count);
  reverse = list: genList (n: elemAt list (builtins.length list - 1 - n)) (builtins.length list);
  zero = all (bit: bit == 0);

  lower = builtins.replaceStrings [ "A" "B" "C" "D" "E" "F" ] [ "a" "b" "c" "d" "e" "f" ];

  # The two spare bits at the end must be zero: one digest has one spelling.
  ofBase64 =
    spelling:
    let
      bits = concatLists (
        bitsOf "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" 6 (substring 0 43 spelling)
      );
    in
    if zero (drop 256 bits) then digestOfBits (take 256 bits) else null;

  ofHex = spelling: digestOfBits (concatLists (bitsOf "0123456789abcdef" 4 (lower spelling)));

  # Nix's base32 is the little-endian number, highest digit first: four spare bits, then the bytes from the last to the first.
  ofNix32 =
    spelling:
    let
      bits = concatLists (bitsOf "0123456789abcdfghijklmnpqrsvwxyz" 5 spelling);
      bytes = genList (n: take 8 (drop (4 + 8 * n) bits)) 32;
    in
    if zero (take 4 bits) then digestOfBits (concatLists (reverse bytes)) else null;

  matches = pattern: match pattern text != null;
in
if matches "sha256-[A-Za-z0-9+/]{43}=" then
  ofBase64 (substring 7 44 text)
else if matches "[A-Za-z0-9+/]{43}=" then
  ofBase64 text
else if matches "[0-9a-fA-F]{64}" then
  ofHex text
else if matches "[0-9abcdfghijklmnpqrsvwxyz]{52}" then
  ofNix32 text
else
  null
