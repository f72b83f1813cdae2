import { describe, expect, it } from '@jest/globals';
import { judgeSubmission } from './judge-submission.js';
import { fitsUrl } from './fits-url.js';

const a = 'https://example.org/hello-1.0.tar.gz';
const b = 'https://example.org/hello-2.0.tar.gz';
const sri = 'sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=';
const known = (url: string, flat: string) => ({
  urls: [url],
  flat,
  nar: null,
  rootless: false,
  origin: null,
});
const fetched = [known(a, sri), known(b, 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')];
const judge = (text: string) => judgeSubmission(text, fetched);
const call = (word: string, attributes: string) => `{ lib, stdenv, fetchurl, pkgs, x }:
stdenv.mkDerivation (finalAttrs: {
  version = "1.0";
  src = ${word} { ${attributes} };
})`;
const [slotA, slotB] = [a, b].map((url) => `"@sha256:${url}@"`) as [string, string];
const pair = `url = "${a}"; hash = ${slotA};`;
const good = call('fetchurl', pair);
const version = '${finalAttrs.version}';

describe('hashes are paired with their URLs', () => {
  it.each([
    ['a plain call', good],
    ['fetchurl rec', call('fetchurl rec', pair)],
    ['pkgs.fetchurl', call('pkgs.fetchurl', pair)],
    [
      'the hash first, with a name',
      call('fetchurl', `hash = ${slotA}; url = "${a}"; name = "x"; meta.a = 1;`),
    ],
    [
      'finalAttrs.version',
      call('fetchurl', `url = "https://example.org/hello-${version}.tar.gz"; hash = ${slotA};`),
    ],
    [
      'rec and version',
      `{ stdenv, fetchurl }: stdenv.mkDerivation rec { version = "1.0"; src = fetchurl { url = "https://example.org/hello-\${version}.tar.gz"; hash = ${slotA}; }; }`,
    ],
    [
      'let, a sum, and a name in a name',
      `{ fetchurl }: let version = "1.0"; base = "https://example.org/hello-" + version; in fetchurl { url = "\${base}.tar.gz"; hash = ${slotA}; }`,
    ],
    [
      'a version that another set has too',
      good
        .replace(`"${a}"`, `"https://example.org/hello-${version}.tar.gz"`)
        .replace('src', 'x.version = "2.0";\n  src'),
    ],
    [
      'one of several, chosen by the system',
      `{ stdenv, fetchurl }: let sources = { a = { ${pair} }; b = { url = "${b}"; hash = ${slotB}; }; }; in fetchurl sources.\${stdenv.system}`,
    ],
    [
      'two calls',
      good.replace('version =', `other = fetchurl { url = "${b}"; hash = ${slotB}; };\n  version =`),
    ],
    ['as an argument', good.replace('src = ', 'src = lib.id (').replace('@"; }', '@"; })')],
    ['a slot in a comment', `{ fetchurl }: # ${slotA}\n[ ]`],
    ['nothing that fetches', '{ runCommand }: runCommand "a" { } "touch $out"'],
  ])('passed: %s', (_, text) => {
    expect(judge(text)).toMatchObject({ problems: [], hashes: { outcome: 'passed' } });
  });

  it('skipped: a URL that could be another one', () => {
    const text = good.replace(`"${a}"`, '"https://example.org/hello-${lib.head [ "2.0" ]}.tar.gz"');
    expect(judge(text)).toMatchObject({ problems: [], hashes: { outcome: 'skipped' } });
  });

  it.each<[string, string, RegExp]>([
    ['no hash', call('fetchurl', `url = "${a}";`), /`fetchurl` has no hash/],
    ['two hashes', call('fetchurl', `${pair} sha256 = ${slotA};`), /not written as one string/],
    ['no url', call('fetchurl', `hash = ${slotA};`), /no `url`/],
    ['the slot of B beside A', call('fetchurl', `url = "${a}"; hash = ${slotB};`), /not that of .*hello-1/],
    [
      'slots that are exchanged',
      `{ fetchurl }: [ (fetchurl { url = "${a}"; hash = ${slotB}; }) (fetchurl { url = "${b}"; hash = ${slotA}; }) ]`,
      /not that of .*hello-1[^]*not that of .*hello-2/,
    ],
    [
      'an interpolated A with the slot of B',
      call('fetchurl', `url = "https://example.org/hello-${version}.tar.gz"; hash = ${slotB};`),
      /not that of .*hello-1/,
    ],
    [
      'a version that does not fit',
      good.replace(`"${a}"`, `"https://example.org/hello-${version}.tar.gz"`).replace('"1.0"', '"3.0"'),
      /fetches https:\/\/example\.org\/hello-3\.0\.tar\.gz, which fetch_source did not fetch/,
    ],
    [
      'a fake beside a URL that was fetched',
      call('fetchurl', `url = "${a}"; hash = "@unknown:hash@";`),
      /not that of .*hello-1/,
    ],
    ['the same attribute twice', call('fetchurl', `${pair} url = "${b}";`), /url.*(already|twice)/],
    ['postFetch', call('fetchurl', `${pair} postFetch = "x";`), /`postFetch` of `fetchurl` changes/],
    ['inherit in a call', call('fetchurl', `inherit (lib) url; hash = ${slotA};`), /no `url`/],
    ['a fetcher that is passed on', good.replace('version =', 'f = fetchurl;\n  version ='), /as a value/],
    [
      'a fetcher that is inherited',
      good.replace('version =', 'inherit (pkgs) fetchurl;\n  version ='),
      /as a value/,
    ],
    [
      'the slot of B by an inherited fetcher',
      `{ pkgs }: let inherit (pkgs) fetchurl; in fetchurl { url = "${a}"; hash = ${slotB}; }`,
      /not that of/,
    ],
    ['fetchurl of a name', call('fetchurl x //', pair), /must be a set/],
    ['computed names', call('fetchurl', `${pair} \${"u" + "rl"} = "x";`), /computed name/],
    [
      'a slot that is no hash of a download',
      good.replace('version', `cargoHash = ${slotA}; version`),
      /not a hash/,
    ],
    [
      'a slot that is no hash at all',
      good.replace('version', `patch = ${slotA}; version`),
      /outside of the call/,
    ],
    ['a slot in a name', good.replace('version', 'a."@sha256:${x}@" = 1; version'), /slot|computed/],
    [
      'another fetcher without a slot',
      `{ fetchNpmDeps }: fetchNpmDeps { name = "x"; hash = ${slotA}; }`,
      /not hashed here/,
    ],
    [
      'a hash that was not computed',
      call('fetchurl', `url = "${a}"; hash = "${sri.replace('W', 'X')}";`),
      /not computed/,
    ],
  ])('refused: %s', (_, text, says) => {
    const { problems, hashes } = judge(text);
    expect(problems.join('\n')).toMatch(says);
    expect(hashes.outcome).not.toBe('passed');
  });

  it('a fetcher of dependencies has a hash that only a build can tell', () => {
    const text = '{ fetchNpmDeps }: fetchNpmDeps { name = "x"; hash = "@unknown:npm@"; }';
    expect(judge(text)).toMatchObject({ problems: [], hashes: { outcome: 'failed' } });
  });
});

describe('hashes of trees', () => {
  const archive = 'https://github.com/o/r/archive/refs/tags/v1.0.tar.gz';
  const nar = 'sha256-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfE=';
  const source = {
    urls: [archive],
    flat: sri,
    nar,
    rootless: false,
    origin: {
      fetcher: 'fetchFromGitHub',
      arguments: { owner: 'o', repo: 'r', tag: 'v1.0' },
      hashKind: 'nar' as const,
    },
  };
  const tree = (fetcher: string, attributes: string) =>
    judgeSubmission(
      `{ lib, stdenv, ${fetcher} }: stdenv.mkDerivation (finalAttrs: { version = "1.0"; src = ${fetcher} { ${attributes} }; })`,
      [source],
    );
  const slot = `hash = "@nar:${archive}@";`;

  it.each([
    ['fetchFromGitHub', `owner = "o"; repo = "r"; tag = "v${version}"; ${slot}`],
    ['fetchFromGitHub', `owner = "o"; repo = "r"; rev = "v${version}"; ${slot}`],
    ['fetchFromGitHub', `owner = "o"; repo = "r"; rev = "refs/tags/v${version}"; ${slot}`],
    ['fetchzip', `url = "${archive}"; ${slot}`],
    ['fetchurl', `url = "${archive}"; hash = "@sha256:${archive}@";`],
  ])('passed: %s { %s }', (fetcher, attributes) => {
    const { expression, problems, hashes } = tree(fetcher, attributes);
    expect({ problems, outcome: hashes.outcome }).toEqual({ problems: [], outcome: 'passed' });
    expect(expression).toContain(`"${fetcher === 'fetchurl' ? sri : nar}"`);
  });

  it.each<[string, string, RegExp]>([
    [
      'fetchFromGitHub',
      `owner = "o"; repo = "other"; tag = "v1.0"; ${slot}`,
      /o other v1\.0, which fetch_source did not/,
    ],
    ['fetchFromGitHub', `owner = "o"; repo = "r"; tag = "v2.0"; ${slot}`, /did not fetch/],
    [
      'fetchFromGitHub',
      `owner = "o"; repo = "r"; tag = "v1.0"; hash = "@sha256:${archive}@";`,
      /write the slot .*@nar:/,
    ],
    [
      'fetchFromGitHub',
      `owner = "o"; repo = "r"; tag = "v1.0"; fetchSubmodules = true; ${slot}`,
      /`fetchSubmodules`/,
    ],
    ['fetchzip', `url = "${archive}"; stripRoot = false; ${slot}`, /`stripRoot`/],
    ['fetchurl', `url = "${archive}"; ${slot}`, /@sha256:/],
    ['fetchFromGitLab', `owner = "o"; repo = "r"; rev = "v1.0"; ${slot}`, /not hashed here/],
  ])('refused: %s { %s }', (fetcher, attributes, says) => {
    expect(tree(fetcher, attributes).problems.join('\n')).toMatch(says);
  });

  it('a tree without one top directory is fetched by fetchzip with `stripRoot = false`, and by nothing less', () => {
    const url = 'https://example.org/a-1.0.zip';
    const origin = { fetcher: 'fetchzip', arguments: { url }, hashKind: 'nar' as const };
    const of = (rootless: boolean, more: string, fetcher = 'fetchzip') =>
      judgeSubmission(`{ ${fetcher} }: ${fetcher} { url = "${url}"; hash = "@nar:${url}@"; ${more} }`, [
        { urls: [url], flat: sri, nar, rootless, origin },
      ]).problems.join();
    expect(of(true, 'stripRoot = false;')).toBe('');
    expect(of(true, 'stripRoot = (false);')).toBe('');
    expect(of(false, '')).toBe('');
    expect(of(true, '')).toMatch(/no one top directory[^]*write `stripRoot = false;`/);
    for (const more of ['stripRoot = true;', 'stripRoot = lib.x;', 'stripRoot = "";'])
      for (const rootless of [true, false]) expect(of(rootless, more)).toMatch(/stripRoot/);
    expect(of(false, 'stripRoot = false;')).toMatch(/`stripRoot` of `fetchzip` changes/);
    expect(of(true, 'stripRoot = false; postFetch = "x";')).toMatch(/`postFetch`/);
  });

  it.each<[string, string, string, string, RegExp]>([
    ['fetchFromGitLab', 'owner o repo r tag v1', 'owner o repo r tag v1', 'domain evil.org', /`domain`/],
    ['fetchFromGitLab', 'owner o repo r tag v1', 'owner o repo r tag v1', 'group g', /`group`/],
    ['fetchFromGitHub', 'owner o repo r tag v1', 'owner o repo r tag v1', 'rev v2', /`rev`/],
    ['fetchFromGitHub', 'owner o repo r tag v1', 'owner o repo r rev v1', 'githubBase evil', /`githubBase`/],
    ['fetchPypi', 'pname a version 1', 'pname a version 1', 'extension zip', /`extension`/],
    ['fetchPypi', 'pname a version 1', 'pname a version 1', 'format wheel', /`format`/],
    ['fetchCrate', 'pname a version 1', 'pname a version 1', 'crateName evil', /did not fetch/],
    ['fetchCrate', 'pname a version 1', 'crateName a version 1', 'registryDl evil', /`registryDl`/],
    ['fetchFromGitea', 'domain d owner o repo r rev x', 'domain d owner o repo r rev x', 'x y', /`x`/],
  ])('%s { %s } may say no more than that: { %s; %s }', (fetcher, origin, given, more, says) => {
    const pairs = (text: string) =>
      [...text.matchAll(/(\w+) (\S+)/g)].map(([, name, value]) => [name, value]);
    const kind = fetcher === 'fetchPypi' ? 'sha256' : 'nar';
    const of = (text: string) =>
      judgeSubmission(
        `{ ${fetcher} }: ${fetcher} { ${pairs(text)
          .map(([name, value]) => `${name} = "${value}";`)
          .join(' ')} hash = "@${kind}:${a}@"; }`,
        [
          {
            urls: [a],
            flat: sri,
            nar,
            rootless: false,
            origin: {
              fetcher,
              arguments: Object.fromEntries(pairs(origin)) as { [name: string]: string },
              hashKind: kind === 'nar' ? 'nar' : 'flat',
            },
          },
        ],
      ).problems.join();
    expect(of(given)).toBe('');
    expect(of(`${given} ${more}`)).toMatch(says);
  });

  it('a single file has no tree', () => {
    const text = `{ fetchzip }: fetchzip { url = "${a}"; hash = "@nar:${a}@"; }`;
    expect(judge(text).problems.join()).toMatch(/no archive/);
  });
});

it.each<[string[], string, boolean]>([
  [['a/', '/c'], 'a/b/c', true],
  [['a/', '/c'], 'a//c', false],
  [['a/', 'c'], 'a/b/c', false],
  [['a', 'a', 'a'], 'abaca', true],
  [['a', 'aab', ''], 'axaaabx', true],
  [['a', 'a'], 'aa', false],
  [['', ''], 'abc', true],
  [['', '', '', ''], 'ab', false],
  [['a', '', 'b'], 'axxb', true],
  [['a', 'b', 'b'], 'axbxb', true],
  [['a', 'b', 'b'], 'axbb', false],
])('fitsUrl(%j, %s)', (segments, url, fits) => {
  expect(fitsUrl(segments, url)).toBe(fits);
});

describe('a hostile text takes no time', () => {
  const inASecond = (run: () => unknown) => {
    // Of the processor, not of the clock: what is not linear takes minutes, and other tests run beside this one.
    const began = process.cpuUsage();
    run();
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(1_500);
  };

  it.each([5, 16, 64])('%d interpolations in a URL of 2,000 characters', (count) => {
    const long = `https://example.org/${'x'.repeat(1_980)}`;
    const hostile = `https://example.org/${'${a}x'.repeat(count)}y.tar.gz`;
    const text = `{ a, fetchurl }: fetchurl { url = "${hostile}"; hash = "@sha256:${long}@"; }`;
    inASecond(() => {
      const { problems } = judgeSubmission(text, [known(long, sri)]);
      expect(problems.join()).toMatch(count > 16 ? /more than 16 parts/ : /which fetch_source did not fetch/);
    });
    inASecond(() => expect(fitsUrl(hostile.split('${a}'), long)).toBe(false));
  });

  const urls = Array.from({ length: 16 }, (_, n) =>
    known(`https://example.org/${'x'.repeat(1_970)}${n}`, sri),
  );
  it.each([
    ['(', ')'],
    ['"${', '}"'],
    ['fetchurl { url = "${', '}"; }'],
    ['fetchurl { a = ', '; }'],
    ['a.fetchurl { hash = ', '; }'],
    ['inherit (', ') a;'],
    ['{ a = ', '; }'],
  ])('64 KiB of %j in each other', (open, close) => {
    const depth = Math.floor(65_500 / (open.length + close.length));
    inASecond(() => judgeSubmission(`{ a }: ${open.repeat(depth)} a ${close.repeat(depth)}`, urls));
  });

  it.each([
    ['fetchurl ', ''],
    ['fetchurl.', 'a'],
    ['x.', 'fetchurl { }'],
    ['fetchurl { a = ', ''],
    ['fetchurl { url = "', ''],
    ['fetchurl { url = "https://example.org/${a}x"; }\n', ''],
    ['url = "https://example.org/${a}xxxx${a}";', ''],
    [`url = "https://example.org/\${a}${'x'.repeat(1_000)}y\${a}";`, ''],
    ['inherit ', ''],
    ['inherit (a) ', ''],
    ['inherit (', ''],
    ['"${', ''],
    ['${', ''],
    ['"a" = ', ''],
    ['hash', ''],
    ['hash ', ''],
    ['hash = 1;', ''],
    ['hash"', ''],
    ['"@sha256:', ''],
    ['"@sha256:x@" ', ''],
    ['@unknown:', ''],
    ['__a ', ''],
    ['a', ''],
    ['a.', '/'],
    ['/', ''],
    ['<a', ''],
    ['.+-', ''],
    ['~', ''],
    ['builtins ', ''],
    ['builtins .', ''],
    ['lib ', ''],
    ['}  ', ':'],
    ['} @ a', ''],
    [' ', ''],
    ['{', ''],
    ['(', ''],
    ['sha256-', ''],
    ['0', ''],
    ['# a\n', ''],
    ['/*', ''],
    ["''", ''],
    ['version = "1";', ''],
  ])('64 KiB of %j', (piece, end) => {
    for (const start of ['{ a }: ', '{ a }: { '])
      for (const close of ['', ' }', ' x; }']) {
        const count = Math.floor((65_536 - start.length - end.length - close.length) / piece.length);
        inASecond(() => judgeSubmission(`${start}${piece.repeat(count)}${end}${close}`, urls));
      }
  });
});
