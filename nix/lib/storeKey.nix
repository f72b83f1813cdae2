/**
  What makes the channel's store path its own. Nix derives the path from the name and the MD5, and the MD5 is the same
  for all channel files; so the name must tell one request from every other.

  # Inputs

  `request`
  : server, prompt, model, revision and salt

  # Type

  ```
  storeKey :: { server, prompt, salt :: String; model :: String | Null; revision :: Int; } -> String
  ```

  # Examples

  ```nix
  storeKey { server = "https://a.example"; prompt = "build sl"; model = null; revision = 1; salt = ""; }
  => "ab584792be76a8e9e0437da5c483c7f25e082bd9692e3cfdabe4fd2446cf7a2e"
  ```
*/
{
  server,
  prompt,
  model,
  revision,
  salt,
}:
let
  # Each part with its length before it: no two lists of parts give the same text.
  part = text: "${toString (builtins.stringLength text)}:${text},";
in
builtins.hashString "sha256" (
  builtins.concatStringsSep "" (
    map part [
      server
      prompt
      (if model == null then "" else model)
      (toString revision)
      salt
    ]
  )
)
