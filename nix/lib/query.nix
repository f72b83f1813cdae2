/**
  The query of `/channel` and `/hash`. What has its default is left out, so that one request has one URL; the server
  refuses parameters that it does not know.

  # Inputs

  `request`
  : what `readCall` returns

  # Type

  ```
  query :: { prompt :: String; model :: String | Null; revision :: Int; ... } -> String
  ```

  # Examples

  ```nix
  query { prompt = "build sl"; model = null; revision = 1; }
  => "req=build%20sl"
  query { prompt = "build sl"; model = "packager"; revision = 2; }
  => "req=build%20sl&model=packager&revision=2"
  ```
*/
{
  prompt,
  model,
  revision,
  ...
}:
let
  escapeURL = import ./escapeURL.nix;
in
"req=${escapeURL prompt}"
+ (if model == null then "" else "&model=${escapeURL model}")
+ (if revision == 1 then "" else "&revision=${toString revision}")
