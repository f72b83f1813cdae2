import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startCluster, type Cluster } from '../support/cluster.js';
import { send } from '../support/http.js';
import { eventually, type Service } from '../support/service.js';
import { expressionOf, hashOf } from '../support/world.js';
import { createHash } from 'node:crypto';

const short = { leaseMs: 1_500, renewMs: 300, tickMs: 100 };
const answerTo = (prompt: string, steps: number) =>
  createHash('sha256').update(expressionOf(prompt, steps)).digest('base64');
let cluster: Cluster;
const ask = (service: Service, prompt: string) => send(service.url, hashOf(prompt), { token: cluster.token });
const other = (service: Service) => cluster.services.find((one) => one !== service)!;
/** A prompt whose generation waits in the second of three steps: in whose hands, and the request that waits for it. */
async function heldAtSecondStep(prompt: string) {
  cluster.provider.play({ steps: 3, hold: [1] });
  const waiting = cluster.services.map((service) => ask(service, prompt).catch(() => null));
  await cluster.provider.held();
  return { owner: await cluster.owner(), waiting };
}

describe('two instances', () => {
  beforeAll(async () => {
    cluster = await startCluster([{}, {}], { timings: short });
  });
  afterAll(() => cluster.stop());
  afterEach(() => cluster.provider.release());

  it('make one derivation in one conversation of 50 POSTs and 368 GETs of the same prompt', async () => {
    cluster.provider.play({ steps: 2, delayMs: 50 });
    const posts = Array.from({ length: 50 }, (_, i) =>
      send(cluster.services[i % 2]!.url, '/v1/derivations', {
        method: 'POST',
        token: cluster.token,
        body: { prompt: 'storm' },
      }),
    );
    const gets = Array.from({ length: 368 }, (_, i) => ask(cluster.services[i % 2]!, 'storm'));
    const posted = new Set(
      (await Promise.all(posts)).map(({ status, text }) => `${status} ${JSON.parse(text).id ?? text}`),
    );
    expect([...posted]).toEqual([expect.stringMatching(/^202 [0-9a-f-]{36}$/)]);
    expect(new Set((await Promise.all(gets)).map(({ status, text }) => `${status} ${text}`))).toEqual(
      new Set([`200 ${answerTo('storm', 2)}`]),
    );
    expect(cluster.provider.counts.get('storm')).toEqual([1, 1, 1]);
    expect(await cluster.facts('storm')).toMatchObject({ state: 'succeeded', attempts: 1, charges: [2_000] });
  });

  it('keep a frozen owner out: the other one finishes, and the late write is refused', async () => {
    const { owner, waiting } = await heldAtSecondStep('frozen');
    owner.signal('SIGSTOP');
    await eventually('a take-over', async () => (await cluster.facts('frozen')).fence === 2);
    cluster.provider.release();
    const answer = await waiting[cluster.services.indexOf(other(owner))]!;
    expect(answer).toMatchObject({ status: 200, text: answerTo('frozen', 3) });
    owner.signal('SIGCONT');
    await eventually('the refusal', () =>
      owner.output().includes('generation given up: it is not ours any more'),
    );
    // The first step was done; the second one was asked by both.
    expect(cluster.provider.counts.get('frozen')).toEqual([1, 2, 1, 1]);
    expect(await cluster.facts('frozen')).toEqual({
      state: 'succeeded',
      run: 1,
      fence: 2,
      attempts: 2,
      steps: 4,
      charges: [3_000],
    });
    expect(await waiting[cluster.services.indexOf(owner)]!).toMatchObject({ text: answerTo('frozen', 3) });
  });

  it('ask one step again, and charge once, when the owner dies between the answer and its commit', async () => {
    const { owner, waiting } = await heldAtSecondStep('uncommitted');
    // The row is locked: the step's write waits.
    const lock = new pg.Client({ connectionString: cluster.database.url });
    await lock.connect();
    await lock.query(`BEGIN; SELECT FROM derivation WHERE prompt = 'uncommitted' FOR UPDATE`);
    cluster.provider.release();
    await eventually('the write to wait', async () => {
      const { rowCount } = await lock.query(
        `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%generation_step%'`,
      );
      return rowCount === 1;
    });
    owner.signal('SIGKILL');
    await owner.exited();
    await lock.query('ROLLBACK');
    await lock.end();
    const answer = await waiting[cluster.services.indexOf(other(owner))]!;
    expect(answer).toMatchObject({ status: 200, text: answerTo('uncommitted', 3) });
    const counts = cluster.provider.counts.get('uncommitted')!;
    expect([counts[0], counts[2], counts[3]]).toEqual([1, 1, 1]);
    expect(counts[1]).toBeLessThanOrEqual(2);
    expect(await cluster.facts('uncommitted')).toMatchObject({
      state: 'succeeded',
      steps: 4,
      charges: [3_000],
    });
  });
});

describe('with the durations of a running service', () => {
  afterAll(() => cluster.stop());

  it('kill -9 in mid-generation: another process finishes within 15 s, from the last stored step', async () => {
    cluster = await startCluster([{}, {}]);
    const { owner, waiting } = await heldAtSecondStep('killed');
    owner.signal('SIGKILL');
    await owner.exited();
    cluster.provider.release();
    const begun = Date.now();
    const answer = await waiting[cluster.services.indexOf(other(owner))]!;
    expect(Date.now() - begun).toBeLessThan(15_000);
    expect(answer).toMatchObject({ status: 200, text: answerTo('killed', 3) });
    expect(cluster.provider.counts.get('killed')).toEqual([1, 2, 1, 1]);
    expect(await cluster.facts('killed')).toEqual({
      state: 'succeeded',
      run: 1,
      fence: 2,
      attempts: 2,
      steps: 4,
      charges: [3_000],
    });
  });
});
