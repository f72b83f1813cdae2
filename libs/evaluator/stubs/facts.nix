# What is told of the package that an expression gave.
# plain :: a -> Bool; touched :: a -> b -> b; refused, allowed :: AttrSet of names, what the policy says of attributes
{ lib, isStub, plain, touched, fails, refused, allowed }:
value:
let
  inherit (builtins) attrNames filter isAttrs isFunction isList isString mapAttrs match seq substring;

  cut = text: substring 0 4096 text;
  nameOf = one: if isStub one then one.__stub else if isAttrs one && one ? __fetcher then one.__fetcher else if isAttrs one then one.pname or one.name or "a set" else if isString one then cut one else builtins.typeOf one;
  isInput = name: match ".*[iI]nputs|dependencies|build-system|optional-dependencies|nativeCheckInputs|runtimeInputs|paths" name != null;
  names = list: map nameOf (filter (one: one != null) (lib.flatten list));

  inherit (value.__built) attributes builder;
  # What nixpkgs hands to the build; the rest is there for other expressions only.
  environment = removeAttrs attributes [ "meta" "passthru" "tests" ];
  isMisused = name: isFunction environment.${name} && match ".*[wW]rapper|extra.*|unpackPhase" name == null;
  # The policy reads names in the text; here is what they came out as.
  isRefused = name: refused ? ${name} || (substring 0 2 name == "__" && !(allowed ? ${name}));
  opening = filter isRefused (attrNames environment);
  functions = filter isMisused (attrNames environment);
  meta = attributes.meta or { };
  texts = lib.filterAttrs (name: one: lib.elem name [ "description" "homepage" "changelog" "mainProgram" "downloadPage" ] && isString one) meta;
  licences = map (one: one.__licence or one.spdxId or (if isString one then one else "?")) (lib.toList (meta.license or [ ]));

  facts = {
    inherit builder;
    inherit (value) name pname version outputs;
    inputs = mapAttrs (_: names) (lib.filterAttrs (name: one: isInput name && isList one) environment);
    hashes = lib.filterAttrs (name: one: match ".*(Hash|Sha256)" name != null && plain one) environment;
    source = if !attributes ? src then null else if isString attributes.src then cut attributes.src else nameOf attributes.src;
    meta = mapAttrs (_: cut) texts // { license = licences; };
  };
in
if isAttrs value && value ? __built then
  if opening != [ ] then fails "The attribute ${builtins.head opening} is refused: it opens the sandbox or the network to a build."
  else if functions != [ ] then fails "The attribute ${builtins.head functions} is a function; a derivation's attributes are strings, numbers, lists and sets."
  else touched environment (touched (removeAttrs meta [ "license" "maintainers" "teams" "platforms" "badPlatforms" ]) facts)
else if isStub value then
  touched value {
    builder = value.__stub;
    name = value.name;
    pname = value.name;
    version = "";
    outputs = [ "out" ];
    inputs = { };
    hashes = { };
    source = null;
    meta = { license = [ ]; };
  }
else fails "The expression gives no derivation: what follows the arguments must be a call such as stdenv.mkDerivation { … }."
