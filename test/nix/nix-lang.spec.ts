// libs/nix-lang beside the real Nix, on texts of our own and on seeded changes of them. `npm run bench -- parser` does the
// same on real files.
import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { mutate } from '../../bench/parser/mutations.js';
import { Random } from '../../bench/parser/random.js';
import {
  builtinNames,
  checkScope,
  type Diagnostic,
  globals,
  parse,
  print,
} from '../../libs/nix-lang/index.js';
import { nixTexts, wrongTexts } from '../../libs/nix-lang/samples.js';
import { parseWithNix } from '../support/nix-parse.js';
import { describeNix } from './describe-nix.js';

function firstMistake(text: string): Diagnostic | null {
  const result = parse(text);
  return (result.ok ? checkScope(result)[0] : result.diagnostics[0]) ?? null;
}

/** Within `with`, no name is undefined. */
const closed = nixTexts.map((text) => `with { };\n${text}`);

describeNix('nix-lang beside nix-instantiate --parse', () => {
  it('accepts what Nix accepts and refuses what Nix refuses', async () => {
    const texts = [...nixTexts, ...closed, ...wrongTexts];
    const verdicts = await parseWithNix(texts);
    expect(texts.map((text) => ({ text, accepted: firstMistake(text) === null }))).toEqual(
      texts.map((text, index) => ({ text, accepted: verdicts[index]!.accepted })),
    );
    expect(verdicts.slice(nixTexts.length, 2 * nixTexts.length).every(({ accepted }) => accepted)).toBe(true);
    expect(verdicts.slice(2 * nixTexts.length).some(({ accepted }) => accepted)).toBe(false);
  });

  it('names the line that Nix names', async () => {
    const texts = wrongTexts.map((text) => `[\n{ a = 1; }\n(\n${text}\n)\n]`);
    const verdicts = await parseWithNix(texts);
    const different = texts.filter(
      (text, index) => firstMistake(text)?.line !== (verdicts[index]!.line ?? undefined),
    );
    expect(different.length).toBeLessThanOrEqual(texts.length / 10);
  });

  it('agrees on 300 changed texts, of which Nix accepts at least three in ten', async () => {
    const random = new Random(6);
    const texts = Array.from({ length: 300 }, () => mutate(random.of(closed), random));
    const verdicts = await parseWithNix(texts);
    const disagreed = texts.filter(
      (text, index) => (firstMistake(text) === null) !== verdicts[index]!.accepted,
    );
    expect(disagreed).toEqual([]);
    const refused = texts.flatMap((text, index) =>
      verdicts[index]!.accepted ? [] : [{ text, verdict: verdicts[index]! }],
    );
    expect(refused.length).toBeLessThan(texts.length * 0.7);
    const sameLine = refused.filter(({ text, verdict }) => firstMistake(text)!.line === verdict.line);
    expect(sameLine.length).toBeGreaterThanOrEqual(refused.length * 0.9);
  });

  it('prints texts that Nix reads as the same tree', async () => {
    const printed = closed.map((text) => {
      const result = parse(text);
      return result.ok ? print(result) : '';
    });
    const [before, after] = await Promise.all([parseWithNix(closed, 1), parseWithNix(printed, 1)]);
    expect(after.map(({ tree }) => withoutFolder(tree))).toEqual(
      before.map(({ tree }) => withoutFolder(tree)),
    );
  });

  it('gives strings the values that Nix gives them', () => {
    const texts = [
      '"a\\n\\t\\r\\x\\"\\\\"',
      '"$a $$ $"',
      '"$${a}"',
      '"\\${a}"',
      '"a\r\nb\rc"',
      '"a\\\r\nb"',
      "''a''",
      "''\n  a\n    b\n  ''",
      "''\n    a\n\n  b\n \n''",
      "''   \n x''",
      "''  ''",
      "''\ta\n\tb''",
      "''\r\n  a\r\n  b''",
      "''\n  ''\\n a\n   ''\\  b''$ '''\n  ''",
      "''\n  ''\\ta\n ''\\ b''",
      "''a\n  b\n c''",
      "'' $${a} $''",
      "''\n\n  ${\"x\"}\n    y\n''",
      "''  ${\"x\"}''",
      '\'\'${"${"x"}"}  \n  \'\'',
    ];
    const { stdout } = spawnSync(
      'nix-instantiate',
      ['--eval', '--strict', '--json', '--store', 'dummy://', '-E', `[ ${texts.join(' ')} ]`],
      { encoding: 'utf8' },
    );
    const values = texts.map((text) => {
      const result = parse(text);
      if (!result.ok || result.tree.kind !== 'string') throw new Error(text);
      // The only interpolations above are of "x", to see that they end the indentation.
      return result.tree.parts.map((part) => (part.kind === 'text' ? part.value : 'x')).join('');
    });
    expect(values).toEqual(JSON.parse(stdout));
  });

  it('knows the names that Nix knows', async () => {
    // Later versions may have more; those that we call defined are.
    expect(await parseWithNix([`[ ${[...globals].join(' ')} ]`], 1)).toMatchObject([{ accepted: true }]);
    const only = [...builtinNames].filter((name) => !globals.has(name)).slice(0, 10);
    for (const { accepted } of await parseWithNix(only)) expect(accepted).toBe(false);
    const { stdout } = spawnSync(
      'nix-instantiate',
      ['--eval', '--strict', '--json', '--store', 'dummy://', '-E', 'builtins.attrNames builtins'],
      { encoding: 'utf8' },
    );
    expect(JSON.parse(stdout)).toEqual(expect.arrayContaining([...builtinNames]));
  });
});

/** Paths in Nix's tree are absolute, and each text has a folder of its own. */
function withoutFolder(tree: string | null): string | undefined {
  return tree?.replace(/\/[^ ]*ai-drv-nix-parse-\w+/g, '');
}
