import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries } from './binaries.js';
import { clusterFolder, makeOwnedFolder, reachableBinaries, runAs, type Identity } from './identity.js';
import {
  becomesReady,
  freePort,
  isAlive,
  runningPostmaster,
  signalPostmaster,
  stopPostmaster,
} from './postmaster.js';

export interface EmbeddedOptions {
  /** Absolute; the cluster stands in its `postgres/`, the password in `postgres-password`. */
  dataDirectory: string;
  /** Where to look for a `postgres` when the bundled one does not run: the PATH. */
  searchPath: string;
  /** Further `-c` settings; tests switch fsync off. */
  settings?: string[];
}

export interface EmbeddedPostgres {
  url: string;
  /** A server that an earlier, killed process left running was taken over. */
  attached: boolean;
  /** Ends the server; returns when its process is gone. */
  stop(): Promise<void>;
  /** Tells the server to end by itself, for a caller who cannot wait. */
  abandon(): void;
}

const user = 'ai_drv';
const database = 'ai_drv';
const startMs = 60_000; // crash recovery included
// Nothing of ours: our environment holds secrets, and a PG* variable or a locale would change how the server behaves.
const environment = { LC_ALL: 'C' };

/**
 * A real PostgreSQL for who has none: made at the first call, started, or taken over when one still runs on the cluster.
 * It listens on loopback only, at a free port, with a password that stands in the data directory (0600).
 * @throws Error a sentence when no PostgreSQL can run here, or it does not start (with the end of its log)
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const identity = runAs();
  const cluster = clusterFolder(options.dataDirectory, identity);
  const password = keptPassword(join(options.dataDirectory, 'postgres-password'), cluster);
  const urlAt = (port: number, name: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;

  const running = runningPostmaster(cluster);
  const gone = () => running !== null && !isAlive(running.pid); // it was ending when we looked
  if (running && (await becomesReady(urlAt(running.port, 'postgres'), 5_000, gone))) {
    await ensureDatabase(urlAt(running.port, 'postgres'));
    return handle(urlAt(running.port, database), true, running.pid);
  }

  const binaries = reachableBinaries(findBinaries(options.searchPath), identity);
  if (!existsSync(join(cluster, 'PG_VERSION'))) initialise(binaries, cluster, password, identity);
  const log = join(options.dataDirectory, 'postgres.log');
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const started = await launch(
      { binaries, cluster, port, log, identity, settings: options.settings ?? [] },
      urlAt(port, 'postgres'),
    );
    if (started) {
      await ensureDatabase(urlAt(port, 'postgres'));
      return handle(urlAt(port, database), false, started.pid);
    }
    const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
    // Somebody took the port between our probe and the server's bind; or a killed server has not quite gone.
    if (attempt < 3 && /could not bind|Address already in use|postmaster.pid" already exists/.test(tail)) {
      await sleep(500);
      continue;
    }
    throw new Error(`The embedded PostgreSQL did not start. The end of ${log}:\n${tail}`);
  }
}

function handle(url: string, attached: boolean, pid: number): EmbeddedPostgres {
  return {
    url,
    attached,
    stop: () => stopPostmaster(pid),
    abandon: () => void signalPostmaster(pid, 'SIGINT'),
  };
}

interface Launch {
  binaries: string;
  cluster: string;
  port: number;
  log: string;
  identity: Identity | null;
  settings: string[];
}

/** @returns null when the server ended, or took no connection in time */
async function launch(
  { binaries, cluster, port, log, identity, settings }: Launch,
  url: string,
): Promise<{ pid: number } | null> {
  const options = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', ...settings];
  const output = openSync(log, 'a', 0o600);
  // In a session of its own: Ctrl-C in a terminal reaches us alone, and we end it after the last query.
  const child = spawn(
    join(binaries, 'postgres'),
    ['-D', cluster, ...options.flatMap((option) => ['-c', option])],
    {
      ...identity,
      env: environment,
      detached: true,
      stdio: ['ignore', output, output],
      cwd: '/',
    },
  );
  closeSync(output);
  child.unref();
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  if (await becomesReady(url, startMs, () => ended)) return { pid: child.pid! };
  if (!ended) await stopPostmaster(child.pid!);
  return null;
}

function initialise(binaries: string, cluster: string, password: string, identity: Identity | null): void {
  // Made aside and renamed: an initdb cut short never looks like a cluster.
  const fresh = `${cluster}.new`;
  rmSync(fresh, { recursive: true, force: true });
  makeOwnedFolder(fresh, identity);
  const passwordFile = `${fresh}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (identity) chownSync(passwordFile, identity.uid, identity.gid);
  try {
    const { status, stderr, error } = spawnSync(
      join(binaries, 'initdb'),
      [
        '-D',
        fresh,
        '-U',
        user,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
      ],
      { ...identity, env: environment, encoding: 'utf8', cwd: '/' },
    );
    if (status !== 0) throw new Error(`PostgreSQL's initdb failed: ${error?.message ?? stderr.trim()}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(fresh, cluster);
}

function keptPassword(file: string, cluster: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (existsSync(join(cluster, 'PG_VERSION'))) {
    throw new Error(
      `The database in ${cluster} needs its password, and ${file} is gone. Restore that file from a backup; or, to begin anew with an empty database, delete that folder.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  } finally {
    await client.end();
  }
}
