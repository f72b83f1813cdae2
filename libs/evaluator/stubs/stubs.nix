# Calls an expression as callPackage would, with packages that record how they are used: no nixpkgs is needed.
# What is told during the evaluation goes through `builtins.trace`, behind a mark that the expression cannot know.
# names :: AttrSet of every name in the expression's text: no attribute set of Nix can have all attributes, these have all
# that the text can select. mark :: String. system :: String. parts :: the other files of this folder
# refused, allowed :: AttrSet of names, what the policy says of attributes
{ names, mark, system, parts, refused, allowed }:
expression:
let
  inherit (builtins)
    all attrNames concatStringsSep concatMap elemAt filter foldl' functionArgs head intersectAttrs isAttrs isBool isFunction
    isInt isList isPath isString length listToAttrs mapAttrs match seq stringLength substring toJSON;

  tell = kind: value: builtins.trace "${mark} ${kind} ${toJSON value}";
  unknown = what: throw "${mark} unknown ${what}";
  fails = what: throw "${mark} fails ${what}";
  open = path: known: mapAttrs (name: _: unknown "${path}.${name}") names // known;
  call = f: argument: if isFunction f then f argument else f;

  lib = parts.lib { inherit (parts) lists strings attrsets; inherit unknown open names system; };
  platform = parts.platform { inherit open system; };
  urls = parts.fetchers;

  storePath = name: "/nix/store/00000000000000000000000000000000-${lib.sanitizeDerivationName name}";
  joined = concatStringsSep ".";
  isStub = value: isAttrs value && value ? __stub;

  # What every package has. about :: { name, … }
  package = about: let
    self = {
      type = "derivation";
      outPath = storePath about.name;
      drvPath = "${storePath about.name}.drv";
      outputName = "out";
      override = _: self;
      overrideAttrs = _: self;
      overridePythonAttrs = _: self;
      overrideScope = _: self;
      __toString = value: value.outPath;
    } // lib.genAttrs [ "out" "bin" "dev" "lib" "man" "doc" "info" "static" "include" "debug" ] (output: self // {
      outPath = if output == "out" then self.outPath else "${self.outPath}-${output}";
      outputName = output;
    }) // about;
  in self;

  # A package, set or function of which only the name is known. path :: [ String ]
  stub = path: let
    name = lib.last path;
    self = mapAttrs (child: _: tell "stub" (joined path) (stub (path ++ [ child ]))) names // package {
      inherit name;
      pname = name;
      __stub = joined path;
      __functor = _: argument: used path name argument;
      version = unknown "${joined path}.version";
      meta = open "${joined path}.meta" { mainProgram = name; };
    };
  in self;

  # What comes of using a stub as a function.
  used = path: name: argument:
    if match "fetch.*|requireFile" name != null then fetched path name argument
    else if name == "callPackage" then (if isFunction argument then _: called argument else touched argument (_: stub path))
    else if name == "withPackages" && isFunction argument then touched (argument (stub [ "packages" ])) (stub path)
    else if match "mkDerivation|build[A-Z].*" name != null then built path argument
    else if isAttrs argument && !isStub argument && (argument ? name || argument ? pname) then built path argument
    else if isString argument then tell "stub" (joined path) (stub path // { name = argument; __named = true; })
    else touched argument (tell "stub" (joined path) (stub path));

  # touched :: a -> b -> b; forces what nixpkgs would turn into strings, so that fetchers within are called.
  touched = touch 6;
  touch = depth: value: result:
    if isString value || isPath value then seq "${value}" result
    else if isList value then foldl' (done: one: touch depth one done) result value
    else if isAttrs value && (value ? __stub || value ? outPath) then seq "${value.outPath or ""}" result
    else if isAttrs value && depth > 0 then foldl' (done: name: touch (depth - 1) value.${name} done) result (attrNames value)
    else seq value result;

  plain = value: isString value || isBool value || isInt value || value == null || (isList value && all isString value);

  fetched = path: name: argument: let
    arguments = call argument result;
    addresses = urls name arguments;
    first = head (addresses ++ [ (arguments.url or "") ]);
    place = lib.findFirst (attribute: arguments ? ${attribute}) null [ "url" "urls" "owner" "pname" "src" "hash" ];
    record = {
      fetcher = joined path;
      urls = addresses;
      name = result.name;
      arguments = mapAttrs (_: value: if isString value then substring 0 4096 value else value)
        (lib.filterAttrs (_: plain) arguments);
      line = if place == null then null else (builtins.unsafeGetAttrPos place arguments).line or null;
    };
    base = package {
      __fetcher = joined path;
      name = arguments.name or (
        if match "fetchurl|fetchpatch2?" name != null then baseNameOf first
        else if arguments ? pname && arguments ? version then "${arguments.pname}-${arguments.version}"
        else "source");
    };
    result = open (joined path) (base // arguments // {
      inherit (base) name;
      urls = addresses;
      url = first;
      outputHash = arguments.hash or arguments.sha256 or null;
      rev = arguments.rev or (if arguments ? tag then "refs/tags/${arguments.tag}" else unknown "${joined path}.rev");
      tag = arguments.tag or null;
      meta = { homepage = if arguments ? owner && arguments ? repo then lib.removeSuffix ".git" (head (lib.splitString "/archive/" first)) else first; };
      overrideAttrs = change: fetched path name (arguments // call change arguments);
    });
  in
    if !isAttrs arguments then touched argument (tell "stub" (joined path) (stub path))
    else touched (removeAttrs arguments [ "passthru" "meta" ]) (tell "fetch" record result);

  # built :: the result of mkDerivation and of the builders of languages, which all take a set or finalAttrs: a set
  built = path: argument: let
    more = if lib.last path == "mkDerivation" then { } else lib.genAttrs [ "goModules" "cargoDeps" "npmDeps" ] (name: stub [ name ]);
    final = more // attributes // { finalPackage = result; inherit (result) overrideAttrs; };
    attributes = call argument final;
    name = attributes.name or (
      if attributes ? pname && attributes ? version then "${attributes.pname}-${attributes.version}"
      else fails "${joined path} needs pname and version, or name.");
    result = mapAttrs (attribute: _: unknown "${joined path}'s ${attribute}") (removeAttrs names (attrNames attributes))
      // attributes // (attributes.passthru or { }) // package {
        inherit name;
        pname = attributes.pname or (builtins.parseDrvName name).name;
        version = attributes.version or (builtins.parseDrvName name).version;
        outputs = attributes.outputs or [ "out" ];
        meta = attributes.meta or { };
        passthru = attributes.passthru or { };
        overrideAttrs = change: built path (final: let
          old = call argument final;
          new = call change old;
        in old // (if isFunction new then call change final old else new));
        __built = { builder = joined path; inherit attributes name; };
      };
  in if isAttrs attributes && !isStub attributes then result else fails "${joined path} takes an attribute set, or finalAttrs: { … }.";

  stdenv = removeAttrs (stub [ "stdenv" ]) [ ] // {
    inherit system;
    inherit (platform) isLinux isDarwin isx86_64 isAarch64 is64bit;
    hostPlatform = platform;
    buildPlatform = platform;
    targetPlatform = platform;
    mkDerivation = built [ "stdenv" "mkDerivation" ];
    shell = "${storePath "bash"}/bin/bash";
    cc = stub [ "stdenv" "cc" ] // { targetPrefix = ""; isGNU = platform.isLinux; isClang = platform.isDarwin; };
  };
  known = lib.genAttrs [ "stdenvNoCC" "clangStdenv" "gccStdenv" ] (name: stdenv // { mkDerivation = built [ name "mkDerivation" ]; }) // {
    inherit lib stdenv system pkgs;
    config = open "config" { allowUnfree = false; };
  };
  packages = mapAttrs (name: _: stub [ name ]) names // known;
  pkgs = stub [ "pkgs" ] // packages;

  # Optional arguments keep their defaults, but for what is in nixpkgs without doubt.
  called = f: let
    wanted = functionArgs f;
    certain = name: !wanted.${name} || known ? ${name} || match "fetch.*" name != null;
  in f (lib.genAttrs (filter certain (attrNames wanted)) (name: packages.${name} or (stub [ name ])));

  formals = functionArgs expression;
  value =
    if !isFunction expression then fails "The expression is no function: it must begin with the arguments that callPackage gives, such as { lib, stdenv, fetchurl }:"
    else called expression;

  facts = parts.facts { inherit lib isStub plain touched fails refused allowed; } value;
in
seq (tell "formals" formals null) facts
