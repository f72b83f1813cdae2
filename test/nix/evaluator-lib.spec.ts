import { beforeAll, expect, it } from '@jest/globals';
import { createEvaluator, type Evaluator } from '../../libs/evaluator/index.js';
import { describeNix } from './describe-nix.js';

let evaluator: Evaluator;
beforeAll(async () => {
  evaluator = await createEvaluator({ searchPath: process.env.PATH!, nixpkgs: null, atOnce: 2 });
});

// The examples in the doc comments of nixpkgs' lib, and what its own tests say: expression, then what it equals.
const equations = `
  lib.optional true "a" == [ "a" ]
  lib.optionals false [ 1 ] == [ ]
  lib.optionalString true "a" == "a"
  lib.optionalAttrs false { a = 1; } == { }
  lib.concatStringsSep "/" [ "usr" "local" "bin" ] == "usr/local/bin"
  lib.concatMapStringsSep "-" (x: lib.toUpper x) [ "foo" "bar" ] == "FOO-BAR"
  lib.concatImapStringsSep "-" (pos: x: toString (x / pos)) [ 6 6 6 ] == "6-3-2"
  lib.concatMapStrings (x: "a" + x) [ "foo" "bar" ] == "afooabar"
  lib.concatLines [ "foo" "bar" ] == "foo\\nbar\\n"
  lib.intersperse "/" [ "usr" "local" ] == [ "usr" "/" "local" ]
  lib.makeBinPath [ "/root" "/usr" ] == "/root/bin:/usr/bin"
  lib.makeSearchPath "bin" [ "/root" "/usr" ] == "/root/bin:/usr/bin"
  lib.makeLibraryPath [ "/usr" ] == "/usr/lib"
  lib.hasPrefix "foo" "foobar" && !lib.hasPrefix "foo" "barfoo"
  lib.hasSuffix "foo" "barfoo" && !lib.hasSuffix "foo" "foobar"
  lib.hasInfix "bc" "abcd" && !lib.hasInfix "cd" "abc" && !lib.hasInfix "a.c" "abc"
  lib.removePrefix "foo." "foo.bar.baz" == "bar.baz" && lib.removePrefix "xxx" "foo.bar" == "foo.bar"
  lib.removeSuffix "front" "homefront" == "home" && lib.removeSuffix "xxx" "homefront" == "homefront"
  lib.stringToCharacters "abc" == [ "a" "b" "c" ]
  lib.splitString "." "foo.bar.baz" == [ "foo" "bar" "baz" ] && lib.splitString "/" "/usr/local/bin" == [ "" "usr" "local" "bin" ]
  lib.escape [ "(" ")" ] "(foo)" == "\\\\(foo\\\\)"
  lib.escapeShellArg "esc'ape\\nme" == "'esc'\\\\''ape\\nme'" && lib.escapeShellArg "plain" == "plain"
  lib.escapeShellArgs [ "one" "two three" ] == "one 'two three'"
  lib.escapeNixString "hello\\\${}\\n" == "\\"hello\\\\\\\${}\\\\n\\""
  lib.toLower "HOME" == "home" && lib.toUpper "home" == "HOME"
  lib.trim "   hello, world!   " == "hello, world!" && lib.trim "  " == ""
  lib.fixedWidthNumber 5 15 == "00015"
  lib.toInt "1337" == 1337 && lib.toInt " 007 " == 7
  lib.nameFromURL "https://nixos.org/releases/nix/nix-1.7/nix-1.7-x86.tar.bz2" "-" == "nix"
  lib.versionOlder "1.1" "1.2" && !lib.versionOlder "1.1" "1.1"
  lib.versionAtLeast "1.1" "1.0" && lib.versionAtLeast "1.1" "1.1" && !lib.versionAtLeast "1.1" "1.2"
  lib.versions.major "1.2.3" == "1" && lib.versions.minor "1.2.3" == "2" && lib.versions.patch "1.2.3" == "3"
  lib.versions.majorMinor "1.2.3" == "1.2" && lib.versions.pad 3 "1.2" == "1.2.0" && lib.versions.pad 4 "1.3-rc1" == "1.3.0.0-rc1"
  lib.getVersion "youtube-dl-2016.01.01" == "2016.01.01" && lib.getName "youtube-dl-2016.01.01" == "youtube-dl"
  lib.cmakeBool "ENABLE_STATIC_LIBS" false == "-DENABLE_STATIC_LIBS:BOOL=FALSE"
  lib.cmakeFeature "MODULES" "badblock" == "-DMODULES:STRING=badblock"
  lib.cmakeOptionType "path" "P" "/x" == "-DP:PATH=/x"
  lib.mesonBool "hardened" true == "-Dhardened=true" && lib.mesonEnable "docs" true == "-Ddocs=enabled" && lib.mesonOption "e" "m" == "-De=m"
  lib.enableFeature true "shared" == "--enable-shared" && lib.enableFeature false "shared" == "--disable-shared"
  lib.enableFeatureAs true "shared" "foo" == "--enable-shared=foo" && lib.enableFeatureAs false "shared" "foo" == "--disable-shared"
  lib.withFeature true "x" == "--with-x" && lib.withFeatureAs false "x" "y" == "--without-x"
  lib.boolToString true == "true"
  lib.flatten [ 1 [ 2 [ 3 ] 4 ] 5 ] == [ 1 2 3 4 5 ]
  lib.foldr (a: b: a + b) "" [ "a" "b" "c" ] == "abc" && lib.foldl (acc: x: acc + x) "" [ "a" "b" "c" ] == "abc"
  lib.foldr (x: acc: [ x ] ++ acc) [ ] [ 1 2 3 ] == [ 1 2 3 ]
  lib.range 2 4 == [ 2 3 4 ] && lib.range 3 2 == [ ]
  lib.take 2 [ 1 2 3 ] == [ 1 2 ] && lib.drop 2 [ 1 2 3 ] == [ 3 ] && lib.take 9 [ 1 ] == [ 1 ] && lib.drop 9 [ 1 ] == [ ]
  lib.sublist 1 3 [ "a" "b" "c" "d" "e" ] == [ "b" "c" "d" ]
  lib.last [ 1 2 3 ] == 3 && lib.init [ 1 2 3 ] == [ 1 2 ] && lib.reverseList [ 1 2 3 ] == [ 3 2 1 ]
  lib.unique [ 3 2 3 4 ] == [ 3 2 4 ] && lib.subtractLists [ 3 2 ] [ 1 2 3 4 5 3 ] == [ 1 4 5 ] && lib.intersectLists [ 1 2 3 ] [ 6 3 2 ] == [ 3 2 ]
  lib.imap1 (i: v: "\${v}-\${toString i}") [ "a" "b" ] == [ "a-1" "b-2" ]
  lib.findFirst (x: x > 3) 7 [ 1 6 4 ] == 6 && lib.findFirst (x: x > 9) 7 [ 1 6 4 ] == 7
  lib.zipListsWith (a: b: a + b) [ "h" "l" ] [ "e" "o" ] == [ "he" "lo" ]
  lib.partition (x: x > 2) [ 5 1 2 3 4 ] == { right = [ 5 3 4 ]; wrong = [ 1 2 ]; }
  lib.groupBy (x: if x > 2 then "big" else "small") [ 5 1 2 3 ] == { big = [ 5 3 ]; small = [ 1 2 ]; }
  lib.cartesianProduct { a = [ 1 2 ]; b = [ 10 20 ]; } == [ { a = 1; b = 10; } { a = 1; b = 20; } { a = 2; b = 10; } { a = 2; b = 20; } ]
  lib.count (x: x == 3) [ 3 2 3 4 6 ] == 2 && lib.remove 3 [ 1 3 4 3 ] == [ 1 4 ] && lib.toList [ 1 ] == [ 1 ] && lib.toList 1 == [ 1 ]
  lib.attrByPath [ "a" "b" ] 0 { a.b = 3; } == 3 && lib.attrByPath [ "z" "z" ] 0 { } == 0
  lib.hasAttrByPath [ "a" "b" ] { a.b = 3; } && !lib.hasAttrByPath [ "a" "c" ] { a.b = 3; }
  lib.setAttrByPath [ "a" "b" ] 3 == { a.b = 3; } && lib.getAttrFromPath [ "a" "b" ] { a.b = 3; } == 3
  lib.filterAttrs (n: v: n == "foo") { foo = 1; bar = 2; } == { foo = 1; }
  lib.genAttrs [ "foo" "bar" ] (n: "x_" + n) == { foo = "x_foo"; bar = "x_bar"; }
  lib.mapAttrs' (n: v: lib.nameValuePair ("foo_" + n) ("bar-" + v)) { x = "a"; } == { foo_x = "bar-a"; }
  lib.mapAttrsToList (n: v: n + v) { x = "a"; y = "b"; } == [ "xa" "yb" ]
  lib.recursiveUpdate { a = { b = 1; c = 2; }; d = 1; } { a.b = 9; } == { a = { b = 9; c = 2; }; d = 1; }
  lib.recursiveUpdate { a = 1; } { a.b = 2; } == { a.b = 2; }
  lib.foldAttrs (item: acc: [ item ] ++ acc) [ ] [ { a = 2; } { a = 3; b = 7; } ] == { a = [ 2 3 ]; b = [ 7 ]; }
  lib.collect lib.isList { a.b = [ 1 ]; c = [ 2 ]; d = 3; } == [ [ 1 ] [ 2 ] ]
  lib.concatMapAttrs (n: v: { \${n} = v; \${n + v} = v; }) { x = "a"; } == { x = "a"; xa = "a"; }
  lib.getExe zlib == "\${zlib.bin}/bin/zlib" && lib.getExe' zlib "minigzip" == "\${lib.getBin zlib}/bin/minigzip"
  lib.getDev zlib == zlib.dev && lib.getLib zlib == zlib.lib && lib.getOutput "man" zlib == zlib.man
  lib.makeBinPath [ zlib ] == "\${zlib.bin}/bin" && lib.makeLibraryPath [ zlib ] == "\${zlib.lib}/lib"
  lib.pipe 2 [ (x: x + 2) (x: x * 2) ] == 8 && lib.flip (a: b: a - b) 1 3 == 2 && lib.const 1 2 == 1 && lib.id 1 == 1
  lib.fix (self: { a = 1; b = self.a + 1; }) == { a = 1; b = 2; }
  lib.isDerivation zlib && !lib.isDerivation { } && lib.isFunction (x: x) && lib.isFunction zlib
  lib.compare 1 2 == -1 && lib.min 1 2 == 1 && lib.max 1 2 == 2 && lib.mod 11 10 == 1
  lib.strings.replicate 3 "v" == "vvv" && lib.lists.replicate 3 "v" == [ "v" "v" "v" ]
  lib.strings.removePrefix "a" "ab" == "b" && lib.lists.optional true 1 == [ 1 ] && lib.attrsets.attrNames { a = 1; } == [ "a" ]
  lib.sort (a: b: a < b) [ 5 3 7 ] == [ 3 5 7 ] && lib.replaceStrings [ "a" ] [ "b" ] "aa" == "bb"
  lib.throwIfNot true "no" 1 == 1 && lib.assertMsg true "no" && lib.warn "careful" 1 == 1
  lib.fakeHash == "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" && builtins.stringLength lib.fakeSha256 == 64
  builtins.elem stdenv.hostPlatform.system lib.platforms.linux && builtins.elem stdenv.hostPlatform.system lib.platforms.all
  stdenv.hostPlatform.isLinux && !stdenv.hostPlatform.isDarwin && stdenv.hostPlatform.extensions.sharedLibrary == ".so"
`
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '');

const packageOf = (value: string) =>
  `{ stdenv, lib, zlib }: stdenv.mkDerivation { name = "x"; y = ${value}; }`;

describeNix('lib of the stubs', () => {
  it('does what nixpkgs’ does, in its own examples', async () => {
    const { evaluated } = await evaluator.evaluate(
      packageOf(
        `[ ${equations.map((text) => `(if ${text} then "" else throw ${JSON.stringify(text.replaceAll('${', '#{'))})`).join('\n')} ]`,
      ),
    );
    expect([evaluated.reason, evaluated.outcome]).toEqual([expect.anything(), 'passed']);
    expect(equations.length).toBeGreaterThan(70);
  });

  it('has nothing that cannot be had', async () => {
    // What is unknown throws, and tryEval catches that; a name that is not there ends the evaluation.
    const { evaluated } = await evaluator.evaluate(
      packageOf('builtins.toJSON (lib.mapAttrs (n: v: (builtins.tryEval (builtins.typeOf v)).success) lib)'),
    );
    expect([evaluated.outcome, evaluated.reason]).toEqual(['passed', expect.anything()]);
  });
});
