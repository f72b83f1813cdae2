# Lists, conditions and small functions of nixpkgs' lib, with its semantics. What a function does stands in nixpkgs.
self: with builtins; rec {
  # conditions
  optional = condition: value: if condition then [ value ] else [ ];
  optionals = condition: values: if condition then values else [ ];
  optionalString = condition: text: if condition then text else "";
  optionalAttrs = condition: set: if condition then set else { };
  mkIf = condition: content: { _type = "if"; inherit condition content; };
  mkForce = content: { _type = "override"; priority = 50; inherit content; };
  mkDefault = content: { _type = "override"; priority = 1000; inherit content; };

  # functions and numbers
  id = value: value;
  const = value: _: value;
  pipe = foldl' (value: f: f value);
  flip = f: a: b: f b a;
  fix = f: let x = f x; in x;
  extends = overlay: f: final: let prev = f final; in prev // overlay final prev;
  composeExtensions = f: g: final: prev: let old = f final prev; in old // g final (prev // old);
  composeManyExtensions = foldr composeExtensions (_final: _prev: { });
  makeExtensible = f: fix (extends (_: _: { }) (final: f final));
  toFunction = value: if isFunction value then value else _: value;
  isFunction = value: builtins.isFunction value || (value ? __functor && isFunction (value.__functor value));
  functionArgs = f: if f ? __functor then f.__functionArgs or (functionArgs (f.__functor f)) else builtins.functionArgs f;
  setFunctionArgs = f: args: { __functor = _: f; __functionArgs = args; };
  mapNullable = f: value: if value == null then value else f value;
  defaultTo = default: value: if value == null then default else value;
  boolToString = value: if value then "true" else "false";
  boolToYesNo = value: if value then "yes" else "no";
  and = a: b: a && b;
  or_ = a: b: a || b;
  xor = a: b: a != b;
  min = a: b: if a < b then a else b;
  max = a: b: if a > b then a else b;
  mod = base: int: base - (int * (div base int));
  compare = a: b: if a < b then -1 else if a > b then 1 else 0;
  inPureEvalMode = !(builtins ? currentSystem);
  assertMsg = condition: message: condition || throw message;
  assertOneOf = name: value: values: assertMsg (elem value values) "${name} must be one of ${toJSON values}, but is ${toJSON value}";
  throwIf = condition: message: if condition then throw message else value: value;
  throwIfNot = condition: throwIf (!condition);
  checkListOfEnum = message: valid: given: throwIf (subtractLists valid given != [ ]) "${message}: ${toJSON (subtractLists valid given)} not among ${toJSON valid}";
  warn = _message: value: value;
  warnIf = _condition: _message: value: value;
  warnIfNot = _condition: _message: value: value;
  info = _message: value: value;

  # lists
  singleton = value: [ value ];
  range = first: last: if first > last then [ ] else genList (n: first + n) (last - first + 1);
  replicate = n: value: genList (_: value) n;
  foldr = op: nul: list: let go = n: if n == length list then nul else op (elemAt list n) (go (n + 1)); in go 0;
  fold = foldr;
  foldl = op: nul: list: let go = n: if n == -1 then nul else op (go (n - 1)) (elemAt list n); in go (length list - 1);
  imap0 = f: list: genList (n: f n (elemAt list n)) (length list);
  imap1 = f: list: genList (n: f (n + 1) (elemAt list n)) (length list);
  concatMap = builtins.concatMap;
  flatten = value: if isList value then concatMap flatten value else [ value ];
  remove = value: filter (other: other != value);
  findFirst = predicate: default: list: let found = filter predicate list; in if found == [ ] then default else head found;
  findSingle = predicate: none: many: list: let found = filter predicate list; in if found == [ ] then none else if length found == 1 then head found else many;
  count = predicate: foldl' (n: value: if predicate value then n + 1 else n) 0;
  toList = value: if isList value then value else [ value ];
  forEach = list: f: map f list;
  partition = builtins.partition;
  zipListsWith = f: a: b: genList (n: f (elemAt a n) (elemAt b n)) (min (length a) (length b));
  zipLists = zipListsWith (fst: snd: { inherit fst snd; });
  reverseList = list: let last = length list - 1; in genList (n: elemAt list (last - n)) (length list);
  sort = builtins.sort;
  sortOn = f: sort (a: b: f a < f b);
  naturalSort = sort lessThan;
  take = n: list: genList (elemAt list) (max 0 (min n (length list)));
  drop = n: list: let from = max 0 (min n (length list)); in genList (i: elemAt list (from + i)) (length list - from);
  takeEnd = n: list: drop (length list - n) list;
  dropEnd = n: list: take (length list - n) list;
  sublist = start: n: list: take n (drop start list);
  last = list: assert assertMsg (list != [ ]) "lists.last: list must not be empty!"; elemAt list (length list - 1);
  init = list: assert assertMsg (list != [ ]) "lists.init: list must not be empty!"; take (length list - 1) list;
  unique = foldl' (acc: value: if elem value acc then acc else acc ++ [ value ]) [ ];
  uniqueStrings = list: attrNames (groupBy id list);
  allUnique = list: length (unique list) == length list;
  intersectLists = e: filter (value: elem value e);
  subtractLists = e: filter (value: !elem value e);
  mutuallyExclusive = a: b: length a == 0 || !(any (value: elem value a) b);
  crossLists = f: foldl (fs: args: concatMap (g: map g args) fs) [ f ];
  cartesianProduct = sets: foldl' (all: name: concatMap (set: map (value: set // { ${name} = value; }) sets.${name}) all) [ { } ] (attrNames sets);
  hasPrefixList = prefix: list: take (length prefix) list == prefix;
  groupBy = f: foldl' (groups: value: let key = f value; in groups // { ${key} = (groups.${key} or [ ]) ++ [ value ]; }) { };
  toposort = self.unknown "toposort";
  inherit (builtins)
    map filter elem elemAt head tail length any all concatLists foldl' genList isList isString isAttrs isInt isFloat isBool
    isPath seq deepSeq trace add sub mul div lessThan bitAnd bitOr bitXor toJSON fromJSON genericClosure tryEval throw abort
    typeOf compareVersions ceil floor;
}
