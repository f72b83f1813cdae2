// The names that every expression starts with. test/nix compares them with the real Nix.

/** Functions and values of `builtins` that have their own name everywhere. */
const plain = `
  abort baseNameOf builtins derivation derivationStrict dirOf false fetchGit fetchMercurial fetchTarball
  fetchTree fromTOML import isNull map null placeholder removeAttrs scopedImport throw toString true
`;

/** Those that are also there with two underscores before their name. */
const underscored = `
  add addErrorContext all any appendContext attrNames attrValues bitAnd bitOr bitXor catAttrs ceil
  compareVersions concatLists concatMap concatStringsSep currentSystem currentTime deepSeq div elem elemAt
  fetchurl filter filterSource findFile floor foldl' fromJSON functionArgs genList genericClosure getAttr
  getContext getEnv groupBy hasAttr hasContext hashFile hashString head intersectAttrs isAttrs isBool
  isFloat isFunction isInt isList isPath isString langVersion length lessThan listToAttrs mapAttrs match
  mul nixPath nixVersion parseDrvName partition path pathExists readDir readFile replaceStrings seq sort
  split splitVersion storeDir storePath stringLength sub substring tail toFile toJSON toPath toXML trace
  tryEval typeOf unsafeDiscardOutputDependency unsafeDiscardStringContext unsafeGetAttrPos zipAttrsWith
`;

const words = (text: string): string[] => text.trim().split(/\s+/);

/** What Nix 2.8 defines without experimental features. */
export const globals: ReadonlySet<string> = new Set([
  ...words(plain),
  ...words(underscored).map((name) => `__${name}`),
]);

/** The attributes of `builtins` in Nix 2.8. */
export const builtinNames: ReadonlySet<string> = new Set([...words(plain), ...words(underscored)]);
