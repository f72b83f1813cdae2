import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { keepLog, keepSecret, keepSecretsOf, scanned } from './log-scan.js';
import type { Timings } from '../../apps/server/src/common/timings.js';

export interface ServiceOptions {
  /** Unset: the service starts its own, embedded PostgreSQL. */
  databaseUrl?: string;
  /** Kept: a service started again on it goes on where the first one was. Unset: a temporary one, removed by stop(). */
  dataDirectory?: string;
  port?: number;
  environment?: Record<string, string>;
  timings?: Partial<Timings>;
  /** Steps played over HTTP by the test (scripted-generator.ts) in place of the packager. */
  scriptedProvider?: string;
  /** Base URLs of providers, each with that of a played one which is asked in its place. */
  providers?: Record<string, string>;
  /** Whose process it is; needs root. */
  uid?: number;
}

/** The service as users run it: a process of its own, reached over real sockets. */
export interface Service {
  url: string;
  port: number;
  pid: number;
  dataDirectory: string;
  /** Of the first start on this database; read it from the instance that made it. */
  firstRun(): { url: string; email: string; password: string; token: string; adminToken: string };
  /** All that it wrote to standard output and error so far. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  /** Waits for the end of the process. */
  exited(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** SIGTERM, wait, and remove the temporary data directory. */
  stop(): Promise<void>;
}

const main = fileURLToPath(new URL('../../apps/server/src/main.js', import.meta.url));
const testMain = fileURLToPath(new URL('service-main.js', import.meta.url));

/** Spawns the service; returns at once. Most tests want startService. */
export async function spawnService(options: ServiceOptions = {}): Promise<Service> {
  const port = options.port ?? (await freePort());
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'ai-drv-service-'));
  // Under root another user runs the embedded PostgreSQL and must pass through.
  if (!options.dataDirectory) chmodSync(dataDirectory, 0o711);
  const plain = !options.timings && !options.scriptedProvider && !options.providers;
  const environment = {
    ...(scanned() && { LOG_LEVEL: 'trace' }),
    ...(options.databaseUrl && {
      DATABASE_URL: options.databaseUrl,
      AI_DRV_SECRET: 'dGVzdHMgb25seSwgbmV2ZXIgZGVwbG95ZWQ=',
    }),
    ...options.environment,
  };
  keepSecretsOfEnvironment(environment);
  const child = spawn(process.execPath, ['--enable-source-maps', plain ? main : testMain], {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      AI_DRV_DATA_DIR: dataDirectory,
      ...(options.timings && { TEST_TIMINGS: JSON.stringify(options.timings) }),
      ...(options.scriptedProvider && { TEST_PROVIDER: options.scriptedProvider }),
      ...(options.providers && { TEST_PROVIDERS: JSON.stringify(options.providers) }),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
  });
  let output = '';
  const hear = (chunk: Buffer) => {
    output += chunk.toString();
    keepLog(chunk.toString());
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const exit = once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid!,
    dataDirectory,
    firstRun: () => JSON.parse(readFileSync(join(dataDirectory, 'first-run.json'), 'utf8')),
    output: () => output,
    signal: (signal) => child.kill(signal),
    exited: () => exit,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGCONT');
        child.kill('SIGTERM');
      }
      await exit;
      if (!options.dataDirectory) rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** Spawns the service and waits until it is ready. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const service = await spawnService(options);
  let ended = false;
  void service.exited().then(() => (ended = true));
  for (const end = Date.now() + 60_000; Date.now() < end && !ended; await sleep(30)) {
    const response = await fetch(`${service.url}/readyz`).catch(() => null);
    if (response?.ok) {
      if (existsSync(join(service.dataDirectory, 'first-run.json'))) keepSecretsOf(service.firstRun());
      return service;
    }
  }
  await service.stop();
  throw new Error(`The service did not become ready:\n${service.output()}`);
}

function keepSecretsOfEnvironment(environment: Record<string, string | undefined>): void {
  for (const [name, value = ''] of Object.entries(environment)) {
    if (/SECRET|KEY|TOKEN|PASSWORD/.test(name)) keepSecret(value);
    else if (URL.canParse(value)) keepSecret(decodeURIComponent(new URL(value).password));
  }
}

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

/** Waits for something that another process brings about; fails with `what` after the time. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  withinMs = 15_000,
): Promise<T> {
  for (const end = Date.now() + withinMs; Date.now() < end; await sleep(25)) {
    const value = await probe();
    if (value) return value;
  }
  throw new Error(`not within ${withinMs} ms: ${what}`);
}
