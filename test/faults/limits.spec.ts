import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Cluster } from '../support/cluster.js';
import { startCluster } from '../support/cluster.js';
import { send, type Answer, type RequestOptions } from '../support/http.js';
import { moneyMistakes } from '../support/money.js';
import { addOrganization, sql } from '../support/organizations.js';
import { capMicros, startPricedCluster } from '../support/priced-cluster.js';
import { eventually } from '../support/service.js';
import { openDatabase } from '../../libs/database/index.js';

jest.setTimeout(90_000);

let cluster: Cluster;
const tally = (answers: { status: number }[]) => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
/** One request; where a machine under load has no database connection in time, it comes again as it is told to. */
async function persistently(url: string, target: string, options: RequestOptions): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    const answer = await send(url, target, options);
    if (answer.status !== 503 || tries === 10) return answer;
    await sleep(1_000 * Math.min(2, Number(answer.headers['retry-after'])));
  }
}

/** That many different prompts of one organization at once, over the first `instances`. */
async function ask(count: number, instances: number, token: string) {
  return Promise.all(
    Array.from({ length: count }, (_, i) =>
      persistently(cluster.services[i % instances]!.url, '/v1/derivations', {
        method: 'POST',
        token,
        body: { prompt: `prompt ${i}` },
      }),
    ),
  );
}
const newToken = async () => (await addOrganization(cluster.database.url)).token(['generate', 'read']);

describe('a budget for one generation, two instances', () => {
  beforeAll(async () => {
    cluster = await startPricedCluster([{}, {}], {
      environment: { AI_DRV_LIMIT_MONTHLY_MICROS: String(capMicros + 500) },
    });
  });
  afterAll(() => cluster.stop());

  it('50 parallel first requests start exactly one; the others are told to come again, and when it is spent, when it resets', async () => {
    const db = openDatabase(cluster.database.url);
    cluster.provider.play({ steps: 2, hold: [1] });
    const answers = await ask(50, 2, cluster.token);
    expect(tally(answers)).toEqual({ 202: 1, 402: 49 });
    const refused = answers.find(({ status }) => status === 402)!;
    expect(JSON.parse(refused.text).code).toBe('budget_in_flight');
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(await moneyMistakes(db.pool)).toEqual([]);
    await cluster.provider.held();
    cluster.provider.release();
    await eventually(
      'its end',
      async () => (await sql(cluster.database.url, 'SELECT FROM charge')).length === 1,
    );
    const spent = (await ask(2, 2, cluster.token)).find(({ status }) => status !== 202)!;
    expect([spent.status, JSON.parse(spent.text)]).toEqual([
      403,
      expect.objectContaining({
        code: 'budget_spent',
        detail: expect.stringMatching(/\d{4}-\d\d-01, 00:00 UTC/),
      }),
    ]);
    expect([...cluster.provider.counts.values()]).toEqual([[1, 1, 1]]);
    expect(await moneyMistakes(db.pool)).toEqual([]);
    await db.close();
  });
});

describe('limits at 0.9, 1, 1.5 and 2 times their load', () => {
  const limit = 10;
  const requests = 80;
  beforeAll(async () => {
    cluster = await startCluster([{}, {}, {}], {
      environment: {
        AI_DRV_LIMIT_GENERATIONS_PER_MINUTE: String(limit),
        AI_DRV_LIMIT_REQUESTS_PER_TOKEN: String(requests),
      },
    });
    cluster.provider.play({ steps: 1 });
  });
  afterAll(() => cluster.stop());

  it('10 a minute over two instances lets exactly 10 start', async () => {
    expect(tally(await ask(40, 2, await newToken()))).toEqual({ 202: 10, 429: 30 });
    expect(await sql(cluster.database.url, 'SELECT count(*)::int AS n FROM derivation')).toEqual([{ n: 10 }]);
  });

  it.each([1, 3].flatMap((instances) => [0.9, 1, 1.5, 2].map((load) => [instances, load] as const)))(
    'over %d instance(s), %d times the generations of a minute: as many as the limit, and not one more',
    async (instances, load) => {
      const asked = Math.round(limit * load);
      const answers = await ask(asked, instances, await newToken());
      expect(tally(answers)).toEqual(asked > limit ? { 202: limit, 429: asked - limit } : { 202: asked });
      for (const { status, headers } of answers)
        if (status === 429) expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
    },
  );

  it.each([1, 3].flatMap((instances) => [0.9, 1, 1.5, 2].map((load) => [instances, load] as const)))(
    'over %d instance(s), %d times the requests of a minute: each instance counts its own',
    async (instances, load) => {
      const token = await newToken();
      const asked = Math.round(requests * load);
      for (const { url } of cluster.services.slice(0, instances)) {
        const answers = await Promise.all(
          Array.from({ length: asked }, () => persistently(url, '/v1/models', { token })),
        );
        expect(tally(answers)).toEqual(
          asked > requests ? { 200: requests, 429: asked - requests } : { 200: asked },
        );
      }
    },
  );

  it('what was asked and refused costs nothing when it is asked again in time', async () => {
    const token = await newToken();
    const first = await ask(15, 3, token);
    const started = first.flatMap(({ status }, i) => (status === 202 ? [i] : []));
    expect(started).toHaveLength(10);
    const second = await ask(15, 3, token);
    expect(second.flatMap(({ status }, i) => (status === 202 ? [i] : []))).toEqual(started);
  });
});

describe('at most 2 at once, two instances', () => {
  beforeAll(async () => {
    cluster = await startCluster([{}, {}], {
      environment: { AI_DRV_LIMIT_GENERATIONS_AT_ONCE: '2' },
      timings: { tickMs: 100 },
    });
  });
  afterAll(() => cluster.stop());

  it('20 generations are all made, never more than 2 of them together, and another organization does not wait for them', async () => {
    cluster.provider.play({ steps: 1, delayMs: 60 });
    const db = openDatabase(cluster.database.url);
    let most = 0;
    let done = false;
    const watch = (async () => {
      while (!done) {
        const { rows } = await db.pool.query<{ n: number }>(
          `SELECT coalesce(max(n), 0)::int AS n FROM (
             SELECT count(*) AS n FROM derivation WHERE state = 'running' GROUP BY organization_id) r`,
        );
        most = Math.max(most, rows[0]!.n);
        await sleep(5);
      }
    })();
    const token = await newToken();
    expect(tally(await ask(20, 2, token))).toEqual({ 202: 20 });
    const other = await newToken();
    const quick = await persistently(cluster.services[0]!.url, '/hash?req=quick', { token: other });
    expect(quick.status).toBe(200);
    const [left] = await sql<{ n: number }>(
      cluster.database.url,
      `SELECT count(*)::int AS n FROM derivation WHERE state IN ('queued', 'running')`,
    );
    expect(left!.n).toBeGreaterThan(5);
    await eventually(
      'all 20',
      async () => {
        const [row] = await sql<{ n: number }>(
          cluster.database.url,
          `SELECT count(*)::int AS n FROM derivation WHERE state = 'succeeded'`,
        );
        return row!.n === 21;
      },
      60_000,
    );
    done = true;
    await watch;
    await db.close();
    expect(most).toBe(2);
  });
});
