import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { beforeAll, expect, it } from '@jest/globals';
import { createEvaluator, type Evaluator } from '../../libs/evaluator/index.js';
import { describeNix } from './describe-nix.js';
import { eventually } from '../support/service.js';

let evaluator: Evaluator;
beforeAll(async () => {
  evaluator = await createEvaluator({
    searchPath: process.env.PATH!,
    nixpkgs: null,
    atOnce: 2,
    limits: { stubs: { cpuSeconds: 2, wallMs: 12_000, memoryBytes: 512 * 1024 ** 2 } },
  });
});

/** Work of hours in little memory. */
const busy =
  "let count = n: f: builtins.foldl' (a: _: f a) 0 (builtins.genList (_: null) n); in count 100000 (a: a + count 10000 (b: b + 1))";

const packageOf = (value: string) => `{ stdenv }: stdenv.mkDerivation { name = "x"; y = ${value}; }`;

/** Command lines of running processes that hold a text. */
function running(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return ''; // it ended meanwhile
      }
    })
    .filter((line) => line.includes(text));
}

const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('ai-drv-evaluation-')).length;

const hostile: [title: string, outcome: RegExp, value: string][] = [
  [
    'a regular expression without end',
    /processor time|15 s|stack overflow/,
    'builtins.match "(a*)*b" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
  ],
  [
    'a long regular expression',
    /./,
    'builtins.match "(a*)*b" (builtins.concatStringsSep "" (builtins.genList (_: "a") 100000))',
  ],
  ['infinite recursion of a value', /infinite recursion/, 'let x = x; in x'],
  ['infinite recursion of a function', /stack overflow|max-call-depth/, 'let f = n: 1 + f n; in f 1'],
  ['a loop without end', /processor time/, busy],
  [
    'a function that calls itself for ever',
    /stack overflow|processor time|max-call-depth/,
    'let f = n: if n < 0 then n else f (n + 1); in f 1',
  ],
  ['a list of 10^9', /memory/, 'builtins.length (builtins.genList (n: n) 1000000000)'],
  [
    'a list of 10^9 that is looked at',
    /memory/,
    "builtins.foldl' (a: b: a + b) 0 (builtins.genList (n: n) 1000000000)",
  ],
  ['a string of a gigabyte', /memory/, 'let f = n: s: if n == 0 then s else f (n - 1) (s + s); in f 30 "a"'],
  [
    'a string that grows in the result',
    /4 MiB|memory|passed/,
    'let f = n: s: if n == 0 then s else f (n - 1) (s + s); in f 24 "a"',
  ],
  [
    'thunks in thunks',
    /stack overflow|memory|max-call-depth/,
    'let f = n: a: if n == 0 then a else f (n - 1) (a + 1); in f 10000000 0',
  ],
  [
    'lists in lists',
    /processor time|memory|stack overflow/,
    'let f = n: [ (f (n + 1)) (f (n + 1)) ]; in f 0',
  ],
  [
    'endless generic closures',
    /processor time|memory/,
    'builtins.genericClosure { startSet = [ { key = 0; } ]; operator = x: [ { key = x.key + 1; } ]; }',
  ],
  [
    'a trace without end',
    /4 MiB|max-call-depth/,
    'let f = n: builtins.trace "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" (f (n + 1)); in f 0',
  ],
  [
    'a huge trace',
    /4 MiB|memory/,
    'let f = n: s: if n == 0 then s else f (n - 1) (s + s); in builtins.trace (f 24 "a") "x"',
  ],
  [
    'a huge error',
    /4 MiB|memory|aaaa/,
    'let f = n: s: if n == 0 then s else f (n - 1) (s + s); in throw (f 24 "a")',
  ],
  [
    'sorting with a comparison that lies',
    /./,
    'builtins.sort (a: b: true) (builtins.genList (n: n) 1000000)',
  ],
  [
    'a fork bomb that is built to be imported',
    /./,
    `import (derivation { name = "x"; system = builtins.currentSystem or "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "f() { f | f & }; f" ]; })`,
  ],
  ['a program', /attribute 'exec' missing/, 'builtins.exec [ "/bin/sh" "-c" "sleep 60" ]'],
  ['a library', /attribute 'importNative' missing/, 'builtins.importNative "/lib/x.so" "f"'],
];

describeNix('an expression that means harm', () => {
  it.each(hostile)('ends, and leaves nothing behind: %s', async (_, words, value) => {
    const mark = `mark-${randomUUID()}`;
    const before = folders();
    const begun = performance.now();
    const { evaluated } = await evaluator.evaluate(`${packageOf(value)}\n# ${mark}`);
    expect(performance.now() - begun).toBeLessThan(20_000);
    expect(`${evaluated.outcome}: ${evaluated.reason}`).toMatch(words);
    expect(running(mark)).toEqual([]);
    expect(folders()).toBeLessThanOrEqual(before);
    // And the next one is evaluated as ever.
    expect((await evaluator.evaluate(packageOf('1'))).evaluated.outcome).toBe('passed');
  });

  it('is killed, with everything it started, when nobody waits any longer', async () => {
    const mark = `mark-${randomUUID()}`;
    const given = new AbortController();
    const evaluation = evaluator.evaluate(`${packageOf(busy)}\n# ${mark}`, given.signal);
    await eventually('it runs', () => running(mark).some((line) => line.startsWith('/')));
    given.abort(new Error('nobody waits'));
    await expect(evaluation).rejects.toThrow('nobody waits');
    expect(running(mark)).toEqual([]);
    await expect(evaluator.evaluate(packageOf('1'), given.signal)).rejects.toThrow('nobody waits');
  });

  it('waits for its turn, and is skipped where too many wait', async () => {
    const narrow = await createEvaluator({
      searchPath: process.env.PATH!,
      nixpkgs: null,
      atOnce: 1,
      waitingAtMost: 2,
    });
    const all = await Promise.all(Array.from({ length: 5 }, () => narrow.evaluate(packageOf('1'))));
    expect(all.map(({ evaluated }) => evaluated.outcome).toSorted()).toEqual([
      'passed',
      'passed',
      'passed',
      'skipped',
      'skipped',
    ]);
  });

  it('by the clock is skipped, not failed: a busy machine is nobody’s mistake', async () => {
    const hasty = await createEvaluator({
      searchPath: process.env.PATH!,
      nixpkgs: null,
      atOnce: 1,
      limits: { stubs: { wallMs: 300 } },
    });
    const { evaluated } = await hasty.evaluate(packageOf(busy));
    expect([evaluated.outcome, evaluated.reason]).toEqual(['skipped', expect.stringContaining('0.3 s')]);
  });

  it('is skipped when it is too long, or holds what no argument of a program can', async () => {
    for (const text of [`${packageOf('1')}${' '.repeat(70_000)}`, `${packageOf('1')}\0`])
      expect((await evaluator.evaluate(text)).evaluated.outcome).toBe('skipped');
    // The longest that is taken, all of it names.
    const names = Array.from({ length: 9_000 }, (_, n) => `n${n}`).join(' ');
    const { evaluated } = await evaluator.evaluate(packageOf(`"${names}"`));
    expect(evaluated.outcome).toBe('passed');
  });
});
