// Where the evaluator runs: without Nix, without namespaces, as an ordinary user.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createEvaluator } from '../../libs/evaluator/index.js';
import { findProgram } from '../../libs/evaluator/nix-command.js';
import { describeNix } from './describe-nix.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const directory = realpathSync(mkdtempSync(join(tmpdir(), 'ai-drv-places-')));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const expression = '{ stdenv }: stdenv.mkDerivation { name = "x"; }';

describe('without Nix', () => {
  it('every check is skipped, with a sentence', async () => {
    const evaluator = await createEvaluator({ searchPath: directory, nixpkgs: null, atOnce: 1 });
    expect(evaluator.state).toEqual({ found: false, version: null, namespaces: false, nixpkgs: false });
    expect(evaluator.about).toBe('not evaluated (nix-instantiate is not on PATH)');
    const reason = 'Expressions are not evaluated here: nix-instantiate is not on PATH.';
    expect(await evaluator.evaluate(expression)).toEqual({
      evaluated: { name: 'evaluated', outcome: 'skipped', reason, diagnostics: [] },
      evaluatedNixpkgs: { name: 'evaluated-nixpkgs', outcome: 'skipped', reason, diagnostics: [] },
      facts: null,
    });
  });

  it('it is not even looked for where evaluations are switched off', async () => {
    const evaluator = await createEvaluator({ searchPath: process.env.PATH!, nixpkgs: null, atOnce: 0 });
    expect([evaluator.state.found, evaluator.about]).toEqual([
      false,
      'not evaluated (AI_DRV_EVALUATIONS is 0)',
    ]);
  });

  it('a program of that name that is none is said to be none', async () => {
    const folder = join(directory, 'broken');
    mkdirSync(folder);
    symlinkSync('/bin/false', join(folder, 'nix-instantiate'));
    const evaluator = await createEvaluator({ searchPath: folder, nixpkgs: null, atOnce: 1 });
    expect([evaluator.state.found, evaluator.about]).toEqual([
      false,
      expect.stringContaining('does not run under the limits'),
    ]);
  });
});

describeNix('without namespaces', () => {
  it('it evaluates all the same, and says so', async () => {
    const folder = join(directory, 'nix-only');
    mkdirSync(folder);
    symlinkSync(
      realpathSync(findProgram('nix-instantiate', process.env.PATH!)!),
      join(folder, 'nix-instantiate'),
    );
    const evaluator = await createEvaluator({ searchPath: folder, nixpkgs: null, atOnce: 1 });
    expect([evaluator.state.found, evaluator.state.namespaces]).toEqual([true, false]);
    expect(evaluator.about).toContain('without namespaces');
    expect((await evaluator.evaluate(expression)).evaluated.outcome).toBe('passed');
  });
});

describeNix(
  'as an ordinary user',
  () => {
    it('it evaluates, and is confined as well where the system lets users do that', () => {
      // A checkout may be its owner's only: the user gets a copy of what the evaluator is made of.
      const copy = join(directory, 'copy');
      for (const part of [
        'dist/libs/evaluator',
        'dist/libs/nix-lang',
        'libs/evaluator/stubs',
        'node_modules/zod',
        'package.json',
      ])
        cpSync(join(root, part), join(copy, part), { recursive: true, dereference: true });
      spawnSync('chmod', ['-R', 'a+rX', directory]);
      const script = `
        const { createEvaluator } = await import(${JSON.stringify(join(copy, 'dist/libs/evaluator/index.js'))});
        const evaluator = await createEvaluator({ searchPath: process.env.PATH, nixpkgs: null, atOnce: 1 });
        const { evaluated } = await evaluator.evaluate(${JSON.stringify(expression)});
        console.log(JSON.stringify([process.getuid(), evaluator.state, evaluated.outcome]));`;
      const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        uid: 65_534,
        gid: 65_534,
        cwd: '/',
        env: { PATH: process.env.PATH, TMPDIR: tmpdir() },
        encoding: 'utf8',
      });
      const permitted =
        spawnSync('unshare', ['--user', '--map-root-user', '--net', '--pid', '--fork', 'true'], {
          uid: 65_534,
          gid: 65_534,
        }).status === 0;
      expect([run.stderr, JSON.parse(run.stdout)]).toEqual([
        '',
        [65_534, expect.objectContaining({ found: true, namespaces: permitted }), 'passed'],
      ]);
    });
  },
  { root: true },
);
