import { describe, expect, it } from '@jest/globals';
import { judgeSubmission } from './judge-submission.js';
import { fitsUrl } from './judge-submission-url.js';

const a = 'https://example.org/hello-1.0.tar.gz';
const b = 'https://example.org/hello-2.0.tar.gz';
const sri = 'sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=';
const fetched = new Map([
  [a, sri],
  [b, 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
]);
const judge = (text: string) => judgeSubmission(text, fetched);
const call = (word: string, attributes: string) => `{ lib, stdenv, fetchurl }:
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
    ['rec and version', good.replace(a, 'https://example.org/hello-${version}.tar.gz')],
    [
      'two calls',
      good.replace('version =', `other = fetchurl { url = "${b}"; hash = ${slotB}; };\n  version =`),
    ],
    ['nothing that fetches', '{ runCommand }: runCommand "a" { } "touch $out"'],
  ])('passed: %s', (_, text) => {
    expect(judge(text)).toMatchObject({ problems: [], hashes: { outcome: 'passed' } });
  });

  it.each([
    ['a slot in a comment', `{ fetchurl }: # ${slotA}\n[ ]`],
    ['a fetcher that is passed on', good.replace('version =', 'f = fetchurl;\n  version =')],
    ['a fetcher that is another one', good.replace('version =', 'fetchurl = x: x;\n  version =')],
    ['a fetcher that is inherited', good.replace('version =', 'inherit (lib) fetchurl;\n  version =')],
    ['a fetcher as an argument', good.replace('src = ', 'src = lib.id ')],
    ['a selection of its argument', good.replace('}\n)', '}.x\n)').replace('@"; };', '@"; }.meta;')],
    ['names by lib.nameValuePair', good.replace('version =', 'x = lib.nameValuePair "a" 1;\n  version =')],
    ['names by lib.listToAttrs', good.replace('version =', 'x = lib.listToAttrs [ ];\n  version =')],
    ['a URL outside', good.replace('version =', `url = "${a}";\n  version =`)],
    ['a URL that is inherited', good.replace('version =', 'inherit (lib) url;\n  version =')],
    [
      'a URL that could be another one',
      good.replace(`"${a}"`, '"https://example.org/hello-${lib.head [ "2.0" ]}.tar.gz"'),
    ],
    [
      'a version that is bound twice',
      good
        .replace(`"${a}"`, `"https://example.org/hello-${version}.tar.gz"`)
        .replace('src', 'x.version = "2.0";\n  src'),
    ],
  ])('skipped: %s', (_, text) => {
    expect(judge(text)).toMatchObject({ problems: [], hashes: { outcome: 'skipped' } });
  });

  it.each<[string, string, RegExp]>([
    ['no hash', call('fetchurl', `url = "${a}";`), /slot of its own URL/],
    ['no url', call('fetchurl', `hash = ${slotA};`), /no `url`/],
    ['the slot of B beside A', call('fetchurl', `url = "${a}"; hash = ${slotB};`), /slot of its own URL/],
    [
      'slots that are exchanged',
      `{ fetchurl }: [ (fetchurl { url = "${a}"; hash = ${slotB}; }) (fetchurl { url = "${b}"; hash = ${slotA}; }) ]`,
      /slot of its own URL/,
    ],
    [
      'an interpolated A with the slot of B',
      call('fetchurl', `url = "https://example.org/hello-${version}.tar.gz"; hash = ${slotB};`),
      /slot of its own URL/,
    ],
    [
      'a version that does not fit',
      good.replace(`"${a}"`, `"https://example.org/hello-${version}.tar.gz"`).replace('"1.0"', '"3.0"'),
      /comes out as https:\/\/example\.org\/hello-3\.0/,
    ],
    [
      'a fake beside a URL',
      call('fetchurl', `url = "${a}"; hash = "@unknown:hash@";`),
      /slot of its own URL/,
    ],
    ['the same attribute twice', call('fetchurl', `${pair} url = "${b}";`), /nothing else/],
    ['postFetch', call('fetchurl', `${pair} postFetch = "x";`), /`postFetch` of fetchurl/],
    ['inherit in a call', call('fetchurl', `inherit (lib) url; hash = ${slotA};`), /no `url`/],
    [
      'dynamic names',
      call('fetchurl', '${"url"} = "https://evil/x"; ${"hash"} = "sha256-" + "x";'),
      /not computed/,
    ],
    [
      'a dynamic fake',
      '{ lib, f }: f { ${"hash"} = lib.fakeHash; }',
      /not computed.*\n.*|`fakeHash` is refused/,
    ],
    ['lib.fakeHash as any value', '{ lib, f }: f lib.fakeHash', /`fakeHash` is refused/],
    ['lib.fakeSha256', '{ lib, f }: f lib.fakeSha256', /`fakeSha256` is refused/],
    [
      'fetchurl of lib.nameValuePair',
      '{ lib, fetchurl }: fetchurl (lib.listToAttrs [ (lib.nameValuePair ("u" + "rl") "https://evil/x") ])',
      /`fetchurl \(`/,
    ],
    ['fetchurl of a name', '{ fetchurl, x }: fetchurl x', /`fetchurl x`/],
    [
      'an own fixed output',
      '{ s }: s { ${"output" + "Hash"} = "x"; ${"__" + "impure"} = true; }',
      /not computed/,
    ],
    ['a quoted fixed output', '{ s }: s { "outputHash" = "x"; }', /`outputHash` is refused/],
    ['an escaped name', String.raw`{ s }: s { "\outputHash" = "x"; }`, /not computed/],
    ['an interpolated name', '{ s }: s { "output${"Hash"}" = "x"; }', /not computed/],
    ['a name after a comment', '{ s }: s { "hash" /**/ = "x"; }', /without quotes/],
    [
      'a slot that is no hash of a download',
      good.replace('version', `cargoHash = ${slotA}; version`),
      /outside of/,
    ],
    ['another fetcher without a slot', '{ fetchNpmDeps }: fetchNpmDeps { name = "x"; }', /@unknown:WORD@/],
    ['a selection by a dynamic name', '{ lib }: lib.${"file" + "Contents"} "/x"', /not computed/],
    ['a selection by a quoted name', '{ lib }: lib."fileContents" "/x"', /`fileContents` is refused/],
    ['an inherited quoted name', '{ lib }: { inherit (lib) "fileContents"; }', /not computed/],
    ['brackets', '{ lib }: ((( [ ;;; = = ', /does not parse/],
    ['brackets of another kind', '{ lib }: ( [ ) ]', /does not parse/],
    ['signs', '{ lib }: { a = = 1; }', /does not parse/],
    ['no body', '{ lib }:', /does not parse/],
    ['code behind a carriage return', '{ lib }: # a\r__import ./x', /`__import` is refused/],
    ['a URL that hides code', '{ lib }: [ a:/* __import /**/ ]', /does not parse/],
    ...['__import', '__readFile', '__getFlake', '__fetchurl', '__fetchTarball', '__toFile'].map(
      (word): [string, string, RegExp] => [
        word,
        `{ lib }: ${word} "x"`,
        new RegExp(`\`${word}\` is refused`),
      ],
    ),
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
    const began = performance.now();
    run();
    expect(performance.now() - began).toBeLessThan(1_000);
  };

  it.each([5, 16, 64])('%d interpolations in a URL of 2,000 characters', (count) => {
    const long = `https://example.org/${'x'.repeat(1_980)}`;
    const hostile = `https://example.org/${'${a}x'.repeat(count)}y.tar.gz`;
    const text = `{ a, fetchurl }: fetchurl { url = "${hostile}"; hash = "@sha256:${long}@"; }`;
    inASecond(() => {
      const { problems } = judgeSubmission(text, new Map([[long, sri]]));
      expect(problems.join()).toMatch(
        count > 16 ? /more than 16 interpolations/ : /no URL that fetch_source/,
      );
    });
    inASecond(() => expect(fitsUrl(hostile.split('${a}'), long)).toBe(false));
  });

  const urls = new Map(
    Array.from({ length: 16 }, (_, n) => [`https://example.org/${'x'.repeat(1_970)}${n}`, sri]),
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
