/**
  Gives `mkAIDerivation`: it asks a server for the Nix expression of a package, and calls that expression with `pkgs`.

  # Inputs

  `pkgs`
  : nixpkgs, or whatever has a `callPackage`

  `server`
  : the server's URL

  `token`
  : null (recommended) where Nix's netrc file holds it. A token given here **ends in the world-readable store**

  `transport`
  : `"channel"`, or `"impure"` for `--impure` evaluation without import-from-derivation

  `salt`
  : null, or a text that makes the channel's store path one that other users of this store cannot guess. Default: the token

  `allowUnverifiedTls`
  : true to go on although this Nix does not check the server's certificate

  # Type

  ```
  { pkgs, server, ... } -> String | { prompt, revision ? 1, model ? null, hash ? null, args ? { } } -> Derivation
  ```

  # Examples

  ```nix
  mkAIDerivation "Generate a derivation for building xterm"
  mkAIDerivation { prompt = "Generate a derivation for building xterm"; hash = "sha256-…"; }
  ```
*/
{
  pkgs,
  server ? null,
  token ? null,
  transport ? "channel",
  salt ? null,
  allowUnverifiedTls ? false,
}:
let
  lib = import ./lib.nix;

  fail = sentence: throw "mkAIDerivation: ${sentence}";

  origin =
    let
      parsed = lib.parseServer server;
    in
    if parsed.encrypted || parsed.loopback then
      parsed
    else
      builtins.trace "mkAIDerivation: warning: ${parsed.url} is not encrypted: whoever is in between reads the token and chooses what is built. Use https." parsed;

  # secret :: String | Null; a file's last line end is no part of the token in it
  secret = if token == null || lib.trim token == "" then null else lib.trim token;

  # url :: String -> String; the address that is asked, which holds the token where one was given
  url = path: (if secret == null then origin.url else origin.withToken secret) + path;

  # Anybody who may build on this machine can fill a path that he can guess from a server of his own.
  saltOfPath =
    if salt != null then
      salt
    else if secret != null then
      builtins.hashString "sha256" secret
    else
      "";

  # builderFetch :: String -> { name, outputHashAlgo, outputHash } -> Derivation; Nix's own downloader, run as a builder: it
  # works in pure evaluation, needs no curl, bash or stdenv, and reads the netrc file of whoever builds (the daemon).
  builderFetch =
    path: output:
    if origin.encrypted && !origin.loopback && !allowUnverifiedTls && !lib.verifiesTls builtins.nixVersion then
      fail ''
        this Nix (${builtins.nixVersion}) does not check the server's certificate when a build downloads (CVE-2024-47174, fixed in 2.18.8 and 2.24.8): the token could be sent to anybody, and the answer come from anybody. Upgrade Nix;
        or lock the call with `hash = "sha256-…"`, which downloads with a checked certificate;
        or accept the risk with `allowUnverifiedTls = true`.''
    else
      derivation (
        output
        // {
          system = "builtin";
          builder = "builtin:fetchurl";
          url = url path;
          urls = [ (url path) ];
          executable = false;
          unpack = false;
          outputHashMode = "flat";
          # Without these Nix asks every remote builder and binary cache first.
          preferLocalBuild = true;
          allowSubstitutes = false;
        }
      );

  # evaluatorFetch :: String -> { name, sha256 ? } -> String; needs no import-from-derivation, checks certificates in every
  # version of Nix, and reads the netrc file of whoever evaluates (the user)
  evaluatorFetch = path: output: builtins.fetchurl (output // { url = url path; });

  # askChannel :: Request -> Digest
  askChannel =
    request:
    let
      key = lib.storeKey {
        inherit (request) prompt model revision;
        server = origin.url;
        salt = saltOfPath;
      };
      file = builderFetch "/channel?${lib.query request}" {
        name = "ai-drv-channel-${key}";
        outputHashAlgo = "md5";
        outputHash = "13815379bc4445b353fee03d835e2b71"; # of every channel file
      };
    in
    builtins.addErrorContext
      "while mkAIDerivation asks ${origin.url} (where import-from-derivation is off, give it a `hash`)"
      (lib.decodeChannel (builtins.readFile file));

  # askHash :: Request -> Digest
  askHash =
    request:
    let
      answer = evaluatorFetch "/hash?${lib.query request}" { name = "ai-drv-hash"; };
      digest = lib.parseSha256 (builtins.readFile answer);
    in
    if !(builtins ? currentTime) then
      fail ''transport = "impure" needs `--impure`. In pure evaluation use transport = "channel", or lock the call with `hash`.''
    else if digest == null then
      fail "the answer of ${origin.url}/hash is no hash. Is the server's URL right?"
    else
      digest;

  ask =
    {
      channel = askChannel;
      impure = askHash;
    }
    .${transport} or (fail ''transport must be "channel" or "impure", not "${transport}".'');
in
call:
let
  request = lib.readCall call;
  locked = request.digest != null;
  digest = if locked then request.digest else ask request;

  # Both ways give the same store path, so a call that is locked later downloads nothing again.
  name = "ai-drv-expression.nix";
  path = "/drv?hash=${digest.hex}";
  expression =
    if locked || transport == "impure" then
      evaluatorFetch path {
        inherit name;
        sha256 = digest.hex;
      }
    else
      builderFetch path {
        inherit name;
        outputHashAlgo = "sha256";
        outputHash = digest.hex;
      };

  unusable =
    reason:
    fail "the expression ${digest.sri} ${reason}. Ask for another one with `revision = ${toString (request.revision + 1)}`.";

  package =
    let
      function = import expression;
      result = pkgs.callPackage function request.args;
    in
    if !builtins.isFunction function then
      unusable "is no function, as callPackage needs one"
    else if !(builtins.isAttrs result && result.type or null == "derivation") then
      unusable "gives no derivation"
    else
      result;

  facts.mkAIDerivation = {
    inherit (request) prompt revision model;
    inherit expression;
    hash = digest.sri;
    server = origin.url;
  };
in
if package ? overrideAttrs then
  package.overrideAttrs (old: {
    passthru = (old.passthru or { }) // facts;
  })
else
  package // facts // { passthru = (package.passthru or { }) // facts; }
