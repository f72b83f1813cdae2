// Where real Nix expressions are to be had: packages whose sources hold .nix files that no package before them has.

/** Debian's source packages, by suite. Those above 60 MB are left out. */
export const sourcePackages: Readonly<Record<string, readonly string[]>> = {
  bookworm: words(`
    astroidmail balboa cloc coq coreboot csound darktable ddclient emscripten fclib ghc
    golang-github-containers-buildah golang-github-corpix-uarand golang-github-jhillyerd-enmime
    golang-go-zfs haskell-math-functions haskell-swish kitty knot knot-resolver ledger ledger-mode
    markdown-toc-el neovim nix njam node-lastfm ntpsec ocaml-re ocaml-ssl ohcount olm pandoc patchelf rnp
    rust-bat siconos simgrid task-spooler
  `),
  trixie: words(`
    adasockets alot astroidmail bambootracker bemenu bidict confget coq coq-deriving coq-elpi
    coq-extructures coq-hierarchy-builder coq-hott coq-reglang coqeal crystal django-allauth feature-check
    flycheck ftxui ghc gmrender-resurrect gnunet golang-github-containers-buildah
    golang-github-go-viper-mapstructure golang-honnef-go-tools gtk-session-lock gtksourceview5 gum
    haskell-futhark haskell-termonad highs hx immer incus input-remapper jpeg-xl keyring-pass kitty knot
    ksyntax-highlighting lager lfortran libcrypt-urandom-token-perl lsof luanti lvm2 magnum-cluster-api
    mathcomp-algebra-tactics mathcomp-analysis mathcomp-finmap mathcomp-real-closed mercurial merkuro
    minizinc-ide monado multiqc nautilus-python nextcloud-desktop nextpnr nix node-ace-code
    node-gulp-postcss nwg-displays ocaml-csexp ocaml-dune ocaml-merlin ocaml-ssl olm opensmtpd-table-ldap
    opensmtpd-table-mysql opensmtpd-table-passwd opensmtpd-table-postgres opensmtpd-table-redis
    opensmtpd-table-sqlite patat patchelf picom pytest-httpserver python-iso8601 python-parse-stages
    python-pyelftools python-respx python-test-stages python-truncnorm qflipper qtrvsim quickemu remrun
    rss2email rust-coreutils rust-tiny-dfr sexpp thin-provisioning-tools yade yosys yubikey-touch-detector
  `),
  sid: words(`
    browser-cookie3 conmon coq coq-deriving coq-equations coq-hierarchy-builder coq-hott coreboot criu
    darktable direnv dpp elan forgejo-cli ftxui geany ghc glome golang-github-a-h-templ
    golang-github-go-viper-mapstructure golang-github-sagikazarmark-locafero golang-github-spf13-viper
    haskell-futhark hx hyprcursor hyprgraphics hyprland-qt-support hyprlang hyprwayland-scanner iqtree
    kernel-hardening-checker kf6-syntax-highlighting knot lazygit libdjinterop mercurial milkytracker
    modulejail neovim-treesitter netradiant nextpnr node-regjsgen ocaml-re openclonk python-airspeed
    python-mpd railway-gtk rnp tiled-qt tree-sitter wait4x witr yosys
  `),
  bullseye: words(`

  `),
  forky: words(`
    hyprutils rust-doxx
  `),
};

export const npmPackages = ['node2nix', 'nijs'];

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
