let
  verifiesTls = import ../lib/verifiesTls.nix;
  all = expected: map (version: {
    name = "verifiesTls: ${version}";
    found = verifiesTls version;
    inherit expected;
  });
in
all false [
  "2.3.16"
  "2.8.0"
  "2.18.7"
  "2.19.7"
  "2.20.9"
  "2.21.5"
  "2.22.4"
  "2.23.4"
  "2.24.7"
  "2.24.8pre20240901_abcdef0"
  "2.25.0pre20240910_abcdef0"
  "2.90.0"
  "2.91.0"
]
++ all true [
  "2.18.8"
  "2.18.10"
  "2.24.8"
  "2.24.10"
  "2.25.0"
  "2.34.8"
  "2.35pre20260101_abcdef0"
  "2.91.1"
  "2.94.0"
  "3.0.0"
]
