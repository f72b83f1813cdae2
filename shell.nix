/**
  What working on this project needs: `nix-shell` or `nix develop`, then `npm ci`.
*/
{
  pkgs ? import <nixpkgs> { },
}:
pkgs.mkShell {
  packages = [
    pkgs.nodejs
    pkgs.postgresql # the npm package's own Postgres cannot run on NixOS
    pkgs.cmake # the tests build small CMake, autotools and make projects
    pkgs.nixfmt
  ];
}
