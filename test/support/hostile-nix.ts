import fc from 'fast-check';

/** What an expression could read, if it could read anything. */
export interface Targets {
  /** Absolute path of a file that is there, and that no evaluation may open. */
  file: string;
  /** A folder with it. */
  folder: string;
  /** An address where somebody listens. */
  url: string;
  /** Name of an environment variable that is set. */
  variable: string;
}

const text = (value: string) => JSON.stringify(value).replaceAll('${', '\\${');

/** Ways to name a file: text, path, computed, by URL. */
function paths({ file, folder }: Targets): string[] {
  const [head, tail] = [file.slice(0, 7), file.slice(7)];
  return [
    text(file),
    file,
    `(/. + ${text(file)})`,
    `(${text(head)} + ${text(tail)})`,
    `"\${${text(head)}}${tail}"`,
    `(builtins.toPath ${text(file)})`,
    `(builtins.concatStringsSep "/" [ ${text(folder)} ${text(file.slice(folder.length + 1))} ])`,
    `(builtins.unsafeDiscardStringContext ${text(file)})`,
    `(builtins.fromJSON ${text(JSON.stringify(file))})`,
    `(builtins.substring 0 999 ${text(file)})`,
    `{ outPath = ${text(file)}; }`,
    `{ __toString = _: ${text(file)}; }`,
    `(./. + "/../..${file}")`,
    text(`file://${file}`),
    text(`/proc/self/root${file}`),
    '/proc/self/environ',
    '<nixpkgs>',
    '<nix/fetchurl.nix>',
    folder,
  ];
}

/** What is done to one; `%` is the path. */
const readers = [
  'builtins.readFile %',
  'builtins.readDir %',
  'builtins.toJSON (builtins.readDir %)',
  'builtins.toString (builtins.pathExists %)',
  'builtins.readFileType %',
  'builtins.hashFile "sha256" %',
  'builtins.path { path = %; }',
  'builtins.path { path = %; filter = _: _: true; name = "x"; }',
  'builtins.filterSource (_: _: true) %',
  'builtins.storePath %',
  'builtins.toFile "x" "${%}"',
  'import %',
  'builtins.scopedImport { } %',
  'scopedImport { } %',
  'builtins.findFile [ { path = %; prefix = "x"; } ] "x"',
  'builtins.readFile (builtins.findFile [ { path = %; prefix = ""; } ] "canary")',
  '"${%}"',
  'builtins.fetchurl { url = "file://${toString %}"; sha256 = "0000000000000000000000000000000000000000000000000000"; }',
  'builtins.fetchTarball "file://${toString %}"',
  'builtins.fetchGit "file://${toString %}"',
  'builtins.fetchTree { type = "path"; path = %; }',
  'builtins.getFlake "path:${toString %}"',
  'builtins.fetchClosure { fromStore = "file://${toString %}"; fromPath = %; }',
  'lib.fileContents %',
  'lib.readFile %',
  'lib.importJSON %',
  'lib.filesystem.listFilesRecursive %',
  'lib.sources.cleanSource %',
  'derivation { name = "x"; system = "x"; builder = "x"; src = %; }',
  'derivation { name = "x"; system = "x"; builder = "x"; __impure = true; args = [ % ]; }',
  'import (derivation { name = "x"; system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "cat ${toString %} > $out" ]; })',
];

const others = ({ url, variable, file }: Targets): string[] => [
  `builtins.getEnv ${text(variable)}`,
  'builtins.getEnv "HOME"',
  'builtins.getEnv "PATH"',
  'toString builtins.currentTime',
  'toString builtins.nixPath',
  `builtins.fetchurl ${text(url)}`,
  `builtins.fetchurl { url = ${text(url)}; sha256 = "0000000000000000000000000000000000000000000000000000"; }`,
  `builtins.fetchTarball ${text(url)}`,
  `builtins.fetchTarball { url = ${text(url)}; sha256 = "0000000000000000000000000000000000000000000000000000"; }`,
  `builtins.fetchGit ${text(url)}`,
  `builtins.fetchGit { url = ${text(url)}; rev = "0000000000000000000000000000000000000000"; }`,
  `builtins.fetchGit { url = "ext::sh -c 'cat ${file}'"; rev = "0000000000000000000000000000000000000000"; }`,
  `builtins.fetchMercurial { url = ${text(url)}; rev = "0000000000000000000000000000000000000000"; }`,
  `builtins.fetchTree { type = "tarball"; url = ${text(url)}; narHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }`,
  `builtins.getFlake "git+${url}?rev=0000000000000000000000000000000000000000"`,
  `builtins.getFlake "github:NixOS/nixpkgs/0000000000000000000000000000000000000000"`,
  `builtins.exec [ "/bin/cat" ${text(file)} ]`,
  `builtins.importNative ${text(file)} "f"`,
  `import <nix/fetchurl.nix> { url = ${text(url)}; sha256 = "0000000000000000000000000000000000000000000000000000"; }`,
  // Honest ones among them.
  'lib.concatStringsSep "-" [ "a" "b" ]',
  'toString (builtins.length [ 1 2 ])',
];

/** Ways to hide which builtin it is. */
const disguises: ((code: string) => string)[] = [
  (code) => code,
  (code) => `(let b = builtins; in ${code.replaceAll('builtins.', 'b.')})`,
  (code) => `(with builtins; ${code.replaceAll('builtins.', '')})`,
  (code) => code.replaceAll(/builtins\.(\w)(\w+)/g, 'builtins.${"$1" + "$2"}'),
  (code) => code.replaceAll(/builtins\.(\w+)/g, '(builtins.getAttr "$1" builtins)'),
  (code) => code.replaceAll(/builtins\.(\w+)/g, '(let inherit (builtins) $1; in $1)'),
  (code) => code.replaceAll(/builtins\.(\w+)/g, '{ __functor = _: builtins.$1; }'),
  (code) => code.replaceAll(/builtins\.(\w+)/g, '(builtins.head (map (n: builtins.${n}) [ "$1" ]))'),
  (code) => `(let r = builtins.tryEval (${code}); in if r.success then r.value else "caught")`,
  (code) => `(builtins.seq (builtins.tryEval (${code})) "y")`,
  (code) => `(builtins.trace (${code}) "y")`,
  (code) => `(throw (${code}))`,
  (code) => `(builtins.addErrorContext (${code}) (throw "x"))`,
];

/** Where it stands in a package. */
const places: ((code: string) => string)[] = [
  (code) => `stdenv.mkDerivation { name = "x"; y = ${code}; }`,
  (code) => `stdenv.mkDerivation { name = ${code}; }`,
  (code) => `stdenv.mkDerivation { name = "x"; src = fetchurl { url = ${code}; hash = ${code}; }; }`,
  (code) => `stdenv.mkDerivation { name = "x"; src = ${code}; }`,
  (code) => `stdenv.mkDerivation { name = "x"; meta.description = ${code}; }`,
  (code) => `(stdenv.mkDerivation { name = "x"; }).overrideAttrs (_: { buildInputs = [ (${code}) ]; })`,
  (code) => `assert (${code}) == ""; stdenv.mkDerivation { name = "x"; }`,
  (code) => `callPackage (${code}) { }`,
];

/** Expressions made of parts that are allowed and of such as are not, in every disguise. */
export function hostileExpression(targets: Targets): fc.Arbitrary<string> {
  const read = fc
    .tuple(fc.constantFrom(...readers), fc.constantFrom(...paths(targets)))
    .map(([reader, path]) => reader.replaceAll('%', () => path));
  return fc
    .tuple(
      fc.oneof({ weight: 2, arbitrary: read }, fc.constantFrom(...others(targets))),
      fc.constantFrom(...disguises),
      fc.constantFrom(...places),
    )
    .map(
      ([code, disguise, place]) => `{ stdenv, lib, fetchurl, callPackage }: ${place(`(${disguise(code)})`)}`,
    );
}
