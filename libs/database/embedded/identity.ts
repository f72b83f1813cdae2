import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Binaries } from './binaries.js';

/** PostgreSQL refuses to run as root, so root runs it as another user. */
export interface Identity {
  uid: number;
  gid: number;
}

// For what must not stand under a folder that only root may enter.
const sharedFolder = '/var/lib/ai-drv';

/** The user PostgreSQL runs as: null for ourselves; under root `postgres` where there is one, else `nobody`. */
export function runAs(): Identity | null {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const find = (name: string) => users.find((line) => line.startsWith(`${name}:`))?.split(':');
  const entry = find('postgres') ?? find('nobody');
  if (!entry) {
    throw new Error(
      'PostgreSQL does not run as root, and /etc/passwd has neither a "postgres" nor a "nobody" user to run it as. Start ai-drv as an ordinary user, or set DATABASE_URL.',
    );
  }
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/** Where the cluster of a data directory stands: inside it, unless another user must run it and cannot get there (a checkout under /root). */
export function clusterFolder(dataDirectory: string, identity: Identity | null): string {
  if (!identity || canEnter(dataDirectory, identity)) return join(dataDirectory, 'postgres');
  const id = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16);
  return join(sharedFolder, id, 'postgres');
}

/** The binaries' folder, or a copy of them where the user who must run them cannot get to the original. */
export function reachableBinaries(binaries: Binaries, identity: Identity | null): string {
  if (!identity || !binaries.bundled || canEnter(binaries.folder, identity)) return binaries.folder;
  const native = dirname(binaries.folder);
  const version = readFileSync(join(dirname(native), 'package.json'), 'utf8');
  const copy = join(
    sharedFolder,
    `postgres-${createHash('sha256').update(version).digest('hex').slice(0, 16)}`,
  );
  if (!existsSync(copy)) {
    // Copied aside and renamed: a copy cut short is never taken for a whole one.
    const partial = `${copy}.${process.pid}`;
    makePassable(sharedFolder);
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    if (existsSync(copy)) rmSync(partial, { recursive: true });
    else renameSync(partial, copy);
  }
  return join(copy, 'bin');
}

/** Makes a folder that belongs to the identity; its parents stay ours. */
export function makeOwnedFolder(path: string, identity: Identity | null): void {
  makePassable(dirname(path));
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (identity) chownSync(path, identity.uid, identity.gid);
}

/** Makes what lacks of a path, open to all whatever the umask: root's is often 077. */
function makePassable(path: string): void {
  if (existsSync(path)) return;
  makePassable(dirname(path));
  mkdirSync(path);
  chmodSync(path, 0o755);
}

/** May the identity reach this folder? Every one on the way must let it pass, also behind a symbolic link. */
function canEnter(folder: string, { uid, gid }: Identity): boolean {
  for (let path = existsSync(folder) ? realpathSync(folder) : folder; ; path = dirname(path)) {
    if (existsSync(path)) {
      const stat = statSync(path);
      const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
      if ((stat.mode & bit) === 0) return false;
    }
    if (path === dirname(path)) return true;
  }
}
