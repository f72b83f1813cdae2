/**
  Checks what `mkAIDerivation` was called with and fills in the defaults. Wrong use throws a sentence.

  # Inputs

  `call`
  : the prompt, or an attribute set of

    `prompt` (1 to 8,192 bytes once the white space at both ends is off),
    `revision` (a positive number; 1),
    `model` (a name that the server knows; null for its default),
    `hash` (the sha256 of a finished expression, which locks the call; null),
    `args` (for `callPackage`; `{ }`)

  # Type

  ```
  readCall :: String | { ... } -> { prompt :: String; revision :: Int; model :: String | Null; digest :: Digest | Null; args :: AttrSet; }
  ```

  # Examples

  ```nix
  (readCall " build sl\n").prompt
  => "build sl"
  (readCall { prompt = "build sl"; revision = 2; }).revision
  => 2
  ```
*/
call:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    hasAttr
    isAttrs
    isInt
    isString
    stringLength
    toString
    typeOf
    unsafeDiscardStringContext
    ;

  parseSha256 = import ./parseSha256.nix;
  trim = import ./trim.nix;

  fail = sentence: throw "mkAIDerivation: ${sentence}";

  defaults = {
    revision = 1;
    model = null;
    hash = null;
    args = { };
  };
  known = [ "prompt" ] ++ attrNames defaults;

  given =
    if isString call then
      { prompt = call; }
    else if isAttrs call then
      call
    else
      fail "call it with a prompt or with an attribute set that has one, not with a ${typeOf call}.";
  unknown = filter (name: !builtins.elem name known) (attrNames given);

  request = defaults // given;

  # A prompt that names a store path is still only a text: it must not make that path an input of the download.
  prompt = trim (unsafeDiscardStringContext request.prompt);
  digest = parseSha256 request.hash;
in
if unknown != [ ] then
  fail "there is no argument ${concatStringsSep ", " unknown}. It takes ${concatStringsSep ", " known}."
else if !hasAttr "prompt" given then
  fail ''no prompt. Say what to build: mkAIDerivation { prompt = "…"; }.''
else if !isString request.prompt then
  fail "the prompt must be a string, and it is a ${typeOf request.prompt}."
else if prompt == "" then
  fail "the prompt is empty. Say what to build."
else if stringLength prompt > 8192 then
  fail "the prompt has ${toString (stringLength prompt)} bytes, and the server takes 8192. Shorten it."
else if !isInt request.revision || request.revision < 1 then
  fail "revision must be a whole number from 1 on. 1 is the first answer, and one more than the latest asks for a new one."
else if request.model != null && (!isString request.model || trim request.model == "") then
  fail "model must be the name of a model that the server knows, or null for the server's default."
else if request.hash != null && (!isString request.hash || digest == null) then
  fail "hash must be a sha256 as SRI (sha256- and 44 characters), base64 (44), hex (64) or nix32 (52)${
    if isString request.hash then ", and this is not: ${request.hash}" else "."
  }"
else if !isAttrs request.args then
  fail "args must be an attribute set, for callPackage."
else
  {
    inherit prompt;
    inherit (request) revision args;
    model = if request.model == null then null else unsafeDiscardStringContext request.model;
    digest = if request.hash == null then null else digest;
  }
