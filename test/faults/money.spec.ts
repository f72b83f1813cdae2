import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { openDatabase, type Database } from '../../libs/database/index.js';
import type { Cluster } from '../support/cluster.js';
import { send } from '../support/http.js';
import { startModelWorld } from '../support/model-service.js';
import { moneyMistakes } from '../support/money.js';
import { sql } from '../support/organizations.js';
import { capMicros, startPricedCluster } from '../support/priced-cluster.js';
import { eventually } from '../support/service.js';
import { hashOf } from '../support/world.js';

jest.setTimeout(90_000);

const timings = { leaseMs: 1_500, renewMs: 300, tickMs: 100 };
let cluster: Cluster;
let db: Database;

/** Holds a row (or whatever the statement locks) until it is let go. */
async function lock(statement: string) {
  const client = new pg.Client({ connectionString: cluster.database.url });
  await client.connect();
  await client.query('BEGIN');
  await client.query(statement);
  return async () => {
    await client.query('ROLLBACK');
    await client.end();
  };
}

/** Until a statement with these words waits for a lock. */
const waitsFor = (words: string) =>
  eventually(`"${words}" to wait`, async () => {
    const { rowCount } = await db.pool.query(
      `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1 AND pid <> pg_backend_pid()`,
      [`%${words}%`],
    );
    return rowCount! > 0;
  });

const instance = async () => {
  const [row] = await sql<{ used: number; reserved: number }>(
    cluster.database.url,
    'SELECT used_micros::int AS used, reserved_micros::int AS reserved FROM instance_budget',
  );
  return row;
};

interface Point {
  /** Brings the process to the point. */
  reach: (ask: () => void) => Promise<(() => Promise<void>) | void>;
  /** What is stored at that moment. */
  state: string | undefined;
  steps: number;
  reserved: number;
  /** Steps that the next process asks again: their answers were lost. */
  again?: number[];
}

/** What waits with these words does not live to see the lock: its connection is gone, as after a power cut. */
async function cut(words: string) {
  await db.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE wait_event_type = 'Lock' AND query LIKE $1 AND pid <> pg_backend_pid()`,
    [`%${words}%`],
  );
}

/** Without `end` the database carries out what the dead process had sent, as soon as it gets the lock. */
async function reachStep(ask: () => void, end?: typeof cut) {
  cluster.provider.play({ steps: 3, hold: [1] });
  ask();
  await cluster.provider.held();
  const release = await lock(`SELECT FROM derivation WHERE prompt = 'killed' FOR UPDATE`);
  cluster.provider.release();
  await waitsFor('INSERT INTO generation_step');
  return async () => {
    await end?.('INSERT INTO generation_step');
    await release();
  };
}

async function reachSettlement(ask: () => void, table: string, end?: typeof cut) {
  cluster.provider.play({ steps: 3, hold: [2] });
  ask();
  await cluster.provider.held();
  const release = await lock(`SELECT FROM ${table} FOR UPDATE`);
  cluster.provider.release();
  await waitsFor('INSERT INTO charge');
  return async () => {
    await end?.('INSERT INTO charge');
    await release();
  };
}

const points: Record<string, Point> = {
  'in the claim, before its commit': {
    state: undefined,
    steps: 0,
    reserved: 0,
    async reach(ask) {
      const release = await lock('SELECT FROM instance_budget FOR UPDATE');
      ask();
      await waitsFor('UPDATE instance_budget');
      return release;
    },
  },
  'between claim and pick-up': {
    state: 'queued',
    steps: 0,
    reserved: capMicros,
    async reach(ask) {
      ask();
      await eventually('the claim', async () => (await cluster.facts('killed'))?.state !== undefined);
    },
  },
  'while the first step is asked': {
    state: 'running',
    steps: 0,
    reserved: capMicros,
    again: [0],
    async reach(ask) {
      cluster.provider.play({ steps: 3, hold: [0] });
      ask();
      await cluster.provider.held();
    },
  },
  'after the answer, before the step is stored': {
    state: 'running',
    steps: 1,
    reserved: capMicros,
    again: [1],
    reach: (ask) => reachStep(ask, cut),
  },
  'after the answer, as the step is stored': {
    state: 'running',
    steps: 2,
    reserved: capMicros,
    reach: (ask) => reachStep(ask),
  },
  'after a step is stored, while the next is asked': {
    state: 'running',
    steps: 2,
    reserved: capMicros,
    again: [2],
    async reach(ask) {
      cluster.provider.play({ steps: 3, hold: [2] });
      ask();
      await cluster.provider.held();
    },
  },
  "in the settlement, before it has the organization's budget": {
    state: 'running',
    steps: 4,
    reserved: capMicros,
    reach: (ask) => reachSettlement(ask, 'budget', cut),
  },
  "in the settlement, before it has the instance's budget": {
    state: 'running',
    steps: 4,
    reserved: capMicros,
    reach: (ask) => reachSettlement(ask, 'instance_budget', cut),
  },
  'in the settlement, as it is committed': {
    state: 'succeeded',
    steps: 4,
    reserved: 0,
    reach: (ask) => reachSettlement(ask, 'instance_budget'),
  },
  'after the settlement': {
    state: 'succeeded',
    steps: 4,
    reserved: 0,
    async reach(ask) {
      cluster.provider.play({ steps: 3 });
      ask();
      await eventually('the end', async () => (await cluster.facts('killed'))?.state === 'succeeded');
    },
  },
};

describe('kill -9', () => {
  beforeAll(async () => {
    cluster = await startPricedCluster([], { timings });
    db = openDatabase(cluster.database.url);
  });
  afterAll(async () => {
    await db.close();
    await cluster.stop();
  });

  it.each(Object.keys(points))('%s: what is used and held is what the stored steps say', async (name) => {
    const { reach, state, steps, reserved, again = [] } = points[name]!;
    await sql(cluster.database.url, 'DELETE FROM derivation');
    await sql(cluster.database.url, 'UPDATE budget SET used_micros = 0, reserved_micros = 0');
    await sql(cluster.database.url, 'UPDATE instance_budget SET used_micros = 0, reserved_micros = 0');
    cluster.provider.counts.clear();
    cluster.provider.play({ steps: 3 });
    // An api of its own, or the claim would be picked up before it can be killed.
    const roles = name === 'between claim and pick-up' ? 'api' : 'api,worker';
    const service = await cluster.add({ environment: { AI_DRV_ROLES: roles } });
    await sql(
      cluster.database.url,
      `INSERT INTO instance_budget (month) VALUES (date_trunc('month', now() AT TIME ZONE 'UTC')::date) ON CONFLICT DO NOTHING`,
    );
    let lost: Promise<unknown> = Promise.resolve();
    const release = await reach(() => {
      lost = send(service.url, hashOf('killed'), { token: cluster.token }).catch(() => null);
    });
    service.signal('SIGKILL');
    await service.exited();
    await lost;
    await release?.();
    // The server notices that its client has gone when the statement that waited ends.
    await eventually('its transactions to end', async () => {
      const { rowCount } = await db.pool.query(
        `SELECT FROM pg_stat_activity WHERE application_name = 'ai-drv' AND state <> 'idle' AND pid <> pg_backend_pid()`,
      );
      return rowCount === 0;
    });
    const facts = await cluster.facts('killed');
    expect([facts?.state, facts?.steps ?? 0]).toEqual([state, steps]);
    expect(await instance()).toEqual({ used: state === 'succeeded' ? 3_000 : 0, reserved });
    expect(await moneyMistakes(db.pool)).toEqual([]);

    cluster.provider.release();
    const next = await cluster.add();
    expect((await send(next.url, hashOf('killed'), { token: cluster.token })).status).toBe(200);
    expect(await cluster.facts('killed')).toMatchObject({ state: 'succeeded', steps: 4, charges: [3_000] });
    expect(await instance()).toEqual({ used: 3_000, reserved: 0 });
    expect(await moneyMistakes(db.pool)).toEqual([]);
    const counts = cluster.provider.counts.get('killed')!;
    for (const [n, count] of counts.entries()) expect(count).toBeLessThanOrEqual(again.includes(n) ? 2 : 1);
    next.signal('SIGKILL');
    await next.exited();
  });
});

describe('a provider that reports the largest usage there is', () => {
  it('never takes a budget below zero: not while generations run, and not at the end', async () => {
    const huge = { input: 2_000_000_000, output: 2_000_000_000, cached: 0, reasoning: 2_000_000_000 };
    const world = await startModelWorld({
      dialect: 'responses',
      timings,
      script: (url) =>
        Array.from({ length: 20 }, () => ({
          calls: [{ name: 'fetch_source', arguments: { source: url } }],
          usage: huge,
        })),
      environment: {
        AI_DRV_LIMIT_MONTHLY_MICROS: '500000',
        AI_DRV_MONTHLY_CAP_MICROS: '700000',
        AI_DRV_GENERATION_CAP_MICROS: '200000',
      },
    });
    const own = openDatabase(world.database.url);
    try {
      // The database itself refuses what would be an overrun.
      await own.pool.query('ALTER TABLE budget ADD CHECK (used_micros + reserved_micros <= 500000)');
      await own.pool.query('ALTER TABLE instance_budget ADD CHECK (used_micros + reserved_micros <= 700000)');
      const statuses = new Set<number>();
      for (let round = 0; round < 6 && !statuses.has(403); round++) {
        const answers = await Promise.all(
          Array.from({ length: 6 }, (_, i) => world.get(hashOf(`round ${round} prompt ${i}`))),
        );
        for (const { status } of answers) statuses.add(status);
      }
      expect(statuses).toEqual(new Set([402, 403, 422]));
      const me = JSON.parse((await world.get('/v1/me')).text);
      expect(me.budget).toMatchObject({ reservedMicros: 0 });
      expect(me.budget.usedMicros).toBeGreaterThan(300_000); // less would be room for one more
      expect(me.budget.usedMicros).toBeLessThanOrEqual(500_000);
      expect(me.limits.monthlyMicros.left).toBe(500_000 - me.budget.usedMicros);
      const charges = await sql<{ amount: number }>(
        world.database.url,
        'SELECT amount_micros::int AS amount FROM charge',
      );
      expect(Math.max(...charges.map(({ amount }) => amount))).toBeLessThanOrEqual(200_000);
      expect(await moneyMistakes(own.pool)).toEqual([]);
    } finally {
      await own.close();
      await world.stop();
    }
  });
});
