/** `builtins` that compute data from data: whatever they are given, they see nothing of the machine. */
export const pureBuiltins: ReadonlySet<string> = new Set(
  `abort add all any attrNames attrValues baseNameOf bitAnd bitOr bitXor catAttrs ceil compareVersions
   concatLists concatMap concatStringsSep deepSeq dirOf div elem elemAt false filter floor foldl' fromJSON
   fromTOML functionArgs genList genericClosure groupBy hasAttr hashString head intersectAttrs isAttrs isBool
   isFloat isFunction isInt isList isNull isString length lessThan listToAttrs map mapAttrs match mul null
   parseDrvName partition placeholder removeAttrs replaceStrings seq sort split splitVersion stringLength sub
   substring tail throw toJSON toString true typeOf zipAttrsWith`.split(/\s+/),
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
      packagesFromDirectoryRecursive storePath toFile toPath filterSource fetchClosure outputOf readDOSFile
      cleanSource cleanSourceWith sourceByRegex sourceFilesBySuffices commitIdFromGitRepo gitignoreSource
      nix-gitignore revisionWithDefault importNative exec loadDerivation`,
    [evaluates]: `import scopedImport callPackage callPackages callPackageWith callPackagesWith newScope
      makeScope makeScopeWithSplicing evalModules importApply callCabal2nix callCabal2nixWithOptions callHackage
      callHackageDirect developPackage importCargoLock importNpmLock getFlake parseFlakeRef
      flakeRefToString mkPoetryApplication mkPoetryEnv mkPoetryPackages`,
    'it fetches without a hash that was computed before':
      'fetchTarball fetchGit fetchTree fetchFinalTree fetchMercurial',
    'what a machine is must not change what is built':
      'getEnv currentSystem currentTime nixPath nixVersion langVersion storeDir unsafeGetAttrPos inPureEvalMode',
    'only stdenv and the builders of Nixpkgs make derivations here':
      'derivation derivationStrict requireFile',
    [context]: `getContext hasContext appendContext unsafeDiscardStringContext unsafeDiscardOutputDependency
      addDrvOutputDependencies addErrorContext`,
    'the names of attributes are written out, not computed; write SET.NAME':
      'getAttr attrByPath getAttrFromPath attrVals',
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
  `asserts attrsets cli customisation derivations fetchers fixedPoints flakes generators gvariant lists meta
   misc modules network options stringsWithDeps strings systems trivial types versions`.split(/\s+/),
);

/** Those that are for files only. */
export const readerNamespaces: ReadonlySet<string> = new Set(['sources', 'fileset', 'filesystem', 'path']);

/** Fetchers of Nixpkgs, which are told the hash of what they fetch. */
export const fetcher =
  /^(?:fetch(?:url|zip|git|hg|svn|cvs|darcs|fossil|bzr|patch2?|docker|Pypi|Crate|NpmDeps|YarnDeps|CargoVendor|MavenArtifact|DebianPatch|RepoProject|From[A-Z]\w*|gx|torrent|sourcehut|Forgejo)|pullImage)$/;
