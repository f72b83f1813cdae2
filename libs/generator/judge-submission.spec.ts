import { describe, expect, it } from '@jest/globals';
import { fakeHash } from '../nix-hash/index.js';
import { judgeSubmission } from './judge-submission.js';
import { examples } from './prompt/examples.v1.js';

const url = 'https://example.org/hello-1.0.tar.gz';
const sri = 'sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=';
const fetched = new Map([[url, sri]]);
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
    expect(expression).toContain(`vendorHash = "${fakeHash('vendorHash')}"`);
    expect(fakeHash('vendorHash')).not.toBe(fakeHash('other'));
    expect(hashes).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('vendorHash, other can only be told by a build'),
      diagnostics: [
        { rule: 'hash_needs_build', line: 3 },
        { rule: 'hash_needs_build', line: 4 },
      ],
    });
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
        'url = "https://example.org/hello-${lib.replaceStrings [ "_" ] [ "." ] "1_0"}.tar.gz"',
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
    ['defaults and a name for all arguments', '{ lib, enable ? { a = 1; }, ... }@args: lib.id args'],
    ['division and update are no paths', '{ a, b }: { x = a // b; y = a / b; z = a//b; }'],
    ['comments', `# import <nixpkgs>\n${good}`],
  ])('accepts %s', (_, text) => {
    expect(judge(text).problems).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ['nothing', ' \n', /empty/],
    ['65 KiB', `{ }: "${'a'.repeat(66_000)}"`, /64 KiB/],
    ['a NUL', '{ }: "\0"', /NUL/],
    ['a lone surrogate', '{ }: "\ud800"', /Unicode/],
    ['a string that is not closed', '{ }: "a', /not closed/],
    ['no function', '"hello"', /function of an attribute set/],
    ['a function of one argument', 'pkgs: pkgs.hello', /function of an attribute set/],
    [
      'a slot of another URL',
      good.replace(`@sha256:${url}@`, '@sha256:https://example.org/b@'),
      /did not fetch.*hello-1\.0/,
    ],
    ['a slot with an interpolation', good.replace(`@sha256:${url}@`, '@sha256:${x}@'), /did not fetch/],
    ['half a slot', good.replace(`@sha256:${url}@`, '@sha256:'), /not a complete slot/],
    ['an invented hash', good.replace(`@sha256:${url}@`, `sha256-${'A'.repeat(43)}=`), /not computed here/],
    ['an invented hash in a comment', `# sha256-${'A'.repeat(43)}=\n${good}`, /not computed here/],
    ['a hex hash', good.replace(`hash = "@sha256:${url}@"`, `sha256 = "${'0a'.repeat(32)}"`), /slot/],
    ['a nix32 hash', `{ }: "${'0'.repeat(52)}"`, /not computed here/],
    ['lib.fakeHash', good.replace(`"@sha256:${url}@"`, 'lib.fakeHash'), /`hash = lib\.fakeHash`.*slot/],
    ['an empty hash', good.replace(`@sha256:${url}@`, ''), /slot/],
    ['null in place of a source hash', good.replace(`"@sha256:${url}@"`, 'null'), /slot/],
    ['a quoted attribute', good.replace(`hash = "@sha256:${url}@"`, '"hash" = lib.fakeHash'), /slot/],
    [
      'a URL that was not fetched',
      good.replace(`url = "${url}"`, 'url = "https://example.org/evil.tar.gz"'),
      /no URL that fetch_source fetched/,
    ],
    [
      'a URL that only begins like it',
      good.replace(`url = "${url}"`, `url = "${url}/x"`),
      /no URL that fetch_source/,
    ],
    [
      'an interpolation over a slash',
      good.replace(`url = "${url}"`, 'url = "https://${x}"'),
      /no URL that fetch_source/,
    ],
    ['a URL from elsewhere', good.replace(`url = "${url}"`, 'url = finalAttrs.url'), /one string/],
    ['urls', good.replace(`url = "${url}"`, `urls = [ "${url}" ]`), /one `url`/],
    ['import', good.replace('{ stdenv', '{ a ? import ./b, stdenv'), /`import` is refused/],
    ['a search path', '{ }: <nixpkgs>', /`<nixpkgs>` is refused/],
    ['a relative path', '{ }: ./patch', /path `\.\/patch`/],
    ['an absolute path', '{ }: [ /etc/hostname ]', /path `\/etc\/hostname`/],
    ['a path without a dot', '{ }: a/b.patch', /path `a\/b\.patch`/],
    ['a home path', '{ }: ~/x', /path `~\/x`/],
    ['readFile', '{ }: builtins.readFile "/etc/hostname"', /`readFile` is refused/],
    ['readFile in a string', '{ }: "${builtins.readFile "/etc/hostname"}"', /`readFile` is refused/],
    ['lib.fileContents', '{ lib }: lib.fileContents "/etc/hostname"', /`fileContents` is refused/],
    ['builtins as a value', '{ }: builtins', /`builtins` is refused but/],
    ['builtins.fetchurl', '{ }: builtins.fetchurl "https://x"', /`builtins\.fetchurl` is refused/],
    [
      'fetchFromGitHub',
      '{ fetchFromGitHub }: fetchFromGitHub { }',
      /`fetchFromGitHub` is refused: its hash is of the unpacked/,
    ],
    ['fetchTarball', '{ }: fetchTarball "https://x"', /`fetchTarball` is refused/],
    ['a raw derivation', '{ }: derivation { }', /`derivation` is refused/],
    ['outputHash', '{ s }: s { outputHash = "x"; }', /`outputHash` is refused/],
    ['__noChroot', '{ s }: s { __noChroot = true; }', /`__noChroot` is refused/],
  ])('refuses %s', (_, text, says) => {
    expect(judge(text).problems.join('\n')).toMatch(says);
  });

  it.each(examples)('accepts the worked example "$title"', ({ url: its, expression }) => {
    const { problems } = judgeSubmission(expression, new Map([[its, sri]]));
    expect(problems).toEqual([]);
  });
});
