import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCluster, type Cluster } from '../support/cluster.js';
import { runEvilNix } from '../support/evil-nix.js';
import { isRunning, postmasterPid } from '../support/faulty-postgres.js';
import { send } from '../support/http.js';
import { eventually, spawnService, startService } from '../support/service.js';
import { hashOf } from '../support/world.js';

describe('SIGTERM', () => {
  let cluster: Cluster;
  const timings = { drainMs: 1_000, tickMs: 100 };
  const ask = (prompt: string) =>
    send(cluster.services.at(-1)!.url, hashOf(prompt), { token: cluster.token });

  beforeAll(async () => {
    cluster = await startCluster([], { timings });
  });
  afterAll(() => cluster.stop());

  it('in the middle of a step: put back uncounted, a retryable 503 for who waits, and the end within the deadline', async () => {
    const service = await cluster.add();
    cluster.provider.play({ steps: 3, hold: [1] });
    const waiting = ask('interrupted');
    const evil = runEvilNix(
      service.url.replace('://', `://token:${cluster.token}@`) + hashOf('interrupted'),
      4,
      4,
    );
    await cluster.provider.held();
    await eventually('five waiting requests', async () => service.output().includes('generation picked up'));
    const begun = Date.now();
    service.signal('SIGTERM');
    const { status, headers, text } = await waiting;
    expect({ status, text }).toEqual({
      status: 503,
      text: 'The server is restarting. Try again in a few seconds; the generation goes on.\n',
    });
    expect(headers['retry-after']).toBe('2');
    expect(await service.exited()).toEqual({ code: 0, signal: null });
    expect(Date.now() - begun).toBeLessThan(5_000);
    const { answers, exitCodes } = await evil;
    expect(answers).toEqual([]);
    expect(exitCodes).not.toContain(0);
    expect(await cluster.facts('interrupted')).toEqual({
      state: 'queued',
      run: 1,
      fence: 1,
      attempts: 0,
      steps: 1,
      charges: [],
    });
  });

  it('loses nothing: the next process goes on from the last stored step', async () => {
    await cluster.add();
    cluster.provider.release();
    expect((await ask('interrupted')).status).toBe(200);
    expect(cluster.provider.counts.get('interrupted')).toEqual([1, 2, 1, 1]);
    expect(await cluster.facts('interrupted')).toMatchObject({
      state: 'succeeded',
      attempts: 1,
      charges: [3_000],
    });
  });

  it('lets the step in hand finish first, and stores it', async () => {
    const service = cluster.services.at(-1)!;
    cluster.provider.play({ steps: 3, hold: [1] });
    const waiting = ask('finishing');
    await cluster.provider.held();
    service.signal('SIGTERM');
    await eventually('no new connections', () =>
      send(service.url, '/healthz').then(
        () => false,
        () => true,
      ),
    );
    cluster.provider.release();
    expect((await waiting).status).toBe(503);
    expect(await service.exited()).toEqual({ code: 0, signal: null });
    expect(await cluster.facts('finishing')).toMatchObject({ state: 'queued', attempts: 0, steps: 2 });
  });

  it('does not wait for connections that are kept alive and idle', async () => {
    const service = await cluster.add();
    const idle = connect(service.port, '127.0.0.1');
    idle.on('error', () => undefined);
    idle.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((resolve) => idle.once('data', resolve));
    const begun = Date.now();
    service.signal('SIGTERM');
    expect(await service.exited()).toEqual({ code: 0, signal: null });
    expect(Date.now() - begun).toBeLessThan(2_500);
    idle.destroy();
  });
});

describe('the embedded PostgreSQL', () => {
  it('ends with the service on SIGTERM, in good order', async () => {
    const service = await startService();
    const pid = postmasterPid(service.dataDirectory)!;
    expect(isRunning(pid)).toBe(true);
    service.signal('SIGTERM');
    expect(await service.exited()).toEqual({ code: 0, signal: null });
    expect(isRunning(pid)).toBe(false);
    expect(postmasterPid(service.dataDirectory)).toBeNull();
    await service.stop();
  });

  it('ends as well when Ctrl-C comes twice, which ends the service at once', async () => {
    const service = await startService();
    const pid = postmasterPid(service.dataDirectory)!;
    // Half a request keeps the first Ctrl-C waiting.
    const half = connect(service.port, '127.0.0.1');
    half.on('error', () => undefined);
    half.write(
      'POST /v1/derivations HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nContent-Type: application/json\r\n\r\n{',
    );
    await eventually('the request', async () => (await send(service.url, '/healthz')).status === 200);
    service.signal('SIGINT');
    await eventually('the first to be heard', () => service.output().includes('once more to end at once'));
    // For a second they count as one: npm passes on what the terminal sent already.
    const again = setInterval(() => service.signal('SIGINT'), 100);
    expect(await service.exited()).toEqual({ code: 130, signal: null });
    clearInterval(again);
    await eventually('no PostgreSQL left', () => !isRunning(pid));
    half.destroy();
    await service.stop();
  });

  it('ends when the service is told to end in the middle of its start', async () => {
    const service = await spawnService();
    const pid = await eventually('a postmaster', () => postmasterPid(service.dataDirectory));
    service.signal('SIGINT');
    expect(await service.exited()).toEqual({ code: 0, signal: null });
    expect(isRunning(pid)).toBe(false);
    await service.stop();
  });
});

describe('a second start', () => {
  it('on the same port or data directory ends with 1 and says why; the first one goes on', async () => {
    const first = await startService();
    const samePort = await spawnService({ port: first.port });
    expect(await samePort.exited()).toEqual({ code: 1, signal: null });
    expect(samePort.output()).toBe(
      `ai-drv could not start: Port ${first.port} on 127.0.0.1 is taken by another program. Stop it, or set PORT to a free one.\n`,
    );
    const sameFolder = await spawnService({ dataDirectory: first.dataDirectory });
    expect(await sameFolder.exited()).toEqual({ code: 1, signal: null });
    expect(sameFolder.output()).toBe(
      `ai-drv could not start: Another ai-drv (process ${first.pid}) is running on the data directory ${first.dataDirectory}. Stop it first, or set AI_DRV_DATA_DIR to a folder of its own.\n`,
    );
    expect((await send(first.url, '/readyz')).status).toBe(200);
    await samePort.stop();
    await first.stop();
  });

  it('of six at once on the data directory of a killed one: one runs', async () => {
    const killed = await startService();
    killed.signal('SIGKILL');
    await killed.exited();
    const { dataDirectory } = killed;
    const all = await Promise.all(Array.from({ length: 6 }, () => spawnService({ dataDirectory })));
    const ended = new Set<unknown>();
    for (const service of all) void service.exited().then(({ code }) => code === 1 && ended.add(service));
    await eventually('five refusals', () => ended.size === 5);
    const winner = all.find((service) => !ended.has(service));
    await eventually(
      'the one',
      async () => (await send(winner!.url, '/readyz').catch(() => null))?.status === 200,
    );
    await winner!.stop();
    await killed.stop();
  });
});
