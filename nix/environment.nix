/**
  What the entries without a flake take from the environment: AI_DRV_SERVER and AI_DRV_TOKEN. In pure evaluation both are
  empty, and the server is one on this machine.

  # Type

  ```
  environment :: { server :: String; token :: String | Null; }
  ```
*/
let
  get =
    name: default:
    let
      value = builtins.getEnv name;
    in
    if value == "" then default else value;
in
{
  server = get "AI_DRV_SERVER" "http://localhost:5000";
  token = get "AI_DRV_TOKEN" null;
}
