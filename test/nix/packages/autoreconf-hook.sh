# As nixpkgs' autoreconfHook does it.
autoreconfPhase() {
  runHook preAutoreconf
  autoreconf ${autoreconfFlags:---install --force --verbose}
  runHook postAutoreconf
}
preConfigurePhases="${preConfigurePhases-} autoreconfPhase"
