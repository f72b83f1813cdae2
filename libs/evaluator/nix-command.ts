import { accessSync, constants, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { runLimited, type EndedRun } from './run-limited.js';

/** What holds for one run of Nix. */
export interface Limits {
  wallMs: number;
  cpuSeconds: number;
  memoryBytes: number;
}

export interface NixCall {
  /** The program, given on standard input: a function of `{ expression }`. */
  program: string;
  /** The expression to judge: Nix parses it by itself, so that nothing in it can leave its place. */
  expression: string;
  /** A nixpkgs that may be read; null: no file at all may be. */
  nixpkgs: string | null;
  limits: Limits;
  /** Messages one JSON object a line, or with the whole trace as text. */
  messages: 'json' | 'trace';
  signal?: AbortSignal | undefined;
}

/** Ways into namespaces without a network and without other processes, the one that needs root first. */
export const confinements = {
  root: ['--net', '--pid', '--fork', '--kill-child=KILL'],
  user: ['--user', '--map-root-user', '--net', '--pid', '--fork', '--kill-child=KILL'],
} as const;

export interface Confinement {
  unshare: string;
  flags: readonly string[];
}

// Measured with Nix 2.8: one evaluation of the stubs writes 40 kB; a message repeats the text that it is about.
const outputBytes = 4 * 1024 * 1024;

/** The absolute path of a program on a search path; null where there is none. */
export function findProgram(name: string, searchPath: string): string | null {
  const found = searchPath
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name))
    .find(isProgram);
  return found ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // it is not there, or not ours to run: the next folder may have it
  }
}

/**
 * Evaluates under limits, with no store, no environment and a home of its own that is removed afterwards.
 * @param nix absolute path of nix-instantiate
 * @param confinement null: without namespaces
 */
export async function callNix(
  nix: string,
  confinement: Confinement | null,
  call: NixCall,
): Promise<EndedRun & { directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'ai-drv-evaluation-'));
  try {
    const ended = await runLimited({
      command: [
        ...(confinement ? [confinement.unshare, ...confinement.flags, '--'] : []),
        nix,
        ...nixArguments(call),
      ],
      environment: environment(directory),
      directory,
      input: call.program,
      outputBytes,
      ...call.limits,
      ...(call.signal && { signal: call.signal }),
    });
    return { ...ended, directory };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function nixArguments({ expression, nixpkgs, messages }: NixCall): string[] {
  const options = {
    'restrict-eval': 'true',
    // With it not even the paths of -I may be read.
    'pure-eval': nixpkgs === null ? 'true' : 'false',
    'allow-import-from-derivation': 'false',
    'allowed-uris': '',
    'allow-unsafe-native-code-during-evaluation': 'false',
    'experimental-features': '',
    'plugin-files': '',
    substituters: '',
    builders: '',
  };
  return [
    '--eval',
    '--strict',
    '--json',
    '--store',
    'dummy://',
    ...(messages === 'json' ? ['--log-format', 'internal-json'] : ['--log-format', 'raw', '--show-trace']),
    ...Object.entries(options).flatMap(([name, value]) => ['--option', name, value]),
    ...(nixpkgs === null ? [] : ['-I', `ai-drv-nixpkgs=${nixpkgs}`]),
    '-',
    '--arg',
    'expression',
    expression,
  ];
}

function environment(directory: string): Record<string, string> {
  const absent = join(directory, 'absent');
  return {
    // Nothing is on it: old versions of Nix start git for builtins.fetchGit before they look at what is allowed.
    PATH: absent,
    HOME: directory,
    TMPDIR: directory,
    NIX_CONF_DIR: directory,
    NIX_USER_CONF_FILES: join(directory, 'absent.conf'),
    NIX_STATE_DIR: absent,
    NIX_LOG_DIR: absent,
    NIX_PATH: '',
    XDG_CACHE_HOME: absent,
    XDG_CONFIG_HOME: absent,
    XDG_STATE_HOME: absent,
    NO_COLOR: '1',
    LC_ALL: 'C',
    // Else the garbage collector begins with up to 384 MiB.
    GC_INITIAL_HEAP_SIZE: String(32 * 1024 * 1024),
    // Each thread of its own reserves address space, and there would be as many as processors: they would meet the limit first.
    GC_MARKERS: '1',
    MALLOC_ARENA_MAX: '1',
  };
}
