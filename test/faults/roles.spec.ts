import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCluster, type Cluster } from '../support/cluster.js';
import { send } from '../support/http.js';
import { eventually, type Service } from '../support/service.js';
import { hashOf } from '../support/world.js';

let cluster: Cluster;
let api: Service;
let worker: Service;
const ask = (prompt: string, signal?: AbortSignal) =>
  send(api.url, hashOf(prompt), { token: cluster.token, ...(signal && { signal }) });

beforeAll(async () => {
  cluster = await startCluster(
    [{ environment: { AI_DRV_ROLES: 'api' } }, { environment: { AI_DRV_ROLES: 'worker' } }],
    { timings: { leaseMs: 1_500, renewMs: 300, tickMs: 100, retryFailedMs: 1_500 } },
  );
  [api, worker] = cluster.services as [Service, Service];
});
afterAll(() => cluster.stop());

describe('an api and a worker in two processes', () => {
  it('the one answers what the other makes', async () => {
    cluster.provider.play({ steps: 2 });
    expect((await ask('shared')).status).toBe(200);
    await eventually('its log line', () => worker.output().includes('generation succeeded'));
    expect(api.output().includes('generation picked up')).toBe(false);
  });

  it('the worker answers for its health and for nothing else', async () => {
    expect((await send(worker.url, '/readyz')).status).toBe(200);
    for (const target of [hashOf('shared'), '/v1/me', '/v1/derivations']) {
      expect((await send(worker.url, target, { token: cluster.token })).status).toBe(404);
    }
  });

  it('finish and keep what all who waited have left', async () => {
    cluster.provider.play({ steps: 2, hold: [1] });
    const leaving = new AbortController();
    const waiting = Array.from({ length: 10 }, () => ask('left alone', leaving.signal).catch(() => 'left'));
    await cluster.provider.held();
    leaving.abort();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['left']));
    cluster.provider.release();
    await eventually('the end', async () => (await cluster.facts('left alone')).state === 'succeeded');
    expect((await ask('left alone')).status).toBe(200);
    expect(cluster.provider.counts.get('left alone')).toEqual([1, 1, 1]);
  });

  it('answer with a failure for a while, however often it is asked, and then start one new run', async () => {
    cluster.provider.play({ steps: 2, refuse: [1] });
    const storm = () => Promise.all(Array.from({ length: 50 }, () => ask('failing')));
    for (const answers of [await storm(), await storm()]) {
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([422]));
    }
    expect(cluster.provider.counts.get('failing')).toEqual([1, 1]);
    cluster.provider.play({ steps: 2 });
    await eventually('the retry', async () => (await ask('failing')).status === 200);
    expect(new Set((await storm()).map(({ status }) => status))).toEqual(new Set([200]));
    expect(cluster.provider.counts.get('failing')).toEqual([2, 2, 1]);
    expect(await cluster.facts('failing')).toMatchObject({ run: 2, charges: [1_000, 2_000] });
  });

  it('the api lets who waits go on waiting on SIGTERM, for the worker may still finish', async () => {
    cluster.provider.play({ steps: 2, hold: [1] });
    const waiting = ask('outlives');
    await cluster.provider.held();
    api.signal('SIGTERM');
    await eventually('no new connections', () =>
      send(api.url, '/healthz').then(
        () => false,
        () => true,
      ),
    );
    cluster.provider.release();
    expect((await waiting).status).toBe(200);
    expect(await api.exited()).toEqual({ code: 0, signal: null });
  });
});
