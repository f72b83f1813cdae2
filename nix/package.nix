/**
  `ai-drv-server`: runs this source tree with `npm ci` and `npm start`, in a writable copy of its own.

  The copy's place is named after the source's store path, so that another version gets another copy, and an old one
  is never half new. The first start of a version downloads its npm packages, and so needs the network.
*/
{
  writeShellApplication,
  coreutils,
  nodejs,
  postgresql,
}:
let
  src = builtins.path {
    name = "ai-drv-source";
    path = ../.;
    # What a checkout holds besides its source: none of it may reach the store, least of all the data directory's secrets.
    filter =
      path: _type:
      !builtins.elem (baseNameOf path) [
        ".data"
        ".env"
        ".git"
        "dist"
        "node_modules"
        "result"
      ]
      && builtins.match ".*/libs/database/generated" path == null;
  };
in
writeShellApplication {
  name = "ai-drv-server";
  runtimeInputs = [
    coreutils # `mv -T` is GNU's
    nodejs
    postgresql # the npm package's own Postgres cannot run on NixOS
  ];
  text = ''
    copies=''${XDG_CACHE_HOME:-$HOME/.cache}/ai-drv
    copy=$copies/${builtins.substring 0 32 (baseNameOf src)}
    export AI_DRV_DATA_DIR=''${AI_DRV_DATA_DIR:-''${XDG_STATE_HOME:-$HOME/.local/state}/ai-drv}

    if [ ! -e "$copy" ]; then
      echo "ai-drv-server: first start of this version: its npm packages are downloaded now, which needs the network." >&2
      mkdir -p "$copies"
      # Made aside and moved into place when it is whole: an interrupted start leaves nothing that looks finished.
      new=$(mktemp -d "$copies/new.XXXXXX")
      trap 'rm -rf "$new"' EXIT
      cp -R ${src}/. "$new"
      chmod -R u+w "$new"
      (cd "$new" && npm ci) || {
        echo "ai-drv-server: npm ci failed. Is the network there? Start it again to try again." >&2
        exit 1
      }
      # Another first start may have been quicker; then its copy is as good.
      mv -T "$new" "$copy" 2>/dev/null || [ -e "$copy" ]
      trap - EXIT
      rm -rf "$new"
    fi

    cd "$copy"
    exec npm start -- "$@"
  '';
}
