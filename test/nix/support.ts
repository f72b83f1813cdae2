// What every test with the real Nix needs: a store of its own in a temporary directory, so that neither the machine's
// /nix nor the caller's settings are touched, and it works as root and as an ordinary user.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectRoot = fileURLToPath(new URL('../../../', import.meta.url)); // seen from dist/test/nix

/** Files of the project that an evaluation may need; a checkout's node_modules and .data stay out of the store. */
const libraryFiles = ['flake.nix', 'flake.lock', 'default.nix', 'shell.nix', 'nix', 'package.json'];

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A call of `mkAIDerivation` as tests make it: with what default.nix takes, and options for Nix itself. */
export interface Call {
  server: string;
  prompt: string;
  /** Given as an argument (and so ends in the store). Without it, the netrc file of `openNix` counts. */
  token?: string;
  /** Further arguments of default.nix, as Nix expressions: `{ revision: '2', hash: '"sha256-…"' }`. */
  arguments?: Record<string, string>;
  /** Further options for the command: `['--option', 'allow-import-from-derivation', 'false']`. */
  options?: string[];
}

/** A private Nix. `directory` is readable by every user, and holds `library` (flake and default.nix) and `packages` (a nixpkgs). */
export class Nix {
  readonly directory: string;
  readonly store: string;
  readonly library: string;
  readonly packages: string;
  readonly environment: NodeJS.ProcessEnv;

  /** @param netrcText contents of the netrc file that Nix reads; without it there is none */
  constructor(netrcText?: string) {
    this.directory = realpathSync(mkdtempSync(join(tmpdir(), 'ai-drv-nix-'))); // Nix refuses a store behind a link
    chmodSync(this.directory, 0o755);
    this.store = join(this.directory, 'store');
    this.library = join(this.directory, 'library');
    this.packages = join(this.directory, 'packages');
    for (const folder of ['store', 'library', 'etc', 'state', 'home'])
      mkdirSync(join(this.directory, folder));
    for (const file of libraryFiles)
      cpSync(join(projectRoot, file), join(this.library, file), { recursive: true });
    cpSync(join(projectRoot, 'test/nix/packages'), this.packages, { recursive: true });
    spawnSync('chmod', ['-R', 'a+rX', this.library, this.packages]); // the checkout's modes may be for its owner only

    const etc = join(this.directory, 'etc');
    writeFileSync(
      join(etc, 'nix.conf'),
      [
        'build-users-group =', // root without a daemon builds as root
        'experimental-features = nix-command flakes',
        'flake-registry =',
        'sandbox = false', // the miniature package set uses the host's tools
        'substitute = false',
        'substituters =',
        '',
      ].join('\n'),
    );
    if (netrcText !== undefined) writeFileSync(join(etc, 'netrc'), netrcText, { mode: 0o600 }); // Nix's default place for it
    const state = join(this.directory, 'state');
    const home = join(this.directory, 'home');
    this.environment = {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NIX|XDG|AI_DRV)_/.test(name))),
      HOME: home,
      NIX_STORE_DIR: this.store,
      NIX_STATE_DIR: state,
      NIX_LOCALSTATE_DIR: state,
      NIX_LOG_DIR: join(state, 'log'),
      NIX_DATA_DIR: join(state, 'share'),
      NIX_CONF_DIR: etc,
      NIX_USER_CONF_FILES: '/dev/null',
      NIX_REMOTE: 'local',
      NIX_PATH: `nixpkgs=${this.packages}`,
      XDG_CACHE_HOME: join(home, 'cache'),
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_STATE_HOME: join(home, 'state'),
    };
  }

  /** Runs a program (a command of Nix, or one that was built) to its end. Another user gets a home of his own. */
  run(program: string, args: string[], how: RunOptions = {}): Promise<Outcome> {
    return run(program, args, { ...this.environment, ...how.environment }, how);
  }

  /** As `run`, for what must succeed: its standard output, trimmed. */
  async ok(program: string, args: string[], how: RunOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(program, args, how);
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stderr}`);
    return stdout.trim();
  }

  /** The arguments of `nix-build` (or `nix-instantiate`) for a call through default.nix, the way without a flake. */
  defaultNix(call: Call): string[] {
    const strings = { msg: call.prompt, server: call.server, ...(call.token && { token: call.token }) };
    return [
      join(this.library, 'default.nix'),
      ...Object.entries(strings).flatMap(([name, value]) => ['--argstr', name, value]),
      ...Object.entries(call.arguments ?? {}).flatMap(([name, value]) => ['--arg', name, value]),
      ...(call.options ?? []),
    ];
  }

  /** Builds a call through default.nix. */
  buildDefault(call: Call, how: RunOptions = {}): Promise<Outcome> {
    return this.run('nix-build', [...this.defaultNix(call), '--no-out-link'], how);
  }

  /** Builds a call in pure evaluation: a flake of a user's own, made here, that uses our flake's `lib.mkAIDerivation`. */
  buildFlake(call: Call, how: RunOptions = {}): Promise<Outcome> {
    const user = mkdtempSync(join(this.directory, 'flake-'));
    chmodSync(user, 0o755);
    const settings = Object.entries(call.arguments ?? {}).filter(([name]) => settingNames.has(name));
    const rest = Object.entries(call.arguments ?? {}).filter(([name]) => !settingNames.has(name));
    const attributes = (entries: [string, string][]): string =>
      entries.map(([name, value]) => `${name} = ${value};`).join(' ');
    writeFileSync(
      join(user, 'flake.nix'),
      `{
        inputs.nixpkgs.url = "path:${this.packages}";
        inputs.ai-drv.url = "path:${this.library}";
        inputs.ai-drv.inputs.nixpkgs.follows = "nixpkgs";
        outputs = { nixpkgs, ai-drv, ... }: {
          packages = builtins.mapAttrs (system: pkgs: {
            default = ai-drv.lib.mkAIDerivation {
              inherit pkgs;
              server = ${nixString(call.server)};
              ${call.token ? `token = ${nixString(call.token)};` : ''}
              ${attributes(settings)}
            } { prompt = ${nixString(call.prompt)}; ${attributes(rest)} };
          }) nixpkgs.legacyPackages;
        };
      }`,
    );
    const args = ['build', `path:${user}`, '--no-link', '--no-write-lock-file', ...(call.options ?? [])];
    // `nix build` of 2.8 has no --print-out-paths; --json has been there longer.
    return this.run('nix', [...args, '--json'], how).then((outcome) => ({
      ...outcome,
      stdout: outcome.code === 0 ? builtPath(outcome.stdout) : outcome.stdout,
    }));
  }

  /** Evaluates an expression (with builds where it needs them) and gives its value. */
  async evaluate(expression: string, options: string[] = []): Promise<unknown> {
    const args = ['--eval', '--strict', '--json', '--read-write-mode', '--expr', expression, ...options];
    return JSON.parse(await this.ok('nix-instantiate', args));
  }

  /** Paths of all files under this Nix's store and state (derivations, outputs, logs, database) that hold the text. */
  filesHolding(text: string): string[] {
    const needle = Buffer.from(text);
    return ['store', 'state'].flatMap((folder) =>
      readdirSync(join(this.directory, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => holds(path, needle)),
    );
  }

  /** Deletes the store and everything else. */
  remove(): void {
    spawnSync('chmod', ['-R', 'u+w', this.directory]); // store paths are read-only
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A netrc file's contents for a server: Nix sends the token as the password; a `login` is required. */
export function netrc(server: string, token: string): string {
  return `machine ${new URL(server).hostname} login token password ${token}\n`;
}

/** A text as a Nix string literal. */
export function nixString(text: string): string {
  return `"${text.replace(/["\\$]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

export interface RunOptions {
  environment?: NodeJS.ProcessEnv;
  cwd?: string;
  /** The user and group to run as; needs root. */
  uid?: number;
}

/** Runs a program to its end, with exactly this environment. */
function run(
  program: string,
  args: string[],
  environment: NodeJS.ProcessEnv,
  { cwd, uid }: RunOptions = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: cwd ?? tmpdir(),
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid !== undefined && { uid, gid: uid }),
    });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => (output[stream] += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
  });
}

const settingNames = new Set(['transport', 'salt', 'allowUnverifiedTls']);

function builtPath(json: string): string {
  const [built] = JSON.parse(json) as { outputs: { out: string } }[];
  return built!.outputs.out;
}

function holds(path: string, needle: Buffer): boolean {
  try {
    return readFileSync(path).includes(needle);
  } catch (error) {
    // Nix's database puts its journal away when the last process closes it.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
