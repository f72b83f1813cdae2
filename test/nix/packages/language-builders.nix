# Builders that need the network for their dependencies: here they only say what they were asked, so that an expression
# can be evaluated and its slots for hashes looked at; building one fails.
{ lib, mkDerivation }:
let
  asked =
    builder: required: attrsOrFunction:
    mkDerivation (
      finalAttrs:
      let
        attrs = if builtins.isFunction attrsOrFunction then attrsOrFunction finalAttrs else attrsOrFunction;
        missing = builtins.filter (name: !(attrs ? ${name})) required;
      in
      if missing != [ ] then
        throw "${builder}: ${lib.concatStringsSep ", " missing} is missing"
      else
        attrs
        // {
          buildCommand = "echo '${builder} needs the network: not in the miniature package set' >&2; exit 1";
        }
    );
in
{
  rustPlatform.buildRustPackage = asked "buildRustPackage" [ "cargoHash" ];
  buildGoModule = asked "buildGoModule" [ "vendorHash" ];
  buildNpmPackage = asked "buildNpmPackage" [ "npmDepsHash" ];
}
