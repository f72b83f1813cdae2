/**
  Reads the server's URL: takes trailing slashes off, and says what the guards must know. Throws a sentence for what is
  no such URL.

  # Inputs

  `server`
  : `https://HOST[:PORT][/PATH]`, or `http://…`

  # Type

  ```
  parseServer :: Any -> { url :: String; encrypted :: Bool; loopback :: Bool; withToken :: String -> String; }
  ```

  `withToken` gives the URL with the token as the password of its userinfo, percent-encoded.

  # Examples

  ```nix
  (parseServer "https://drv.example.org/").url
  => "https://drv.example.org"
  (parseServer "http://[::1]:5000").loopback
  => true
  (parseServer "https://drv.example.org").withToken "a/b"
  => "https://token:a%2Fb@drv.example.org"
  ```
*/
server:
let
  inherit (builtins) elemAt isString match;

  escapeURL = import ./escapeURL.nix;

  # The userinfo is captured only to be refused with a sentence of its own.
  parts =
    if isString server then
      match "(https?)://([^/?#]*@)?(([A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+])(:[0-9]+)?)(/[A-Za-z0-9._~%!$&'()*+,;=:@/-]*)?" server
    else
      null;
  scheme = elemAt parts 0;
  userinfo = elemAt parts 1;
  authority = elemAt parts 2;
  host = elemAt parts 3;

  # withoutSlash :: String -> String; a path without the slashes at its end
  withoutSlash =
    path:
    let
      shorter = match "(.*)/" path;
    in
    if shorter == null then path else withoutSlash (elemAt shorter 0);
  path = withoutSlash (if elemAt parts 5 == null then "" else elemAt parts 5);
in
if server == null || server == "" then
  throw ''mkAIDerivation: no server. Give its URL as `server = "https://…"`, or with default.nix as `--argstr server https://…` or in AI_DRV_SERVER.''
else if parts == null then
  throw "mkAIDerivation: the server must be a URL like https://drv.example.org or http://localhost:5000, without a query, and this is not: ${if isString server then server else builtins.typeOf server}"
else if userinfo != null then
  throw "mkAIDerivation: the server's URL must hold no user or password. Put the token into Nix's netrc file (recommended), or give it as `token`."
else
  {
    url = "${scheme}://${authority}${path}";
    encrypted = scheme == "https";
    # A whole name or address is compared: 127.0.0.1.example.org is somebody else's machine.
    loopback = match "localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1]" host != null;
    withToken = token: "${scheme}://token:${escapeURL token}@${authority}${path}";
  }
