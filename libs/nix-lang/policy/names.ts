/**
 * `builtins` that compute data from data: whatever they are given, they see nothing of the machine, and no name of an
 * attribute comes out of them that is not written in the expression.
 */
export const pureBuiltins: ReadonlySet<string> = new Set(
  `abort add all any attrNames attrValues baseNameOf bitAnd bitOr bitXor ceil compareVersions concatLists
   concatMap concatStringsSep deepSeq div elem elemAt false filter floor foldl' functionArgs genList
   genericClosure hasAttr hashString head isAttrs isBool isFloat isFunction isInt isList isNull isString length
   lessThan map mapAttrs match mul null parseDrvName partition placeholder removeAttrs replaceStrings seq sort
   split splitVersion stringLength sub substring tail throw toJSON toString true typeOf`.split(/\s+/),
);

const outside = 'it reads files or other expressions, and there are none beside this one';
const evaluates = 'it evaluates other files; write what is needed here';
const context = "a string's context is what Nix tracks dependencies by; nothing may take it off or add to it";

/**
 * Names that are refused wherever they are reached, for `lib` and the package sets hand some `builtins` and readers of
 * their own around: `lib.fileContents "/etc/hostname"` reads the file.
 */
export const refusedNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    [outside]: `readFile readDir readFileType fileContents importJSON importTOML hashFile findFile pathExists
      pathIsDirectory pathIsRegularFile pathType listFilesRecursive haskellPathsInDir locateDominatingFile
      packagesFromDirectoryRecursive storePath toFile toPath filterSource fetchClosure outputOf readDOSFile dirOf
      cleanSource cleanSourceWith sourceByRegex sourceFilesBySuffices commitIdFromGitRepo gitignoreSource
      nix-gitignore revisionWithDefault importNative exec loadDerivation`,
    [evaluates]: `import scopedImport callPackage callPackages callPackageWith callPackagesWith newScope
      makeScope makeScopeWithSplicing evalModules importApply callCabal2nix callCabal2nixWithOptions callHackage
      callHackageDirect developPackage importCargoLock importNpmLock getFlake parseFlakeRef
      flakeRefToString mkPoetryApplication mkPoetryEnv mkPoetryPackages submodule submoduleWith deferredModule
      deferredModuleWith nixos nixosTest runNixOSTest mkYarnPackage mkYarnModules mkYarnNix importOfflineCache
      bundlerEnv bundlerApp`,
    'it hands everything around under another name': 'extend appendOverlays builtins',
    'it fetches without a hash that was computed before':
      'fetchTarball fetchGit fetchTree fetchFinalTree fetchMercurial',
    'what a machine is must not change what is built':
      'getEnv inNixShell currentSystem currentTime nixPath nixVersion langVersion storeDir unsafeGetAttrPos inPureEvalMode',
    'only stdenv and the builders of Nixpkgs make derivations here':
      'derivation derivationStrict requireFile',
    [context]: `getContext hasContext appendContext unsafeDiscardStringContext unsafeDiscardOutputDependency
      addDrvOutputDependencies addErrorContext`,
    'the names of attributes are written out, not computed; write SET.NAME': `getAttr getAttrs attrByPath getAttrFromPath attrVals catAttrs intersectAttrs zipAttrs zipAttrsWith
      zipAttrsWithNames updateManyAttrsByPath getFirstOutput`,
    'a name that is computed could be any name, also a refused one; write the attributes out': `listToAttrs fromJSON fromTOML groupBy groupBy' genAttrs genAttrs' setAttrByPath mapAttrs' mapAttrs''
      nameValuePair concatMapAttrs foldAttrs`,
    'it prints, or hides errors': 'trace traceVerbose traceVal traceSeq traceValSeq tryEval break',
    'a hash is written as a slot, "@sha256:URL@" or "@unknown:WORD@"':
      'fakeHash fakeSha256 fakeSha512 fakeSri',
  }).flatMap(([why, names]) =>
    names
      .split(/\s+/)
      .filter((name) => /^[\w'-]+$/.test(name))
      .map((name): [string, string] => [name, why]),
  ),
);

/** Sets of functions within `lib`. They may be selected from, and are no values: a loop over one reaches everything in it. */
export const libraryNamespaces: ReadonlySet<string> = new Set(
  `asserts attrsets cli customisation debug deprecated derivations fetchers fixedPoints flakes generators gvariant
   lists meta misc modules network options stringsWithDeps strings systems trivial types versions`.split(
    /\s+/,
  ),
);

/** Those that are for files only. */
export const readerNamespaces: ReadonlySet<string> = new Set(['sources', 'fileset', 'filesystem', 'path']);

/** Those that evaluate modules, which may be files. */
export const moduleNamespaces: ReadonlySet<string> = new Set(['modules', 'options', 'types']);

/** Functions over all attributes of a set, with the place of that set among their arguments. */
export const loops: ReadonlyMap<string, number> = new Map(
  [
    'attrValues attrsToList cartesianProduct cartesianProductOfSets',
    `mapAttrs mapAttrsToList filterAttrs filterAttrsRecursive collect mapAttrsRecursive mapCartesianProduct
     mapAttrsToListRecursive`,
    'foldlAttrs mapAttrsRecursiveCond mapAttrsToListRecursiveCond',
  ].flatMap((names, place) => names.split(/\s+/).map((name): [string, number] => [name, place])),
);

/** Fetchers of Nixpkgs, which are told the hash of what they fetch; and not what some of them are told. */
export const fetcher =
  /^(?:fetch(?!ers$|Submodules$|LFS$|Tags$|Git$|Tarball$|Tree$|FinalTree$|Mercurial$|Closure$)\w+|pullImage)$/;
