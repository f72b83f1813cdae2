/**
  A string without the spaces, tabs and line ends at both its ends.

  Not by `builtins.match`: on libstdc++ a regular expression recurses once per character, and a prompt may be long.

  # Inputs

  `text`
  : any string

  # Type

  ```
  trim :: String -> String
  ```

  # Examples

  ```nix
  trim "\n  build xterm\n"
  => "build xterm"
  trim " \t\r\n"
  => ""
  ```
*/
text:
let
  inherit (builtins) elem foldl' genList stringLength substring;

  length = stringLength text;
  isSpace = index: elem (substring index 1 text) [ " " "\t" "\r" "\n" ];

  # firstOf :: (Int -> Int) -> Int | Null; the first index, in the given order, that holds no white space
  firstOf =
    at:
    foldl' (found: n: if found != null || isSpace (at n) then found else at n) null (genList (n: n) length);

  start = firstOf (n: n);
  end = firstOf (n: length - 1 - n);
in
if start == null then "" else substring start (end - start + 1) text
