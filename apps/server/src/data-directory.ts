import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes the data directory. Others may pass through it (under root PostgreSQL runs as another user); its secrets are files of mode 0600. */
export function makeDataDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o711 });
  } catch (cause) {
    throw new Error(
      `The data directory ${path} cannot be made (${(cause as Error).message}). Set AI_DRV_DATA_DIR to a folder that this user may write to.`,
      { cause },
    );
  }
}

/**
 * Takes a data directory for this process: two servers on one embedded database would stop it under each other.
 * @returns gives it back
 * @throws Error a sentence when another process has it
 */
export function lockDataDirectory(path: string): () => void {
  const file = join(path, 'server.lock');
  // Written aside and linked: nobody ever reads a lock that does not say yet whose it is.
  const own = `${file}.${process.pid}`;
  writeFileSync(own, `${process.pid} ${startOf(process.pid)}\n`, { mode: 0o600 });
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        linkSync(own, file);
        return () => rmSync(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === 3) throw error;
        const pid = holder(file);
        if (pid !== null) {
          throw new Error(
            `Another ai-drv (process ${pid}) is running on the data directory ${path}. Stop it first, or set AI_DRV_DATA_DIR to a folder of its own.`,
            { cause: error },
          );
        }
        clearAway(file);
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Removes the lock of a killed process; who starts at the same moment may have put his own in its place, which stays. */
function clearAway(file: string): void {
  const aside = `${file}.${process.pid}.old`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return; // somebody was quicker
    throw error;
  }
  if (holder(aside) === null) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

/** The living process that holds the lock. */
function holder(file: string): number | null {
  if (!existsSync(file)) return null;
  const [pid = '', start = ''] = readFileSync(file, 'utf8').trim().split(' ');
  return /^\d+$/.test(pid) && startOf(Number(pid)) === start ? Number(pid) : null;
}

/**
 * When a process started, as Linux counts it: the pid alone may belong to another one by now (in a container it is the
 * same at every start). Empty for a process that does not live; elsewhere than on Linux "alive" is all that is known.
 */
function startOf(pid: number): string {
  try {
    // proc(5): field 22 of stat; the name in field 2 may hold spaces and parentheses.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    if (process.platform === 'linux') return '';
  }
  try {
    process.kill(pid, 0);
    return 'alive';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'alive' : '';
  }
}
