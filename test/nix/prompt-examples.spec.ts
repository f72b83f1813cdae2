import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { describeNix } from './describe-nix.js';

const prompt = readFileSync(new URL('../../../libs/generator/golden/system.v1.md', import.meta.url), 'utf8');
const fences = [...prompt.matchAll(/^## (.*)\n```nix\n([^]*?)\n```$/gm)];

describeNix('the worked examples of the system prompt', () => {
  it('are eight', () => {
    expect(fences).toHaveLength(8);
  });

  it.each(fences.map(([, title = '', expression = '']) => ({ title, expression })))(
    'parse: $title',
    ({ expression }) => {
      const { stderr, status } = spawnSync('nix-instantiate', ['--parse', '-'], {
        input: expression,
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([0, '']);
    },
  );
});
