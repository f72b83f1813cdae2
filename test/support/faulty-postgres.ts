import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, startEmbeddedPostgres } from '../../libs/database/index.js';
import { startFaultProxy, type FaultProxy } from './fault-proxy.js';

/** A PostgreSQL of one test's own, behind a fault proxy whose port never changes. */
export interface FaultyPostgres {
  /** Through the proxy. */
  url: string;
  /** Past it: what the test itself looks with. Another one after each start(). */
  directUrl(): string;
  proxy: FaultProxy;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** kill -9 of the server and of all its children. */
  kill(): void;
  remove(): Promise<void>;
}

export async function startFaultyPostgres(settings: string[] = []): Promise<FaultyPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'ai-drv-faulty-'));
  chmodSync(folder, 0o711);
  const start = () =>
    startEmbeddedPostgres({
      dataDirectory: folder,
      searchPath: process.env.PATH ?? '',
      settings: ['fsync=off', ...settings], // what is killed here is a process, not the machine
    });
  let server = await start();
  await migrate(server.url);
  const proxy = await startFaultProxy(Number(new URL(server.url).port));
  const url = new URL(server.url);
  url.port = String(proxy.port);
  return {
    url: url.href,
    directUrl: () => server.url,
    proxy,
    stop: () => server.stop(),
    async start() {
      server = await start();
      proxy.target(Number(new URL(server.url).port));
    },
    kill() {
      // A postmaster's children end by themselves when it is gone.
      process.kill(postmasterPid(folder)!, 'SIGKILL');
    },
    async remove() {
      proxy.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The pid that a data directory's postmaster.pid names; null where there is none. Says nothing about whether it lives. */
export function postmasterPid(dataDirectory: string): number | null {
  try {
    return Number(readFileSync(join(dataDirectory, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return null; // stopped in good order: the file is gone
  }
}

/** Does a process live, rather than wait as a zombie for its parent? */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat[stat.lastIndexOf(')') + 2] !== 'Z';
  } catch {
    return false; // gone
  }
}
