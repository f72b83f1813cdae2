// What the scripts share: run a program in the project's folder, stop at the first failure.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a program of node_modules/.bin (or `node`) in the project's folder; ends this process with its exit code when it
 * fails. `quiet`: what it prints is shown only then.
 */
export function run(program, args, { env = {}, quiet = false } = {}) {
  const path = program === 'node' ? process.execPath : `${root}node_modules/.bin/${program}`;
  const { status, error, stdout, stderr } = spawnSync(path, args, {
    cwd: root,
    stdio: quiet ? 'pipe' : 'inherit',
    env: { ...process.env, ...env },
  });
  if (error) console.error(`${program}: ${error.message}. Run "npm ci" first.`);
  if (!error && status === 0) return;
  if (quiet) process.stderr.write(Buffer.concat([stdout ?? Buffer.alloc(0), stderr ?? Buffer.alloc(0)]));
  process.exit(status || 1);
}
