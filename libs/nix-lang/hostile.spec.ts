import { describe, expect, it } from '@jest/globals';
import { Analysis, checkPolicy, checkScope, parse, print, tokens } from './index.js';

// 100 kB of each; on an idle machine the slowest takes a tenth of the second that they have.
const repeated = [
  '(',
  '[',
  '{a=',
  '1+',
  'a/',
  '"${',
  "''",
  "''${",
  'a: ',
  '!',
  '-',
  'a.',
  'a.b or ',
  '<',
  '<a',
  '/* ',
  '${',
]
  .concat([
    'if a then b else ',
    'if ',
    'with a; ',
    'let a=1; in ',
    'a ? ',
    'x ',
    '[] ++ ',
    '"',
    '"\\',
    '{',
    '{a}: ',
    '{a,',
  ])
  .concat([
    '0',
    '9',
    '1.',
    '.5e',
    '~/',
    './${',
    "'",
    '\n',
    '#',
    'let{body=',
    '{inherit (',
    'é',
    '{a={};',
    'a.a ',
    '$',
    '//',
  ]);

const long: [string, string][] = [
  ['a sum', Array(50_000).fill('1').join('+')],
  ['a concatenation, which groups to the right', Array(25_000).fill('[]').join('++')],
  ['functions', `${'a: '.repeat(33_000)}a`],
  ['a list', `[${'1 '.repeat(50_000)}]`],
  ['a path of attributes', `{${'a.'.repeat(50_000)}a=1;}`],
  ['a set merged again and again', `{${'a={};'.repeat(16_000)}}`],
  ['conditions', `${'if true then 1 else '.repeat(5_000)}1`],
  ['comments', '/**/'.repeat(25_000) + '1'],
];

/** Of this process: what others do on the machine does not count. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** A text that uses a name twelve times. */
const twelve = (name: string) => `"${`\${${name}}`.repeat(12)}"`;
const each = (count: number, write: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => write(n)).join(' ');
/** Definitions that use each other, each several times: what follows them all takes the age of the universe. */
const riddles: [string, string][] = [
  [
    'a set that selects from itself',
    `let s = { ${each(1000, (n) => `a${n} = s.\${x};`)} }; in fetchurl s.\${x}`,
  ],
  [
    'sets that select from each other',
    `let s0.a = { }; ${each(30, (n) => `s${n + 1} = { ${each(20, (m) => `b${m} = s${n}.\${x};`)} };`)} in fetchurl s15.\${x}`,
  ],
  [
    'texts made of each other',
    `let s0 = "aaaaaaaaaaaaaa"; ${each(60, (n) => `s${n + 1} = ${twelve(`s${n}`)};`)} in fetchurl { url = s14; hash = s60; }`,
  ],
  [
    'texts of what is unknown',
    `let s0 = x; ${each(60, (n) => `s${n + 1} = ${twelve(`s${n}`)};`)} in fetchurl { url = s14; hash = s14; }`,
  ],
  ['sums of sums', `let s0 = x.y; ${each(2000, (n) => `s${n + 1} = s${n} + s${n};`)} in s2000 + "a"`],
  [
    'sets made of each other',
    `let s0 = { }; ${each(16, (n) => `s${n + 1} = ${Array(8).fill(`s${n}`).join(' // ')};`)} in lib.attrValues s15`,
  ],
];

describe('hostile texts', () => {
  it.each(riddles)('%s: judged within 3 seconds of processor time', (_what, body) => {
    const text = `{ x, lib, fetchurl }: ${body}`;
    const parsed = parse(text);
    if (!parsed.ok) throw new Error(parsed.diagnostics[0].message);
    const start = processorMs();
    checkPolicy(text, parsed);
    const analysis = new Analysis(parsed);
    const { body: last } = analysis.function!;
    if (last.kind === 'let' && last.body.kind === 'apply') analysis.textOf(last.body.arguments[0]!);
    expect(processorMs() - start).toBeLessThan(3_000);
  });

  it.each(repeated)(
    '100 kB of %j are answered within a second of processor time, with a sentence where they are wrong',
    (piece) => {
      const text = piece.repeat(Math.ceil(100_000 / piece.length));
      const start = processorMs();
      const result = parse(text);
      const diagnostics = result.ok ? checkScope(result) : result.diagnostics;
      expect(processorMs() - start).toBeLessThan(1_000);
      for (const { message, line, column } of diagnostics) {
        expect(message.length).toBeGreaterThan(10);
        expect(Math.min(line, column)).toBeGreaterThan(0);
      }
      expect(tokens(text).at(-1)!.end).toBe(text.length);
    },
  );

  it.each(long)('%s of 100 kB is parsed, checked and printed: a chain needs no stack', (_what, text) => {
    const result = parse(text);
    if (!result.ok) throw new Error(result.diagnostics[0].message);
    expect(checkScope(result)).toEqual([]);
    expect(parse(print(result)).ok).toBe(true);
  });

  it('refuses what is too deep, also when the caller allows more than the stack holds', () => {
    const deep = `${'('.repeat(301)}1${')'.repeat(301)}`;
    expect(parse(deep)).toMatchObject({ ok: false, diagnostics: [{ rule: 'too-deep', column: 301 }] });
    expect(parse(deep, { maxDepth: 301 }).ok).toBe(true);
    expect(parse('[('.repeat(200_000), { maxDepth: 1e9 })).toMatchObject({
      diagnostics: [{ rule: 'too-deep' }],
    });
  });

  it('refuses a NUL, behind which Nix would read no further', () => {
    expect(parse('1\0 + builtins.exec')).toMatchObject({ ok: false, diagnostics: [{ offset: 1 }] });
  });

  it('parses 10 MB in under 5 seconds of processor time', () => {
    const entry =
      'pkg = stdenv.mkDerivation { pname = "a"; src = fetchurl { url = "https://a.b/${c}"; }; meta = with lib; { a = [ b ./c ]; }; };\n';
    const text = `{ ${Array.from({ length: Math.ceil(10_000_000 / entry.length) }, (_, at) => entry.replace('pkg', `p${at}`)).join('')} }`;
    const start = processorMs();
    expect(parse(text).ok).toBe(true);
    expect(processorMs() - start).toBeLessThan(5_000);
  });
});
