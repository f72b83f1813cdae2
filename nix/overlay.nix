/**
  Adds `mkAIDerivation` and `ai-drv-server` to nixpkgs. The settings are `config.aiDrv`:

  ```nix
  import nixpkgs {
    overlays = [ ai-drv.overlays.default ];
    config.aiDrv.server = "https://drv.example.org";
  }
  ```
*/
final: _prev: {
  mkAIDerivation = import ./mkAIDerivation.nix (
    { pkgs = final; } // import ./environment.nix // final.config.aiDrv or { }
  );
  ai-drv-server = final.callPackage ./package.nix { };
}
