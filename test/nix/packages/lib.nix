# The functions of nixpkgs' lib that generated expressions use.
let
  inherit (builtins) concatStringsSep functionArgs intersectAttrs isFunction substring stringLength;

  license = spdxId: {
    inherit spdxId;
    free = true;
  };
in
rec {
  optional = condition: value: if condition then [ value ] else [ ];
  optionals = condition: list: if condition then list else [ ];
  optionalString = condition: text: if condition then text else "";
  optionalAttrs = condition: set: if condition then set else { };
  inherit concatStringsSep;
  concatMapStringsSep =
    separator: f: list:
    concatStringsSep separator (map f list);
  makeBinPath = concatMapStringsSep ":" (package: "${package}/bin");
  enableFeature = condition: feature: "--${if condition then "enable" else "disable"}-${feature}";
  mesonBool = feature: condition: "-D${feature}=${if condition then "true" else "false"}";
  mesonEnable = feature: condition: "-D${feature}=${if condition then "enabled" else "disabled"}";
  cmakeBool = name: condition: "-D${name}:BOOL=${if condition then "TRUE" else "FALSE"}";
  versionAtLeast = version: other: builtins.compareVersions version other >= 0;
  removePrefix =
    prefix: text:
    if substring 0 (stringLength prefix) text == prefix then
      substring (stringLength prefix) (-1) text
    else
      text;

  # As in nixpkgs: a package's result can be asked for again with other arguments.
  makeOverridable =
    f: args:
    let
      result = f args;
      override = change: makeOverridable f (args // (if isFunction change then change args else change));
      overridable = {
        inherit override;
      }
      // optionalAttrs (result ? overrideAttrs) {
        overrideAttrs = change: makeOverridable (args: (f args).overrideAttrs change) args;
      };
    in
    if builtins.isAttrs result then result // overridable else result;

  # As in nixpkgs: what a function names is taken from the set.
  callPackageWith =
    set: function: args:
    let
      f = if isFunction function then function else import function;
      formals = functionArgs f;
      given = intersectAttrs formals set // args;
      missing = builtins.filter (name: !formals.${name} && !(given ? ${name})) (builtins.attrNames formals);
    in
    if missing != [ ] then
      throw "the miniature package set has no ${concatStringsSep ", " missing}"
    else
      makeOverridable f given;

  licenses = builtins.mapAttrs (_: license) {
    agpl3Only = "AGPL-3.0-only";
    agpl3Plus = "AGPL-3.0-or-later";
    asl20 = "Apache-2.0";
    bsd2 = "BSD-2-Clause";
    bsd3 = "BSD-3-Clause";
    boost = "BSL-1.0";
    bsd0 = "0BSD";
    cc0 = "CC0-1.0";
    gpl2Only = "GPL-2.0-only";
    gpl2Plus = "GPL-2.0-or-later";
    gpl3Only = "GPL-3.0-only";
    gpl3Plus = "GPL-3.0-or-later";
    isc = "ISC";
    lgpl21Only = "LGPL-2.1-only";
    lgpl21Plus = "LGPL-2.1-or-later";
    lgpl3Only = "LGPL-3.0-only";
    lgpl3Plus = "LGPL-3.0-or-later";
    mit = "MIT";
    mpl20 = "MPL-2.0";
    publicDomain = "LicenseRef-public-domain";
    unlicense = "Unlicense";
    wtfpl = "WTFPL";
    zlib = "Zlib";
  };
  maintainers = { };
  platforms = rec {
    linux = [
      "x86_64-linux"
      "aarch64-linux"
    ];
    darwin = [ "aarch64-darwin" ];
    unix = linux ++ darwin;
    all = unix;
  };
}
