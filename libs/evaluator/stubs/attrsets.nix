# Attribute sets, outputs of packages and what describes a package, with the semantics of nixpkgs' lib.
self: with builtins; with self; rec {
  inherit (builtins) attrNames attrValues getAttr hasAttr intersectAttrs listToAttrs mapAttrs removeAttrs catAttrs zipAttrsWith;
  attrByPath = path: default: set:
    if path == [ ] then set else if isAttrs set && set ? ${head path} then attrByPath (tail path) default set.${head path} else default;
  hasAttrByPath = path: set:
    path == [ ] || (isAttrs set && set ? ${head path} && hasAttrByPath (tail path) set.${head path});
  getAttrFromPath = path: set: attrByPath path (throw "cannot find attribute '${concatStringsSep "." path}'") set;
  setAttrByPath = path: value: if path == [ ] then value else { ${head path} = setAttrByPath (tail path) value; };
  getAttrs = names: set: genAttrs names (name: set.${name});
  attrVals = names: set: map (name: set.${name}) names;
  genAttrs = names: f: listToAttrs (map (name: nameValuePair name (f name)) names);
  genAttrs' = list: f: listToAttrs (map f list);
  nameValuePair = name: value: { inherit name value; };
  mapAttrs' = f: set: listToAttrs (attrValues (mapAttrs f set));
  mapAttrsToList = f: set: attrValues (mapAttrs f set);
  attrsToList = mapAttrsToList nameValuePair;
  concatMapAttrs = f: set: foldl' (a: b: a // b) { } (attrValues (mapAttrs f set));
  filterAttrs = predicate: set: removeAttrs set (filter (name: !predicate name set.${name}) (attrNames set));
  foldlAttrs = f: start: set: foldl' (acc: name: f acc name set.${name}) start (attrNames set);
  foldAttrs = op: nul: sets: foldr (set: acc: foldr (name: a: a // { ${name} = op set.${name} (a.${name} or nul); }) acc (attrNames set)) { } sets;
  mapAttrsRecursive = mapAttrsRecursiveCond (_: true);
  mapAttrsRecursiveCond = condition: f: set:
    let go = path: mapAttrs (name: value: if isAttrs value && condition value then go (path ++ [ name ]) value else f (path ++ [ name ]) value);
    in go [ ] set;
  collect = predicate: set: if predicate set then [ set ] else if isAttrs set then concatMap (collect predicate) (attrValues set) else [ ];
  zipAttrs = zipAttrsWith (_: values: values);
  mergeAttrs = a: b: a // b;
  mergeAttrsList = foldl' mergeAttrs { };
  recursiveUpdateUntil = predicate: a: b:
    let go = path: zipAttrsWith (name: values:
      let here = path ++ [ name ]; in
      if length values == 1 || predicate here (elemAt values 1) (head values) then head values else go here values);
    in go [ ] [ b a ];
  recursiveUpdate = recursiveUpdateUntil (_: a: b: !(isAttrs a && isAttrs b));
  updateManyAttrsByPath = unknown "updateManyAttrsByPath";
  matchAttrs = unknown "matchAttrs";
  isDerivation = value: value.type or null == "derivation";
  toDerivation = unknown "toDerivation";
  recurseIntoAttrs = set: set // { recurseForDerivations = true; };
  dontRecurseIntoAttrs = set: set // { recurseForDerivations = false; };

  # outputs
  getOutput = output: package: if !package ? outputSpecified || !package.outputSpecified then package.${output} or package.out or package else package;
  getFirstOutput = outputs: package: getOutput (findFirst (output: package ? ${output}) "out" outputs) package;
  getBin = getOutput "bin";
  getLib = getOutput "lib";
  getDev = getOutput "dev";
  getMan = getOutput "man";
  getStatic = getOutput "static";
  getInclude = getFirstOutput [ "include" "dev" "out" ];
  chooseDevOutputs = map getDev;
  getExe = package: getExe' package (package.meta.mainProgram or (getName package));
  getExe' = package: name: "${getBin package}/bin/${name}";

  # packages
  setName = name: package: package // { inherit name; };
  addMetaAttrs = new: package: package // { meta = (package.meta or { }) // new; };
  appendToName = suffix: package: package // { name = "${package.name}-${suffix}"; };
  hiPrio = package: package;
  lowPrio = package: package;
  setPrio = _: package: package;
  makeOverridable = f: arguments: f arguments;
  meta = { inherit getExe getExe' addMetaAttrs setName hiPrio lowPrio setPrio platformMatch availableOn; };
  availableOn = _platform: _package: true;
  platformMatch = _platform: _element: true;
  fakeHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  fakeSha256 = "0000000000000000000000000000000000000000000000000000000000000000";
  fakeSha512 = concatStrings (genList (_: "0") 128);
}
