/**
  Percent-encodes every byte of a string but the unreserved ones of RFC 3986 §2.3, so that it can stand as a value in a
  query or as userinfo. nixpkgs' `lib.escapeURL` leaves bytes above 127 as they are; this one does not.

  Throws where a byte can be no part of UTF-8.

  # Inputs

  `text`
  : any string; Nix strings are bytes and hold no NUL

  # Type

  ```
  escapeURL :: String -> String
  ```

  # Examples

  ```nix
  escapeURL "build xterm + ~100% of it"
  => "build%20xterm%20%2B%20~100%25%20of%20it"
  escapeURL "木"
  => "%E6%9C%A8"
  ```
*/
let
  inherit (builtins)
    concatStringsSep
    elemAt
    fromJSON
    genList
    listToAttrs
    match
    stringLength
    substring
    ;

  digits = "0123456789ABCDEF";
  digit = n: substring n 1 digits;
  hex2 = n: digit (n / 16) + digit (n - n / 16 * 16);
  hex4 = n: hex2 (n / 256) + hex2 (n - n / 256 * 256);

  # Nix has no escape for a byte, but JSON has one for a code point, and its UTF-8 is cut into bytes by `substring`.
  # codePoint :: String -> String; four hexadecimal digits, or a surrogate pair
  codePoint = escape: fromJSON ''"\u${escape}"'';

  # byte :: Int -> String; some code point that has this byte at a place that we know
  byte =
    n:
    if n < 128 then
      codePoint (hex4 n)
    else if n < 192 then
      substring 1 1 (codePoint (hex4 n)) # U+0080 to U+00BF end in 80 to BF
    else if n < 224 then
      substring 0 1 (codePoint (hex4 ((n - 192) * 64)))
    else if n == 224 then
      substring 0 1 (codePoint "0800")
    else if n < 240 then
      substring 0 1 (codePoint (hex4 ((n - 224) * 4096)))
    else
      substring 0 1 (
        codePoint (elemAt [ "D800\\uDC00" "D8C0\\uDC00" "D9C0\\uDC00" "DAC0\\uDC00" "DBC0\\uDC00" ] (n - 240))
      );

  # Never part of UTF-8: C0 and C1 (over-long forms), F5 to FF (beyond U+10FFFF).
  range = from: to: genList (n: from + n) (to - from + 1);
  bytes = range 1 191 ++ range 194 244;

  table = listToAttrs (
    map (
      n:
      let
        name = byte n;
      in
      {
        inherit name;
        value = if n < 128 && match "[A-Za-z0-9._~-]" name != null then name else "%${hex2 n}";
      }
    ) bytes
  );
in
text:
concatStringsSep "" (
  genList (
    index:
    table.${substring index 1 text}
      or (throw "mkAIDerivation: byte ${toString (index + 1)} of this text cannot be part of UTF-8. Save the file that holds it as UTF-8.")
  ) (stringLength text)
)
