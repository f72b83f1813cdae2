# Strings, versions and the flags of build systems, with the semantics of nixpkgs' lib.
self: with builtins; with self; rec {
  concatMapStrings = f: list: concatStrings (map f list);
  concatImapStrings = f: list: concatStrings (imap1 f list);
  concatStrings = concatStringsSep "";
  concatMapStringsSep = separator: f: list: concatStringsSep separator (map f list);
  concatImapStringsSep = separator: f: list: concatStringsSep separator (imap1 f list);
  concatLines = concatMapStrings (line: line + "\n");
  concatMapAttrsStringSep = separator: f: set: concatStringsSep separator (attrValues (mapAttrs f set));
  intersperse = separator: list: if list == [ ] then [ ] else tail (concatMap (value: [ separator value ]) list);
  join = concatStringsSep;
  replicateString = n: text: concatStrings (genList (_: text) n);
  stringToCharacters = text: genList (n: substring n 1 text) (stringLength text);
  stringAsChars = f: text: concatMapStrings f (stringToCharacters text);
  splitString = separator: text: map toString (filter isString (split (escapeRegex (toString separator)) (toString text)));
  splitStringBy = unknown "splitStringBy";
  hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
  hasSuffix = suffix: text: let n = stringLength text; k = stringLength suffix; in n >= k && substring (n - k) n text == suffix;
  hasInfix = infix: text: match ".*${escapeRegex infix}.*" "${text}" != null;
  removePrefix = prefix: text: if hasPrefix prefix text then substring (stringLength prefix) (-1) text else text;
  removeSuffix = suffix: text: if hasSuffix suffix text then substring 0 (stringLength text - stringLength suffix) text else text;
  trim = trimWith { start = true; end = true; };
  trimWith = { start ? false, end ? false }: text:
    let
      blank = " \t\r\n";
      regex = if start && end then "[${blank}]*(.*[^${blank}])[${blank}]*" else if start then "[${blank}]*(.*)" else "(.*[^${blank}])[${blank}]*";
      found = match regex text;
    in if !start && !end then text else if found == null then "" else head found;
  lowerChars = stringToCharacters "abcdefghijklmnopqrstuvwxyz";
  upperChars = stringToCharacters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  toLower = replaceStrings upperChars lowerChars;
  toUpper = replaceStrings lowerChars upperChars;
  toSentenceCase = text: toUpper (substring 0 1 text) + toLower (substring 1 (stringLength text) text);
  toCamelCase = unknown "toCamelCase";
  escape = list: replaceStrings list (map (c: "\\${c}") list);
  escapeRegex = escape (stringToCharacters "\\[{()^$?*+|.");
  escapeShellArg = value:
    let text = toString value; in
    if match "[[:alnum:],._+:@%/-]+" text == null then "'${replaceStrings [ "'" ] [ "'\\''" ] text}'" else text;
  escapeShellArgs = concatMapStringsSep " " escapeShellArg;
  escapeNixString = text: escape [ "$" ] (toJSON text);
  escapeXML = replaceStrings [ "\"" "'" "<" ">" "&" ] [ "&quot;" "&apos;" "&lt;" "&gt;" "&amp;" ];
  toShellVar = name: value: "${name}=${escapeShellArg value}";
  fixedWidthString = width: filler: text:
    if stringLength text >= width then text else fixedWidthString width filler (filler + text);
  fixedWidthNumber = width: n: fixedWidthString width "0" (toString n);
  toInt = text: let found = match "[[:space:]]*0*([0-9]+)[[:space:]]*" text; in
    if found == null then throw "toInt: Could not convert ${toJSON text} to int." else fromJSON (head found);
  toIntBase10 = toInt;
  isStringLike = value: isString value || isPath value || value ? outPath || value ? __toString;
  isConvertibleWithToString = value: isStringLike value || isList value || elem (typeOf value) [ "int" "float" "null" "bool" ];
  nameFromURL = url: separator: head (splitString separator (last (splitString "/" url)));
  sanitizeDerivationName = text: replaceStrings [ " " "/" ] [ "-" "-" ] text;
  commonPrefixLength = unknown "commonPrefixLength";
  indent = unknown "indent";
  isValidPosixName = name: match "[a-zA-Z_][a-zA-Z0-9_]*" name != null;
  normalizePath = text: concatStringsSep "/" (filter (part: part != "") (splitString "/" text));
  makeSearchPath = folder: paths: concatStringsSep ":" (map (path: path + "/" + folder) (filter (path: path != null) paths));
  makeSearchPathOutput = output: folder: packages: makeSearchPath folder (map (getOutput output) packages);
  makeLibraryPath = makeSearchPathOutput "lib" "lib";
  makeBinPath = makeSearchPathOutput "bin" "bin";
  makeIncludePath = makeSearchPathOutput "dev" "include";
  inherit (builtins)
    concatStringsSep replaceStrings stringLength substring match split toString baseNameOf dirOf hashString
    unsafeDiscardStringContext placeholder splitVersion parseDrvName;

  # versions
  versionOlder = a: b: compareVersions b a == 1;
  versionAtLeast = a: b: !versionOlder a b;
  versions = {
    splitVersion = builtins.splitVersion;
    major = version: elemAt (builtins.splitVersion version) 0;
    minor = version: elemAt (builtins.splitVersion version) 1;
    patch = version: elemAt (builtins.splitVersion version) 2;
    majorMinor = version: concatStringsSep "." (take 2 (builtins.splitVersion version));
    pad = n: version:
      let parts = match "([0-9.]*)(.*)" version; numbers = builtins.splitVersion (head parts); in
      concatStringsSep "." (take n (numbers ++ genList (_: "0") n)) + elemAt parts 1;
  };
  getVersion = value: (parseDrvName (value.name or value)).version;
  getName = value: if isString value then (parseDrvName value).name else value.pname or (parseDrvName value.name).name;

  # flags
  cmakeOptionType = type: name: value: "-D${name}:${toUpper type}=${value}";
  cmakeBool = name: condition: cmakeOptionType "bool" name (toUpper (boolToString condition));
  cmakeFeature = cmakeOptionType "string";
  mesonOption = name: value: "-D${name}=${value}";
  mesonBool = name: condition: mesonOption name (boolToString condition);
  mesonEnable = name: condition: mesonOption name (if condition then "enabled" else "disabled");
  enableFeature = condition: name: "--${if condition then "enable" else "disable"}-${name}";
  enableFeatureAs = condition: name: value: enableFeature condition name + optionalString condition "=${value}";
  withFeature = condition: name: "--${if condition then "with" else "without"}-${name}";
  withFeatureAs = condition: name: value: withFeature condition name + optionalString condition "=${value}";
}
