/**
  Everything, without a flake: `nix-build ./nix -A ai-drv-server`, or in an expression
  `(import ./nix { inherit pkgs; server = "https://…"; }).mkAIDerivation "…"`.

  # Inputs

  `pkgs`
  : nixpkgs; `<nixpkgs>` unless given

  and the settings of `mkAIDerivation.nix`; `server` and `token` default to AI_DRV_SERVER and AI_DRV_TOKEN.
*/
let
  environment = import ./environment.nix;
in
{
  pkgs ? import <nixpkgs> { },
  server ? environment.server,
  token ? environment.token,
  transport ? "channel",
  salt ? null,
  allowUnverifiedTls ? false,
}:
{
  mkAIDerivation = import ./mkAIDerivation.nix {
    inherit
      pkgs
      server
      token
      transport
      salt
      allowUnverifiedTls
      ;
  };
  ai-drv-server = pkgs.callPackage ./package.nix { };
  lib = import ./lib.nix;
}
