import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startFaultyPostgres, type FaultyPostgres } from '../support/faulty-postgres.js';
import { send, type Answer } from '../support/http.js';
import { addOrganization, sql } from '../support/organizations.js';
import { startScriptedProvider, type ScriptedProvider } from '../support/scripted-provider.js';
import { eventually, startService, type Service } from '../support/service.js';
import { hashOf } from '../support/world.js';

let postgres: FaultyPostgres;
let provider: ScriptedProvider;
let service: Service;
let token: string;
const ask = (prompt: string) => send(service.url, hashOf(prompt), { token });
const ready = async () => (await send(service.url, '/readyz')).status === 200;
const unavailable = {
  status: 503,
  text: 'The database is not reachable right now. Try again in a few seconds.\n',
};
const settled = (prompt: string) =>
  sql<{ state: string; run: number; charges: number[]; steps: number }>(
    postgres.directUrl(),
    `SELECT state, run, ARRAY (SELECT amount_micros::int FROM charge c WHERE c.derivation_id = d.id) AS charges,
       (SELECT count(*)::int FROM generation_step s WHERE s.derivation_id = d.id) AS steps
     FROM derivation d WHERE prompt = $1`,
    [prompt],
  );

beforeAll(async () => {
  postgres = await startFaultyPostgres(['max_connections=25', 'superuser_reserved_connections=3']);
  provider = await startScriptedProvider();
  service = await startService({
    databaseUrl: postgres.url,
    scriptedProvider: provider.url,
    timings: { leaseMs: 4_000, renewMs: 500, tickMs: 200 },
  });
  token = await (await addOrganization(postgres.directUrl())).token(['generate', 'read']);
});
afterAll(async () => {
  await provider.close();
  await service.stop();
  await postgres.remove();
});
beforeEach(async () => {
  provider.release();
  await eventually('the service to be ready', ready);
});

describe('PostgreSQL', () => {
  it.each(['stops in good order', 'is killed'])(
    '%s in mid-generation and starts again: 503 meanwhile, back within 5 s, and nothing is lost',
    async (how) => {
      const prompt = `PostgreSQL ${how}`;
      provider.play({ steps: 3, hold: [1] });
      const waiting = ask(prompt);
      await provider.held();
      if (how === 'is killed') postgres.kill();
      else await postgres.stop();
      const answers: Answer[] = await Promise.all([ask(prompt), ask('another')]);
      for (const { status, text, headers } of answers) {
        expect({ status, text }).toEqual(unavailable);
        expect(headers['retry-after']).toBe('2');
      }
      expect((await send(service.url, '/healthz')).status).toBe(200);
      expect(await ready()).toBe(false);
      provider.release(); // its answer comes while there is nowhere to store it
      await eventually('a start', () =>
        postgres.start().then(
          () => true,
          () => false,
        ),
      );
      const back = Date.now();
      expect((await waiting).status).toBe(200);
      await eventually('readiness', ready);
      expect(Date.now() - back).toBeLessThan(5_000);
      expect(provider.counts.get(prompt)).toEqual([1, 1, 1, 1]);
      expect(await settled(prompt)).toEqual([{ state: 'succeeded', run: 1, charges: [3_000], steps: 4 }]);
    },
  );

  it('accepts and never answers: 503 within the query time-out, and back within 5 s', async () => {
    postgres.proxy.fault('blackhole');
    const begun = Date.now();
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask('blackholed')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 503));
    expect(Date.now() - begun).toBeLessThan(9_000);
    expect((await send(service.url, '/healthz')).status).toBe(200);
    postgres.proxy.fault('pass');
    const back = Date.now();
    await eventually('readiness', ready);
    provider.play({ steps: 1 });
    expect(
      (await eventually('an answer', async () => (await ask('blackholed')).status === 200)) && true,
    ).toBe(true);
    expect(Date.now() - back).toBeLessThan(5_000);
  });

  it('is slow: every answer comes all the same', async () => {
    postgres.proxy.latency(100);
    provider.play({ steps: 1 });
    expect((await ask('slow')).status).toBe(200);
    postgres.proxy.latency(0);
  });

  it('has no connection left: 503, not 401', async () => {
    const hogs: pg.Client[] = [];
    // The service's own are ended, and their places taken.
    postgres.proxy.fault('reset');
    await eventually('every connection to be taken', async () => {
      const client = new pg.Client({ connectionString: postgres.directUrl() });
      client.on('error', () => undefined);
      const refused = await client.connect().then(
        () => null,
        (error: { code?: string }) => error.code,
      );
      if (refused === null) hogs.push(client);
      return refused === '53300';
    });
    postgres.proxy.fault('pass');
    const { status, text } = await ask('crowded');
    expect({ status, text }).toEqual(unavailable);
    expect((await send(service.url, '/v1/me', { token })).status).toBe(503);
    for (const hog of hogs) await hog.end();
    provider.play({ steps: 1 });
    await eventually('an answer', async () => (await ask('crowded')).status === 200);
  });

  it('terminates every backend, again and again in all phases: one result and one charge each, no crash', async () => {
    provider.play({ steps: 3, delayMs: 150 });
    const admin = new pg.Client({ connectionString: postgres.directUrl() });
    await admin.connect();
    const prompts = Array.from({ length: 12 }, (_, i) => `terminated ${i}`);
    let over = false;
    // A request whose connection is lost fails the test; what the service said tells why.
    const told = (reason: Error): never => {
      throw new Error(`${reason.message}; the service said:\n${service.output().slice(-3_000)}`);
    };
    const terminate = async () => {
      while (!over) {
        await admin.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE application_name LIKE 'ai-drv%' AND random() < 0.5`,
        );
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    };
    const terminating = terminate();
    const patient = async (prompt: string) =>
      eventually(prompt, async () => (await ask(prompt).catch(told)).status === 200, 25_000);
    const answers = Promise.all(prompts.map(patient));
    // Long enough for each phase to be hit, then peace.
    setTimeout(() => (over = true), 4_000);
    await answers;
    over = true;
    await terminating;
    await admin.end();
    for (const prompt of prompts) {
      expect(await settled(prompt)).toEqual([{ state: 'succeeded', run: 1, charges: [3_000], steps: 4 }]);
    }
    expect(await send(service.url, '/healthz')).toMatchObject({ status: 200 });
  });
});
