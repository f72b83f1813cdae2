/**
  The spellings of a sha256 that its 256 bits give.

  # Inputs

  `bits`
  : 256 numbers, each 0 or 1, the most significant of the first byte first

  # Type

  ```
  digestOfBits :: [Int] -> { hex :: String; sri :: String; }
  ```

  # Examples

  ```nix
  (digestOfBits (builtins.genList (n: 0) 256)).sri
  => "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
  ```
*/
bits:
let
  inherit (builtins) concatStringsSep elemAt genList substring;

  # Two zero bits after the 256 fill the last base64 digit (RFC 4648 §4).
  bit = index: if index < 256 then elemAt bits index else 0;

  # number :: Int -> Int -> Int; the number that `width` bits from `start` spell
  number = start: width: if width == 0 then 0 else 2 * number start (width - 1) + bit (start + width - 1);

  # spell :: String -> Int -> Int -> String
  spell =
    alphabet: width: count:
    concatStringsSep "" (genList (n: substring (number (n * width) width) 1 alphabet) count);
in
{
  hex = spell "0123456789abcdef" 4 64;
  sri = "sha256-${spell "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" 6 43}=";
}
