import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, expect, it } from '@jest/globals';
import { nixScript, nixString as packagerString } from '../../libs/packager/nix-text.js';
import { libraryAttributes } from '../../libs/packager/libraries.js';
import { describeNix } from './describe-nix.js';
import { Nix } from './support.js';

const golden = fileURLToPath(new URL('../../../libs/packager/golden/', import.meta.url));
const prompt = readFileSync(new URL('../../../libs/generator/golden/system.v2.md', import.meta.url), 'utf8');
const examples = [...prompt.matchAll(/^## (.*)\n```nix\n([^]*?)\n```$/gm)].map(
  ([, title = '', text = '']) => ({ title, text }),
);
const written = readdirSync(golden).map((name) => ({
  title: name,
  text: readFileSync(golden + name, 'utf8'),
}));

describeNix('what we write ourselves, read by Nix', () => {
  const nix = new Nix();
  afterAll(() => nix.remove());

  it('there are golden files of the packager, and eight worked examples of the system prompt', () => {
    expect([written.length > 5, examples.length]).toEqual([true, 8]);
  });

  it.each([...written, ...examples])('parses: $title', async ({ text }) => {
    const { code, stderr } = await nix.run('nix-instantiate', ['--parse', '--expr', text]);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('each golden file of the packager is a derivation over the miniature package set', async () => {
    const list = written.map(({ title }) => `{ name = "${title}"; path = ${golden}${title}; }`).join(' ');
    const names = await nix.evaluate(
      `map (file: let p = (import <nixpkgs> { }).callPackage file.path { }; in builtins.seq p.drvPath p.pname) [ ${list} ]`,
    );
    expect(names).toHaveLength(written.length);
  });

  it('the packager and the miniature package set name the same libraries', async () => {
    // Some stand in sets of their own: qt5.qtbase.
    const list = libraryAttributes.map((path) => `{ path = "${path}"; has = set ? ${path}; }`).join(' ');
    const names = await nix.evaluate(
      `let set = import <nixpkgs> { }; in map (one: one.path) (builtins.filter (one: !one.has) [ ${list} ])`,
    );
    expect(names).toEqual([]);
  });

  it('strings and scripts mean the text they were made of, whatever it holds', async () => {
    const mark = fc.constantFrom("'", '$', '{', '}', '"', '\\', 'a', ' ', 'ü');
    const line = fc.string({ unit: mark, minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== '');
    const samples = fc.sample(line, { numRuns: 300, seed: 7 });
    const list = (texts: string[]) => `[ ${texts.join(' ')} ]`;
    expect(await nix.evaluate(list(samples.map(packagerString)))).toEqual(samples);
    // A mark before and after: Nix takes the indentation away, and ours ends with a line end.
    const scripts = samples.map((text) => nixScript([`x${text}x`]));
    expect(await nix.evaluate(list(scripts))).toEqual(samples.map((text) => `x${text}x\n`));
  });
});
