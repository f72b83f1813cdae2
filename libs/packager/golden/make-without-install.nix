{
  stdenv,
  fetchurl,
  ncurses,
}:

stdenv.mkDerivation (finalAttrs: {
  pname = "sl";
  version = "5.02";

  src = fetchurl {
    url = "https://example.org/sl_${finalAttrs.version}.orig.tar.gz";
    hash = "sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=";
  };

  strictDeps = true;

  # Makefile also looks for frobnicate: if the build fails for want of it, add its package to
  # buildInputs.
  buildInputs = [ ncurses ];

  makeFlags = [ "CC=${stdenv.cc.targetPrefix}cc" ];

  installPhase = ''
    runHook preInstall

    install -Dm755 sl -t $out/bin
    install -Dm644 sl.1 -t $out/share/man/man1

    runHook postInstall
  '';

  meta = {
    # meta.license is left out: the archive has no LICENSE or COPYING file at its top.
    mainProgram = "sl";
  };
})
