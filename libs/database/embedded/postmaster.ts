import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** How a running server is reached; from postmaster.pid of its cluster. */
export interface Postmaster {
  pid: number;
  port: number;
}

/**
 * The server that already runs on a cluster, as its postmaster.pid says: line 1 the pid, line 4 the port.
 * Source: https://www.postgresql.org/docs/current/storage-file-layout.html (postmaster.pid).
 * @returns null when there is none, or the process is gone (the file outlives a kill -9 of the server)
 */
export function runningPostmaster(cluster: string): Postmaster | null {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 && isAlive(pid) && servesCluster(pid, cluster) ? { pid, port } : null;
}

/** Is this process a server of that cluster, rather than one that was given its number since? Elsewhere than on Linux that is not known. */
function servesCluster(pid: number, cluster: string): boolean {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    // Empty: it was killed, and nobody has waited for it yet. Until then its number keeps another server off.
    return commandLine === '' || commandLine.split('\0').includes(cluster);
  } catch {
    return process.platform !== 'linux';
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Waits until the server takes connections; false when it does not within the time, or `gone` says that it ended. */
export async function becomesReady(url: string, withinMs: number, gone: () => boolean): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() < end && !gone(); await sleep(50)) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch (error) {
      // A wrong password means that this is somebody else's server: waiting will not help.
      if ((error as { code?: string }).code === '28P01') return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return false;
}

/** Ends a server with PostgreSQL's "fast" shutdown (SIGINT), after 10 s with the "immediate" one (SIGQUIT): it recovers at its next start. */
export async function stopPostmaster(pid: number): Promise<void> {
  for (const [signal, withinMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
  ] as const) {
    if (!signalPostmaster(pid, signal)) return;
    for (const end = Date.now() + withinMs; Date.now() < end; await sleep(20)) if (!isAlive(pid)) return;
  }
}

/** @returns false when it is gone already */
export function signalPostmaster(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** A free port on loopback. Another process may take it before the server does; the start is then tried again. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
