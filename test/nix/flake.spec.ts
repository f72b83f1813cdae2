import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { AnswerServer } from './answer-server.js';
import { describeNix } from './describe-nix.js';
import { Nix, nixString } from './support.js';

const expression = '{ stdenv }: stdenv.mkDerivation { name = "x"; buildCommand = "echo built > $out"; }';

let nix: Nix;
beforeEach(() => {
  nix = new Nix();
});
afterEach(() => nix.remove());

/** Runs `nix COMMAND path:OUR-FLAKE#ATTRIBUTE` with the miniature package set as nixpkgs. */
function flake(command: string[], attribute: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const where = `path:${nix.library}${attribute}`;
  const args = ['--override-input', 'nixpkgs', `path:${nix.packages}`, '--no-write-lock-file'];
  return nix.ok('nix', [...command, where, ...args], { environment });
}

const system = (): Promise<unknown> => nix.evaluate('builtins.currentSystem');

describeNix('flake.lock', () => {
  it('pins nixpkgs, and is all that flake.nix asks for', async () => {
    const args = ['flake', 'metadata', `path:${nix.library}`, '--json', '--no-update-lock-file'];
    const { locks } = JSON.parse(await nix.ok('nix', args)) as { locks: unknown };
    expect(locks).toEqual(JSON.parse(readFileSync(join(nix.library, 'flake.lock'), 'utf8')));
  });
});

describeNix('our flake', () => {
  it('packages.default asks the server of AI_DRV_SERVER with the token of AI_DRV_TOKEN in impure evaluation', async () => {
    const server = await AnswerServer.start({ expression: () => expression, tokens: ['t'] });
    try {
      const environment = { AI_DRV_SERVER: server.url, AI_DRV_TOKEN: 't' };
      await flake(['build', '--impure', '--no-link'], '', environment);
      expect(server.requests.map(({ path, token }) => [path, token])).toEqual([
        ['/channel', 't'],
        ['/drv', 't'],
      ]);
      expect(server.requests[0]!.query['req']).toMatch(/`sl` from https:\/\/\S+\.tar\.gz$/);
    } finally {
      await server.stop();
    }
  });

  it('overlays.default puts mkAIDerivation into nixpkgs, with the settings of config.aiDrv', async () => {
    const server = await AnswerServer.start({ expression: () => expression });
    try {
      const out = await nix.ok('nix-build', [
        '--no-out-link',
        '--expr',
        `(import <nixpkgs> {
          overlays = [ (import ${nix.library}/nix/overlay.nix) ];
          config.aiDrv.server = ${nixString(server.url)};
        }).mkAIDerivation "x"`,
      ]);
      expect(readFileSync(out, 'utf8')).toBe('built\n');
      expect(server.paths).toEqual(['/channel', '/drv']);
    } finally {
      await server.stop();
    }
  });

  it('lib has mkAIDerivation and the pure functions', async () => {
    const names = JSON.parse(
      await flake(['eval', '--json', '--apply', 'builtins.attrNames'], '#lib'),
    ) as string[];
    expect(names).toEqual(expect.arrayContaining(['mkAIDerivation', 'decodeChannel', 'storeKey']));
  });

  it.each([
    ['builds its checks', ['build', '--no-link'], 'checks', 'lib'],
    ['builds ai-drv-server', ['build', '--no-link'], 'packages', 'ai-drv-server'],
    ['has a development shell', ['build', '--no-link'], 'devShells', 'default'],
    ['has a formatter', ['build', '--no-link'], 'formatter', ''],
    ['has an app', ['eval'], 'apps', 'default.program'],
  ])('%s', async (_what, command, output, name) => {
    await flake(command, `#${output}.${String(await system())}${name && `.${name}`}`);
  });
});

describeNix('ai-drv-server', () => {
  it('nix-build ./nix -A ai-drv-server gives a program that installs once, in a writable place, and starts', async () => {
    const { server, calls, home } = await wrapper();
    for (let start = 1; start <= 2; start++)
      await nix.ok(server, ['--flag'], { environment: { HOME: home } });
    expect(calls().map(({ arguments: given }) => given)).toEqual([
      'ci',
      'start -- --flag',
      'start -- --flag',
    ]);
    const [install, first, second] = calls();
    expect(install!.folder).toContain(`${home}/.cache/ai-drv/new.`);
    expect(first).toMatchObject({ data: `${home}/.local/state/ai-drv` });
    expect(second!.folder).toBe(first!.folder);
    expect(readdirSync(first!.folder)).toEqual(expect.arrayContaining(['package.json', 'nix', 'by-npm']));
    expect(readdirSync(`${home}/.cache/ai-drv`)).toHaveLength(1);
  });

  it('says that the first start needs the network, and tries again after it failed', async () => {
    const { server, calls, home } = await wrapper();
    const failed = await nix.run(server, [], { environment: { HOME: home, NPM_FAILS: '1' } });
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('which needs the network');
    expect(failed.stderr).toContain('npm ci failed. Is the network there? Start it again to try again.');
    expect(readdirSync(`${home}/.cache/ai-drv`)).toEqual([]);
    await nix.ok(server, [], { environment: { HOME: home } });
    expect(calls().map(({ arguments: given }) => given)).toEqual(['ci', 'ci', 'start --']);
  });

  it('leaves the data directory, secrets and what was built out of the store', async () => {
    for (const folder of ['.data', 'node_modules', 'dist', 'libs/database/generated'])
      mkdirSync(join(nix.library, folder), { recursive: true });
    for (const file of ['.env', '.data/secret', 'node_modules/x', 'dist/x', 'libs/database/generated/x'])
      writeFileSync(join(nix.library, file), 'a-secret-of-the-checkout');
    chmodSync(join(nix.library, '.data'), 0o700);
    await wrapper();
    expect(nix.filesHolding('a-secret-of-the-checkout')).toEqual([]);
  });

  interface NpmCall {
    arguments: string;
    folder: string;
    data: string;
  }

  /** Builds ai-drv-server with an npm that only writes down how it was called. */
  async function wrapper(): Promise<{ server: string; home: string; calls: () => NpmCall[] }> {
    const home = join(nix.directory, 'a-home');
    const log = join(nix.directory, 'npm.log');
    const npm = `#!/bin/sh
      echo "$*|$PWD|$AI_DRV_DATA_DIR" >> ${log}
      [ -z "\${NPM_FAILS-}" ] || exit 1
      touch by-npm`;
    const out = await nix.ok('nix-build', [
      '--no-out-link',
      '--expr',
      `(import ${nix.library}/nix {
        pkgs = import <nixpkgs> { overlays = [ (final: prev: {
          nodejs = final.runCommand "nodejs" { npm = ${nixString(npm)}; } ''
            mkdir -p $out/bin
            echo "$npm" > $out/bin/npm
            chmod +x $out/bin/npm
          '';
        }) ]; };
      }).ai-drv-server`,
    ]);
    // Without the harness's own XDG folders: a user has none set.
    for (const name of ['XDG_CACHE_HOME', 'XDG_STATE_HOME']) delete nix.environment[name];
    const calls = (): NpmCall[] =>
      (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []).map((line) => {
        const [given, folder, data] = line.split('|');
        return { arguments: given!, folder: folder!, data: data! };
      });
    return { server: join(out, 'bin/ai-drv-server'), home, calls };
  }
});
