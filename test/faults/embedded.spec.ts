import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clusterFolder, runAs } from '../../libs/database/embedded/identity.js';
import { isRunning, postmasterPid } from '../support/faulty-postgres.js';
import { send } from '../support/http.js';
import { startScriptedProvider, type ScriptedProvider } from '../support/scripted-provider.js';
import { eventually, startService } from '../support/service.js';
import { requirement } from '../support/skip.js';
import { hashOf } from '../support/world.js';

const timings = { leaseMs: 1_500, renewMs: 300, tickMs: 100 };
let provider: ScriptedProvider;

beforeAll(async () => {
  provider = await startScriptedProvider();
});
afterAll(() => provider.close());

describe('kill -9 in mid-generation with the embedded PostgreSQL', () => {
  it.each([
    ['of the service alone: the next start takes the running server over', false],
    ['of PostgreSQL too: the next start recovers', true],
  ])('%s, and goes on from the last stored step', async (_, both) => {
    const prompt = both ? 'recovered' : 'taken over';
    provider.play({ steps: 2, hold: [1] });
    const first = await startService({ scriptedProvider: provider.url, timings });
    const { dataDirectory } = first;
    const { token } = first.firstRun();
    const waiting = send(first.url, hashOf(prompt), { token }).catch((error: Error) => error);
    await provider.held();
    const postmaster = postmasterPid(dataDirectory)!;
    first.signal('SIGKILL');
    await first.exited();
    expect(await waiting).toHaveProperty('code'); // a broken connection
    expect(isRunning(postmaster)).toBe(true);
    if (both) {
      process.kill(postmaster, 'SIGKILL');
      await eventually('its end', () => !isRunning(postmaster));
    }

    provider.release();
    const second = await startService({ scriptedProvider: provider.url, timings, dataDirectory });
    expect(second.output().includes('took over the embedded PostgreSQL')).toBe(!both);
    if (!both) expect(postmasterPid(dataDirectory)).toBe(postmaster);
    expect((await send(second.url, hashOf(prompt), { token })).status).toBe(200);
    expect(provider.counts.get(prompt)).toEqual([1, 2, 1]);
    const last = postmasterPid(dataDirectory)!;
    await second.stop();
    expect(isRunning(last)).toBe(false);
    await first.stop();
  });
});

const distribution = dirname(fileURLToPath(new URL('../..', import.meta.url)));
const asRoot = requirement('root', process.getuid?.() === 0, 'PostgreSQL is started as another user');

asRoot('under root', () => {
  it('runs with the data directory under a folder that only root may enter, whatever the umask', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'ai-drv-root-only-')); // 0700
    const dataDirectory = join(parent, 'data');
    const before = process.umask(0o077);
    try {
      const service = await startService({ dataDirectory });
      expect((await send(service.url, '/readyz')).status).toBe(200);
      expect(statSync(join(dataDirectory, 'postgres-password')).mode & 0o777).toBe(0o600);
      expect(postmasterPid(dataDirectory)).toBeNull(); // the cluster stands elsewhere
      await service.stop();
      rmSync(dirname(clusterFolder(dataDirectory, runAs())), { recursive: true });
    } finally {
      process.umask(before);
      rmSync(parent, { recursive: true });
    }
  });
});

const nobody = 65_534;
const readable = pathIsOpen(distribution);
const asOrdinaryUser = requirement(
  'root, and a checkout that others may read',
  process.getuid?.() === 0 && readable,
  'the service is started as nobody',
);

asOrdinaryUser('as an ordinary user', () => {
  it('runs, and PostgreSQL with it as the same user', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'ai-drv-nobody-'));
    chmodSync(dataDirectory, 0o700);
    chownSync(dataDirectory, nobody, nobody);
    const service = await startService({ dataDirectory, uid: nobody });
    const pid = postmasterPid(dataDirectory)!;
    expect(statSync(`/proc/${pid}`).uid).toBe(nobody);
    const { token } = service.firstRun();
    expect((await send(service.url, '/v1/me', { token })).status).toBe(200);
    await service.stop();
    expect(isRunning(pid)).toBe(false);
    rmSync(dataDirectory, { recursive: true });
  });

  it('says so when the data directory is not its own', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'ai-drv-foreign-'));
    mkdirSync(join(dataDirectory, 'inner'));
    await expect(startService({ dataDirectory: join(dataDirectory, 'inner'), uid: nobody })).rejects.toThrow(
      /ai-drv could not start: The data directory \S+ cannot be made \(EACCES/,
    );
    rmSync(dataDirectory, { recursive: true });
  });
});

/** May everybody enter this folder and all above it? */
function pathIsOpen(path: string): boolean {
  if ((statSync(path).mode & 0o001) === 0) return false;
  return path === '/' || pathIsOpen(dirname(path));
}
