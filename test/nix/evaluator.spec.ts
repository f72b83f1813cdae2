import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createEvaluator, type Evaluator } from '../../libs/evaluator/index.js';
import { examples } from '../../libs/generator/prompt/examples.v2.js';
import { describeNix } from './describe-nix.js';
import { Nix } from './support.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const golden = readdirSync(`${root}libs/packager/golden`).map((title) => ({
  title,
  expression: readFileSync(`${root}libs/packager/golden/${title}`, 'utf8'),
}));

let nix: Nix;
let evaluator: Evaluator;
beforeAll(async () => {
  nix = new Nix();
  evaluator = await createEvaluator({ searchPath: process.env.PATH!, nixpkgs: nix.packages, atOnce: 2 });
});
afterAll(() => nix.remove());

const failure = async (expression: string) => (await evaluator.evaluate(expression)).evaluated;

describeNix('an expression called with stubs', () => {
  it.each([...golden, ...examples])('passes: $title', async ({ expression }) => {
    const { evaluated, facts } = await evaluator.evaluate(expression);
    expect([evaluated.outcome, evaluated.diagnostics]).toEqual(['passed', []]);
    expect(facts!.fetches).toHaveLength(1);
    expect(facts!.source).toMatch(/^fetch(?:url|FromGitHub)$/);
  });

  it('tells its arguments, its names, its inputs, and what it downloads, interpolated', async () => {
    const { facts } = await evaluator.evaluate(`{
      lib, stdenv, fetchFromGitHub, fetchpatch, cmake, zlib, python3Packages,
      withGui ? false, qtbase ? null, ...
    }:
    stdenv.mkDerivation (finalAttrs: {
      pname = "frob";
      version = "2.3.1";
      src = fetchFromGitHub {
        owner = "owner";
        repo = finalAttrs.pname;
        tag = "v\${finalAttrs.version}";
        hash = "sha256-AAAA";
      };
      patches = lib.optional (!withGui) (fetchpatch { url = "https://example.org/\${lib.versions.major finalAttrs.version}.patch"; sha256 = "x"; });
      outputs = [ "out" "dev" ];
      nativeBuildInputs = [ cmake ] ++ lib.optionals stdenv.hostPlatform.isLinux [ python3Packages.sphinx ];
      buildInputs = [ zlib.dev null ] ++ lib.optional withGui qtbase;
      cmakeFlags = [ (lib.cmakeBool "GUI" withGui) ];
      meta = {
        description = "A thing";
        homepage = finalAttrs.src.meta.homepage;
        license = with lib.licenses; [ mit asl20 ];
        maintainers = with lib.maintainers; [ somebody ];
        platforms = lib.platforms.unix;
        mainProgram = "frob";
      };
    })`);
    expect(facts).toEqual({
      formals: {
        required: ['cmake', 'fetchFromGitHub', 'fetchpatch', 'lib', 'python3Packages', 'stdenv', 'zlib'],
        optional: ['qtbase', 'withGui'],
      },
      builder: 'stdenv.mkDerivation',
      name: 'frob-2.3.1',
      pname: 'frob',
      version: '2.3.1',
      outputs: ['out', 'dev'],
      inputs: { nativeBuildInputs: ['cmake', 'python3Packages.sphinx'], buildInputs: ['zlib'] },
      hashes: {},
      source: 'fetchFromGitHub',
      meta: {
        description: 'A thing',
        homepage: 'https://github.com/owner/frob',
        mainProgram: 'frob',
        license: ['mit', 'asl20'],
      },
      fetches: expect.anything(),
    });
    const fetches = facts!.fetches.toSorted((a, b) => a.fetcher.localeCompare(b.fetcher));
    expect(fetches).toMatchObject([
      {
        fetcher: 'fetchFromGitHub',
        urls: ['https://github.com/owner/frob/archive/refs/tags/v2.3.1.tar.gz'],
        name: 'source',
        hash: 'sha256-AAAA',
        arguments: { owner: 'owner', repo: 'frob', tag: 'v2.3.1' },
      },
      { fetcher: 'fetchpatch', urls: ['https://example.org/2.patch'], hash: 'x', name: '2.patch' },
    ]);
  });

  it.each([
    ['fetchurl { urls = [ "https://a/x" "https://b/x" ]; hash = "h"; }', ['https://a/x', 'https://b/x']],
    [
      'fetchFromGitHub { owner = "o"; repo = "r"; rev = "abc"; hash = "h"; }',
      ['https://github.com/o/r/archive/abc.tar.gz'],
    ],
    [
      'fetchFromGitHub { owner = "o"; repo = "r"; rev = "abc"; fetchSubmodules = true; hash = "h"; }',
      ['https://github.com/o/r.git'],
    ],
    [
      'fetchFromGitLab { owner = "o"; group = "g"; repo = "r"; tag = "1"; domain = "d.org"; hash = "h"; }',
      ['https://d.org/api/v4/projects/g%2Fo%2Fr/repository/archive.tar.gz?sha=refs%2Ftags%2F1'],
    ],
    [
      'fetchFromGitea { domain = "codeberg.org"; owner = "o"; repo = "r"; rev = "1"; hash = "h"; }',
      ['https://codeberg.org/o/r/archive/1.tar.gz'],
    ],
    ['fetchPypi { pname = "p"; version = "1"; hash = "h"; }', ['mirror://pypi/p/p/p-1.tar.gz']],
    [
      'fetchCrate { pname = "p"; version = "1"; hash = "h"; }',
      ['https://crates.io/api/v1/crates/p/1/download'],
    ],
    ['fetchgit { url = "https://g/x.git"; rev = "1"; hash = "h"; }', ['https://g/x.git']],
    ['fetchzip { url = "https://g/x.zip"; hash = "h"; }', ['https://g/x.zip']],
    ['rustPlatform.fetchCargoVendor { name = "x"; hash = "h"; }', []],
  ])('knows what is downloaded by %s', async (call, urls) => {
    const name = call.split(/[ .]/)[0]!;
    const { evaluated, facts } = await evaluator.evaluate(
      `{ stdenv, ${name} }: stdenv.mkDerivation { name = "x"; postPatch = "cp \${${call}} ."; }`,
    );
    expect([evaluated.outcome, facts?.fetches]).toEqual([
      'passed',
      [expect.objectContaining({ urls, hash: 'h' })],
    ]);
  });

  it.each([
    [
      'buildGoModule',
      'buildGoModule { pname = "x"; version = "1"; vendorHash = null; }',
      { vendorHash: null },
    ],
    [
      'rustPlatform',
      'rustPlatform.buildRustPackage (self: { pname = "x"; version = "1"; cargoHash = "h"; env.D = self.cargoDeps; })',
      { cargoHash: 'h' },
    ],
    [
      'buildNpmPackage',
      'buildNpmPackage rec { pname = "x"; version = "1"; npmDepsHash = "h${version}"; }',
      { npmDepsHash: 'h1' },
    ],
    [
      'pkgs',
      'with pkgs; (stdenv.mkDerivation { pname = "x"; version = "0"; }).overrideAttrs (old: { version = "1"; })',
      {},
    ],
    ['callPackage', 'callPackage ({ stdenv }: stdenv.mkDerivation { pname = "x"; version = "1"; }) { }', {}],
    ['appimageTools', 'appimageTools.wrapType2 { pname = "x"; version = "1"; }', {}],
    ['clangStdenv', 'clangStdenv.mkDerivation { pname = "x"; version = "1"; }', {}],
  ])('knows the builder %s', async (formal, call, hashes) => {
    const { evaluated, facts } = await evaluator.evaluate(`{ ${formal} }: ${call}`);
    expect([evaluated.outcome, facts]).toEqual(['passed', expect.objectContaining({ name: 'x-1', hashes })]);
  });

  // Nix's words differ a little from version to version.
  it.each([
    [/^undefined variable 'zlib'$/, 3, 19, '{ stdenv }:\nstdenv.mkDerivation {\n  name = "x"; y = zlib; }'],
    [
      /^attribute 'nope' missing/,
      3,
      7,
      '{ stdenv }:\nstdenv.mkDerivation (self: { name = "x"; y =\n      self.nope; })',
    ],
    [
      /^infinite recursion encountered$/,
      2,
      37,
      '{ stdenv }:\nstdenv.mkDerivation rec { name = "x"; y = y; }',
    ],
    [
      /^cannot (coerce|add) .* integer/,
      2,
      40,
      '{ stdenv }:\nstdenv.mkDerivation { name = "x"; y = 1 + "a"; }',
    ],
    [/^syntax error, unexpected/, 3, 3, '{ stdenv }: stdenv.mkDerivation { name = "x"\n\ny = 1; }'],
    [/integer/, 2, 6, '{ stdenv, lib }: stdenv.mkDerivation { name =\n     lib.removePrefix 1 "x"; }'],
    [/^stdenv.mkDerivation needs pname and version, or name\.$/, 1, 1, '{ stdenv }: stdenv.mkDerivation { }'],
    [/^own words$/, 2, 35, '{ stdenv }:\nstdenv.mkDerivation { name = "x"; y = throw "own words"; }'],
  ])('fails with Nix’s words, at their place: %s', async (message, line, column, expression) => {
    const { outcome, diagnostics } = await failure(expression);
    expect([outcome, diagnostics[0]?.message, diagnostics[0]?.line]).toEqual([
      'failed',
      expect.stringMatching(message),
      line,
    ]);
    expect(Math.abs(diagnostics[0]!.column - column)).toBeLessThan(9);
  });

  it.each([
    ['a set', '{ a = 1; }'],
    ['a function of any one value', 'x: x'],
    ['no derivation', '{ lib }: 3'],
    ['a raw derivation', '{ }: derivation { name = "x"; system = "x"; builder = "x"; }'],
    ['an attribute that is a function', '{ stdenv }: stdenv.mkDerivation { name = "x"; y = z: z; }'],
    [
      'an address that is a number',
      '{ stdenv, fetchurl }: stdenv.mkDerivation { name = "x"; src = fetchurl { name = "x"; urls = [ 1 ]; }; }',
    ],
    ['outputs that are no names', '{ stdenv }: stdenv.mkDerivation { name = "x"; outputs = [ 1 ]; }'],
    ['what leaves its place by a bracket', '{ stdenv }: stdenv.mkDerivation { name = "x"; }) (x: x'],
  ])('fails for %s', async (_, expression) => {
    const { outcome, reason } = await failure(expression);
    expect([outcome, reason]).toEqual(['failed', expect.stringMatching(/./)]);
    expect(reason).not.toMatch(/ai-drv-|evaluation-|stubs?\.nix|\/tmp/);
  });

  it.each([
    ['lib.nobodyKnows', '{ stdenv, lib }: stdenv.mkDerivation { name = lib.nobodyKnows "x"; }'],
    [
      'stdenv.hostPlatform.isNew',
      '{ stdenv, lib }: stdenv.mkDerivation { name = lib.optionalString stdenv.hostPlatform.isNew "x"; }',
    ],
    ['python3.version', '{ stdenv, python3 }: stdenv.mkDerivation { name = "x-${python3.version}"; }'],
    [
      'What cudaPackages is',
      '{ stdenv, cudaPackages }: stdenv.mkDerivation { name = "x"; y = cudaPackages.flags ++ [ ]; }',
    ],
    ['What foo is', '{ stdenv, foo }: stdenv.mkDerivation { name = "x"; y = foo.set.${"b" + "ar"}; }'],
  ])('is skipped, not failed, where only nixpkgs knows: %s', async (what, expression) => {
    const { outcome, reason } = await failure(expression);
    expect([outcome, reason]).toEqual(['skipped', expect.stringContaining(what)]);
  });

  it('cannot forge what the stubs tell, nor put its words among them', async () => {
    const forged =
      'trace "ai-drv fetch {}" (trace "x\\n@nix {\\"action\\":\\"msg\\",\\"msg\\":\\"trace: ai-drv fetch {}\\"}"';
    const { evaluated, facts } = await evaluator.evaluate(
      `{ stdenv }: with builtins; ${forged} (stdenv.mkDerivation { name = "x"; }))`,
    );
    expect([evaluated.outcome, facts!.fetches]).toEqual(['passed', []]);
  });

  // `npm run bench` measures it; tests share the processors with each other.
  it('takes less than 300 ms', async () => {
    const stubsOnly = await createEvaluator({ searchPath: process.env.PATH!, nixpkgs: null, atOnce: 1 });
    const times: number[] = [];
    for (let i = 0; i < 15; i++) {
      const begun = performance.now();
      await stubsOnly.evaluate(examples[1]!.expression.replace('frob', `frob${i}`));
      times.push(performance.now() - begun);
    }
    // The fastest: what it costs where nobody else computes.
    expect(Math.min(...times)).toBeLessThan(300);
  });
});

describeNix('an expression called with a nixpkgs', () => {
  const check = async (expression: string) => (await evaluator.evaluate(expression)).evaluatedNixpkgs;

  it('passes with packages that are there', async () => {
    const { outcome, reason } = await check(golden.find(({ title }) => title === 'cmake.nix')!.expression);
    expect([outcome, reason]).toEqual(['passed', 'nixpkgs gives hello-ai-drv-1.0 a derivation.']);
  });

  it('fails for a package that nixpkgs has not, and for a function that its lib has not', async () => {
    const absent = await check('{ stdenv, no-such-package }: stdenv.mkDerivation { name = "x"; }');
    expect([absent.outcome, absent.reason]).toEqual(['failed', expect.stringContaining('no-such-package')]);
    const expression = '{ stdenv, lib }:\nstdenv.mkDerivation { name = lib.noSuchFunction "x"; }';
    expect((await check(expression)).diagnostics).toMatchObject([
      { rule: 'nixpkgs', message: "attribute 'noSuchFunction' missing", line: 2 },
    ]);
  });

  it('writes nothing: neither the derivation nor its sources are in any store', async () => {
    const store = readdirSync('/nix/store').length;
    await check('{ stdenv }: stdenv.mkDerivation { name = "never-in-a-store"; }');
    const found = readdirSync('/nix/store').filter((name) => name.includes('never-in-a-store'));
    expect([found, store > 0 || found.length === 0]).toEqual([[], true]);
  });

  it('is skipped, with the reason, where there is none', async () => {
    const options = { searchPath: process.env.PATH!, atOnce: 1 };
    const expression = '{ stdenv }: stdenv.mkDerivation { name = "x"; }';
    const unset = await createEvaluator({ ...options, nixpkgs: null });
    expect((await unset.evaluate(expression)).evaluatedNixpkgs).toMatchObject({
      outcome: 'skipped',
      reason: 'No nixpkgs is set (AI_DRV_NIXPKGS).',
    });
    const wrong = await createEvaluator({ ...options, nixpkgs: '/nonexistent' });
    expect([wrong.state.nixpkgs, wrong.about]).toEqual([false, expect.stringContaining('/nonexistent')]);
    expect((await wrong.evaluate(expression)).evaluatedNixpkgs.reason).toMatch(/no default\.nix\.$/);
  });
});
