import { spawn } from 'node:child_process';

export interface LimitedRun {
  /** Absolute path of the program, and its arguments. */
  command: string[];
  /** All of its environment. */
  environment: Record<string, string>;
  directory: string;
  input: string;
  /** Time by the clock, after which everything of it is killed. */
  wallMs: number;
  cpuSeconds: number;
  /** Address space, which bounds memory. */
  memoryBytes: number;
  /** Standard output and error together; what writes more is killed. */
  outputBytes: number;
  signal?: AbortSignal;
}

export interface EndedRun {
  code: number | null;
  stdout: string;
  stderr: string;
  /** Why it was killed; null: it ended by itself, or by a limit that the kernel holds. */
  killed: 'time' | 'output' | null;
}

// `exec` keeps the process: no shell stays between. No file can grow (-f 0), and no core is written.
const limits = 'ulimit -v "$1" && ulimit -t "$2" && ulimit -f 0 && ulimit -c 0 && shift 2 && exec "$@"';

/**
 * Runs a program that is not trusted under limits of the kernel, in a process group of its own; at the end, however it
 * comes, the whole group is sent SIGKILL (a regular expression of Nix was seen to ignore SIGTERM).
 * @throws the signal's reason when that aborts; Error when the program cannot be started
 */
export function runLimited(run: LimitedRun): Promise<EndedRun> {
  run.signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const kilobytes = String(Math.floor(run.memoryBytes / 1024));
    const child = spawn('/bin/sh', ['-c', limits, 'sh', kilobytes, String(run.cpuSeconds), ...run.command], {
      cwd: run.directory,
      env: run.environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    let killed: EndedRun['killed'] = null;
    const killGroup = () => {
      // Without a pid it never started; 0 would be our own group.
      if (child.pid) signalGroup(child.pid);
    };
    const timer = setTimeout(() => {
      killed ??= 'time';
      killGroup();
    }, run.wallMs);
    run.signal?.addEventListener('abort', killGroup, { once: true });

    let bytes = 0;
    const collected = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].on('data', (chunk: Buffer) => {
        const room = run.outputBytes - bytes;
        bytes += chunk.length;
        collected[stream].push(chunk.subarray(0, Math.max(0, room)));
        if (bytes <= run.outputBytes) return;
        killed ??= 'output';
        killGroup();
      });
    }
    const cleanUp = () => {
      clearTimeout(timer);
      run.signal?.removeEventListener('abort', killGroup);
    };
    // It may end without having read its input: why, its exit code and messages tell.
    child.stdin.on('error', () => undefined);
    child.stdin.end(run.input);
    child.on('error', (error) => {
      cleanUp();
      reject(error);
    });
    // What it might have left behind holds its pipes open: `close` comes only after that is gone.
    child.on('exit', killGroup);
    child.on('close', (code) => {
      cleanUp();
      if (run.signal?.aborted) reject(run.signal.reason as Error);
      else resolve({ code, killed, ...text(collected) });
    });
  });
}

function text(collected: { stdout: Buffer[]; stderr: Buffer[] }) {
  return {
    stdout: Buffer.concat(collected.stdout).toString(),
    stderr: Buffer.concat(collected.stderr).toString(),
  };
}

function signalGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: nobody is left, as it should be. EPERM: macOS says that of a group of which only a zombie is left.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
