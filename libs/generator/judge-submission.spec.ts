import { describe, expect, it } from '@jest/globals';
import { fakeHash } from '../nix-hash/index.js';
import { judgeSubmission } from './judge-submission.js';
import { originOf } from '../sources/index.js';
import { examples } from './prompt/examples.v2.js';

const url = 'https://example.org/hello-1.0.tar.gz';
const sri = 'sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=';
const fetched = [{ urls: [url], flat: sri, nar: null, rootless: false, origin: null }];
const judge = (text: string) => judgeSubmission(text, fetched);

const source = (attributes: string) => `{ stdenv, fetchurl }:
stdenv.mkDerivation (finalAttrs: {
  pname = "hello";
  version = "1.0";
  src = fetchurl { ${attributes} };
})`;
const good = source(`url = "${url}"; hash = "@sha256:${url}@";`);

describe('judgeSubmission', () => {
  it('fills the slot of a URL with the hash that was computed from it', () => {
    const { expression, problems, hashes } = judge(`\n${good}\n\n`);
    expect(problems).toEqual([]);
    expect(expression).toBe(`${good.replace(`@sha256:${url}@`, sri)}\n`);
    expect(hashes).toMatchObject({ outcome: 'passed', reason: expect.stringContaining(url) });
  });

  it('a hash that only a build can tell becomes a fake of its own, and the check says so', () => {
    const { expression, problems, hashes } = judge(
      good.replace(
        'pname',
        'vendorHash = "@unknown:vendorHash@";\n  cargoHash = "@unknown:other@";\n  pname',
      ),
    );
    expect(problems).toEqual([]);
    expect(expression).toContain(`vendorHash = "${fakeHash(`vendorHash of ${url}`)}"`);
    expect(fakeHash('vendorHash')).not.toBe(fakeHash('other'));
    expect(hashes).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('vendorHash, other can only be told by a build'),
      diagnostics: [
        { rule: 'hash_needs_build', line: 3, message: 'vendorHash is a placeholder.' },
        { rule: 'hash_needs_build', line: 4, message: 'other is a placeholder.' },
      ],
    });
  });

  it('the fact names the URL of each hash: of those that were computed, and of those that await a build', () => {
    const text = good.replace(
      'pname',
      'patches = [ (fetchpatch { url = "https://example.org/a.patch"; hash = "@unknown:patch@"; }) ];\n  pname',
    );
    const { problems, hashes } = judge(text.replace('fetchurl', 'fetchurl, fetchpatch'));
    expect(problems).toEqual([]);
    expect(hashes).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(
        /^One hash was computed here from what https:\S+ gave; patch can only be told by a build/,
      ),
      diagnostics: [
        { message: 'patch is a placeholder for the hash of https://example.org/a.patch.', line: 3 },
      ],
    });
  });

  it('two hashes that only a build can tell are never the same word, nor the same fake in two packages', () => {
    const twice = good.replace('pname', 'vendorHash = "@unknown:x@"; cargoHash = "@unknown:x@"; pname');
    expect(judge(twice).problems.join()).toMatch(/"@unknown:x@" stands at two places[^]*word of its own/);
    const [one, two] = ['https://example.org/a.tar.gz', 'https://example.org/b.tar.gz'].map(
      (other) =>
        judgeSubmission('{ }: { cargoHash = "@unknown:cargoHash@"; }', [
          { urls: [other], flat: sri, nar: null, rootless: false, origin: null },
        ]).expression,
    );
    expect(one).not.toBe(two);
  });

  it.each([
    ['vendorHash = null', good.replace('pname', 'vendorHash = null;\n  pname')],
    [
      'an interpolated URL',
      good.replace(`url = "${url}"`, 'url = "https://example.org/hello-${finalAttrs.version}.tar.gz"'),
    ],
    [
      'a URL that interpolates a string',
      good.replace(
        `url = "${url}"`,
        'url = "https://example.org/hello-${stdenv.x [ "_" ] [ "." ] "1_0"}.tar.gz"',
      ),
    ],
    ['a hash that is the computed one', good.replace(`@sha256:${url}@`, sri)],
    [
      'shell that looks like Nix',
      good.replace(
        'pname',
        "postPatch = ''\n    hash = x; url = y; cat /etc/x <a> import ./b\n  '';\n  pname",
      ),
    ],
    ['no source at all', '{ runCommand }: runCommand "a" { } "touch $out"'],
    ['defaults, and further arguments', '{ lib, enable ? { a = 1; }, ... }: lib.id enable'],
    ['division and update are no paths', '{ a, b }: { x = a // b; y = a / b; z = a//b; }'],
    ['comments', `# import <nixpkgs>\n${good}`],
  ])('accepts %s', (_, text) => {
    expect(judge(text).problems).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ['nothing', ' \n', /unexpected end|expression/],
    ['65 KiB', `{ }: "${'a'.repeat(66_000)}"`, /at most 65536/],
    ['a NUL', '{ }: "\0"', /NUL/],
    ['a lone surrogate', '{ }: "\ud800"', /half a Unicode/],
    ['a string that is not closed', '{ }: "a', /string/],
    ['no function', '"hello"', /function of an attribute set/],
    ['a function of one argument', 'pkgs: pkgs.hello', /function of an attribute set/],
    [
      'a slot of another URL',
      good.replace(`@sha256:${url}@`, '@sha256:https://example.org/b@'),
      /did not fetch https:\/\/example\.org\/b[^]*hint: the slots are .*hello-1\.0/,
    ],
    [
      'a slot with an interpolation',
      good.replace(`@sha256:${url}@`, '@sha256:${stdenv}@'),
      /slot for a hash is not complete/,
    ],
    ['half a slot', good.replace(`@sha256:${url}@`, '@sha256:'), /slot for a hash is not complete/],
    ['an invented hash', good.replace(`@sha256:${url}@`, `sha256-${'A'.repeat(43)}=`), /not computed here/],
    ['an invented hash in a comment', `# sha256-${'A'.repeat(43)}=\n${good}`, /not computed here/],
    ['a hex hash', good.replace(`hash = "@sha256:${url}@"`, `sha256 = "${'0a'.repeat(32)}"`), /slot/],
    ['a nix32 hash', `{ }: "${'0'.repeat(52)}"`, /not computed here/],
    [
      'lib.fakeHash',
      good.replace(`"@sha256:${url}@"`, 'stdenv.lib.fakeHash'),
      /`fakeHash` is refused[^]*slot/,
    ],
    ['an empty hash', good.replace(`@sha256:${url}@`, ''), /slot/],
    ['null in place of a source hash', good.replace(`"@sha256:${url}@"`, 'null'), /slot/],
    ['a quoted attribute', good.replace(`hash = "@sha256:${url}@"`, '"hash" = stdenv.fakeHash'), /slot/],
    [
      'a URL that was not fetched',
      good.replace(`url = "${url}"`, 'url = "https://example.org/evil.tar.gz"'),
      /which fetch_source did not fetch/,
    ],
    [
      'a URL that only begins like it',
      good.replace(`url = "${url}"`, `url = "${url}/x"`),
      /which fetch_source did not fetch/,
    ],
    [
      'an interpolation over a slash',
      good.replace(`url = "${url}"`, 'url = "https://${stdenv.x}"'),
      /which fetch_source did not fetch/,
    ],
    [
      'a URL from elsewhere',
      good.replace(`url = "${url}"`, 'url = finalAttrs.url'),
      /which fetch_source did not fetch/,
    ],
    ['urls', good.replace(`url = "${url}"`, `urls = [ "${url}" ]`), /no `url`/],
    ['import', good.replace('{ stdenv', '{ a ? import ./b, stdenv'), /`import`, which is refused/],
    ['a search path', '{ }: <nixpkgs>', /`<nixpkgs>` is refused/],
    ['a relative path', '{ }: ./patch', /a path is refused/],
    ['an absolute path', '{ }: [ /etc/hostname ]', /a path is refused/],
    ['a path without a dot', '{ }: a/b.patch', /a path is refused/],
    ['a home path', '{ }: ~/x', /a path is refused/],
    ['readFile', '{ }: builtins.readFile "/etc/hostname"', /`readFile`, which is refused/],
    ['readFile in a string', '{ }: "${builtins.readFile "/etc/hostname"}"', /`readFile`, which is refused/],
    ['lib.fileContents', '{ lib }: lib.fileContents "/etc/hostname"', /`fileContents` is refused/],
    ['builtins as a value', '{ }: builtins', /`builtins` is refused as a value/],
    ['builtins.fetchurl', '{ }: builtins.fetchurl "https://x"', /`fetchurl`, which is refused/],
    [
      'fetchFromGitHub without a hash',
      '{ fetchFromGitHub }: fetchFromGitHub { }',
      /`fetchFromGitHub` has no hash/,
    ],
    ['fetchTarball', '{ }: fetchTarball "https://x"', /`fetchTarball`, which is refused/],
    ['a raw derivation', '{ }: derivation { }', /`derivation`, which is refused/],
    ['outputHash', '{ s }: s { outputHash = "x"; }', /`outputHash` is refused/],
    ['__noChroot', '{ s }: s { __noChroot = true; }', /`__noChroot` is refused/],
  ])('refuses %s', (_, text, says) => {
    expect(judge(text).problems.join('\n')).toMatch(says);
  });

  it.each(examples)('accepts the worked example "$title"', ({ url: its, expression }) => {
    const { problems } = judgeSubmission(expression, [
      { urls: [its], flat: sri, nar: sri, rootless: false, origin: originOf(new URL(its)) },
    ]);
    expect(problems).toEqual([]);
  });
});
