/**
  Whether the `builtin:fetchurl` of a Nix version checks the server's certificate. Older ones do not (CVE-2024-47174): they
  would send the token to anybody in between, and take any channel file from them.

  # Inputs

  `version`
  : as in `builtins.nixVersion`

  # Type

  ```
  verifiesTls :: String -> Bool
  ```

  # Examples

  ```nix
  verifiesTls "2.24.8"
  => true
  verifiesTls "2.8.0"
  => false
  ```
*/
version:
let
  atLeast = other: builtins.compareVersions version other >= 0;
in
if atLeast "2.90" then
  # Lix counts from 2.90 and fixed it in 2.91.1 (its release notes of 2024-10-18).
  atLeast "2.91.1"
else
  # Fixed in 2.18.8 and 2.24.8 (GHSA-6fjr-mq49-mm2c), and so in every release from 2.25.0. The branches in between are not
  # named by the advisory, and pre-releases of 2.25 are older than the fix or not: both count as unfixed.
  atLeast "2.25.0" || (atLeast "2.24.8" && !atLeast "2.25") || (atLeast "2.18.8" && !atLeast "2.19")
