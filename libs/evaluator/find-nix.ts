import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { callNix, confinements, findProgram, type Confinement } from './nix-command.js';
import { runLimited } from './run-limited.js';

/** What the machine has to evaluate with. */
export interface FoundNix {
  /** Absolute path of nix-instantiate; null: it cannot be used, and `reason` says why. */
  program: string | null;
  version: string | null;
  confinement: Confinement | null;
  reason: string;
}

const limits = { wallMs: 20_000, cpuSeconds: 10, memoryBytes: 1024 ** 3 };
const none = { program: null, version: null, confinement: null };

/** Looks for nix-instantiate, and tries once under which confinement it runs here. What goes wrong is the reason, never thrown. */
export async function findNix(searchPath: string): Promise<FoundNix> {
  const program = findProgram('nix-instantiate', searchPath);
  if (!program) return { ...none, reason: 'nix-instantiate is not on PATH' };
  return tryOut(program, searchPath).catch((error: Error) => ({
    ...none,
    reason: `${program} cannot be started here: ${error.message}`,
  }));
}

async function tryOut(program: string, searchPath: string): Promise<FoundNix> {
  const version = await versionOf(program);
  const unshare = findProgram('unshare', searchPath);
  const tried: (Confinement | null)[] = unshare
    ? [{ unshare, flags: confinements.root }, { unshare, flags: confinements.user }, null]
    : [null];
  let last = '';
  for (const confinement of tried) {
    const ended = await callNix(program, confinement, {
      program: '{ expression }: expression + 1',
      expression: '1',
      nixpkgs: null,
      limits,
      messages: 'json',
    });
    if (ended.code === 0 && ended.stdout.trim() === '2') return { program, version, confinement, reason: '' };
    last = ended.stderr.trim().split('\n').at(-1) ?? '';
  }
  return { ...none, version, reason: `${program} does not run under the limits (${last})` };
}

async function versionOf(program: string): Promise<string | null> {
  const ended = await runLimited({
    command: [program, '--version'],
    environment: { NIX_CONF_DIR: '/nonexistent', NIX_USER_CONF_FILES: '/nonexistent', HOME: '/nonexistent' },
    directory: '/',
    input: '',
    outputBytes: 10_000,
    ...limits,
  });
  return /(\d+\.\d[\w.+-]*)\s*$/.exec(ended.stdout)?.[1] ?? null;
}

/** Why a folder cannot be the nixpkgs to evaluate against; null: it can. */
export function nixpkgsMistake(folder: string): string | null {
  return existsSync(join(folder, 'default.nix'))
    ? null
    : `AI_DRV_NIXPKGS names ${folder}, which has no default.nix`;
}
