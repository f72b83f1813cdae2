/**
  Builds what a prompt asks for, without a flake:

  ```sh
  nix-build --argstr msg 'Generate a derivation for building xterm' --argstr server https://drv.example.org
  ```

  `server` and `token` default to AI_DRV_SERVER (else the server on this machine) and AI_DRV_TOKEN. A token that is given
  here ends in the world-readable store; Nix's netrc file is the better place (nix/README.md).
*/
let
  environment = import ./nix/environment.nix;
in
{
  pkgs ? import <nixpkgs> { },
  msg ? "Generate a derivation for building `sl` from https://github.com/eyJhb/sl/archive/refs/tags/5.05.tar.gz",
  server ? environment.server,
  token ? environment.token,
  model ? null,
  revision ? 1,
  hash ? null,
  transport ? "channel",
  salt ? null,
  allowUnverifiedTls ? false,
}:
import ./nix/mkAIDerivation.nix
  {
    inherit
      pkgs
      server
      token
      transport
      salt
      allowUnverifiedTls
      ;
  }
  {
    prompt = msg;
    inherit model revision hash;
  }
