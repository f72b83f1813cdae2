{
  description = "A sentence in, a Nix derivation out: the library that asks an ai-drv server, and the server";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";

  outputs =
    { self, nixpkgs }:
    let
      # perSystem :: (Pkgs -> a) -> { <system> :: a; }
      perSystem =
        f:
        builtins.listToAttrs (
          map
            (system: {
              name = system;
              value = f nixpkgs.legacyPackages.${system};
            })
            [
              "x86_64-linux"
              "aarch64-linux"
              "aarch64-darwin"
            ]
        );
    in
    {
      lib = import ./nix/lib.nix // {
        mkAIDerivation = import ./nix/mkAIDerivation.nix;
      };

      overlays.default = import ./nix/overlay.nix;

      packages = perSystem (pkgs: {
        # Asks the server on this machine. Change the prompt in default.nix and play.
        default = import ./default.nix { inherit pkgs; };
        ai-drv-server = pkgs.callPackage ./nix/package.nix { };
      });

      apps = perSystem (pkgs: {
        default = {
          type = "app";
          program = "${self.packages.${pkgs.stdenv.hostPlatform.system}.ai-drv-server}/bin/ai-drv-server";
          meta.description = "The server that mkAIDerivation asks";
        };
      });

      devShells = perSystem (pkgs: {
        default = import ./shell.nix { inherit pkgs; };
      });

      checks = perSystem (pkgs: {
        inherit (self.packages.${pkgs.stdenv.hostPlatform.system}) ai-drv-server;
        lib = pkgs.runCommand "ai-drv-lib-tests" { result = import ./nix/tests; } ''
          echo "$result" > $out
        '';
      });

      formatter = perSystem (pkgs: pkgs.nixfmt-tree);
    };
}
