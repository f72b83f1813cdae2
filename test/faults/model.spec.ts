import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFaultProvider, type Fault, type FaultProvider } from '../support/fault-provider.js';
import { startModelWorld, type ModelWorld } from '../support/model-service.js';
import { eventually } from '../support/service.js';
import { hashOf } from '../support/world.js';

const refusal = {
  id: 'x',
  object: 'chat.completion',
  created: 1,
  model: 'played-1',
  choices: [
    { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: null, refusal: 'No.' } },
  ],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
};
const timings = { leaseMs: 1_500, renewMs: 300, tickMs: 200 };

describe.each(['responses', 'chat'] as const)('kill -9 in the middle of a conversation (%s)', (dialect) => {
  it.each([0, 1, 2])(
    'while the model answers turn %d: it goes on there, and asks no finished turn again',
    async (turn) => {
      const world = await startModelWorld({ dialect, timings });
      try {
        world.provider.hold(turn);
        const lost = world.get(hashOf('killed')).catch(() => null);
        await world.provider.held();
        world.service.signal('SIGKILL');
        await world.service.exited();
        await lost;
        world.provider.release();
        await world.restart();
        const { status, text } = await world.get(hashOf('killed'));
        expect({ status, text: status === 200 ? '' : text }).toEqual({ status: 200, text: '' });
        // The turn in hand is asked again: its answer was lost with the process.
        expect(world.provider.counts).toEqual([0, 1, 2].map((n) => (n === turn ? 2 : 1)));
        expect(world.sources.requests).toHaveLength(1);
        const me = JSON.parse((await world.get('/v1/me')).text) as {
          budget: { usedMicros: number; reservedMicros: number };
        };
        expect(me.budget).toMatchObject({ usedMicros: 8_300, reservedMicros: 0 });
      } finally {
        await world.stop();
      }
    },
  );

  it('while a source is downloaded: the conversation so far is not paid for again', async () => {
    const world = await startModelWorld({ dialect, timings });
    try {
      let release!: () => void;
      const hold = new Promise<void>((resolve) => (release = resolve));
      const path = new URL(world.sourceUrl).pathname;
      world.sources.serve(path, { hold });
      const lost = world.get(hashOf('killed')).catch(() => null);
      await eventually('the download', () => world.sources.requests.length === 1);
      world.service.signal('SIGKILL');
      await world.service.exited();
      await lost;
      release();
      world.sources.serve(path, world.sourceArchive);
      await world.restart();
      expect((await world.get(hashOf('killed'))).status).toBe(200);
      expect(world.provider.counts).toEqual([1, 1, 1]);
    } finally {
      await world.stop();
    }
  });
});

describe('kill -9 right after a step was stored', () => {
  it.each([1, 2, 3, 4, 5])(
    'step %d: the rest is done by the next process, and no stored step again',
    async (stored) => {
      const world = await startModelWorld({ dialect: 'responses', timings });
      const db = new pg.Pool({ connectionString: world.database.url, max: 1 });
      const storedKinds = async () =>
        (await db.query<{ kind: string }>('SELECT kind FROM generation_step ORDER BY seq')).rows.map(
          ({ kind }) => kind,
        );
      try {
        const lost = world.get(hashOf('killed')).catch(() => null);
        while ((await storedKinds()).length < stored);
        world.service.signal('SIGKILL');
        await world.service.exited();
        await lost;
        const kinds = await storedKinds();
        await world.restart();
        expect((await world.get(hashOf('killed'))).status).toBe(200);
        // What was stored when the process died: those turns of the model were asked once, whatever came after.
        const turns = kinds.filter((kind) => kind === 'model').length;
        expect(world.provider.counts.slice(0, turns)).toEqual(Array.from({ length: turns }, () => 1));
        expect(await storedKinds()).toEqual([
          'model',
          'fetch_source',
          'model',
          'packager_draft',
          'model',
          'submit',
        ]);
        const { rows } = await db.query('SELECT count(*)::int AS charges FROM charge');
        expect(rows).toEqual([{ charges: 1 }]);
      } finally {
        await db.end();
        await world.stop();
      }
    },
  );
});

describe('a provider that is down', () => {
  let provider: FaultProvider;
  let world: ModelWorld;
  beforeAll(async () => {
    provider = await startFaultProvider();
    world = await startModelWorld({ dialect: 'chat', baseUrl: provider.url });
  });
  afterAll(async () => {
    await world.stop();
    await provider.close();
  });

  it.each<[string, Fault, number, RegExp]>([
    ['a bad key', { status: 401, body: { error: { message: 'bad key' } } }, 503, /key/],
    [
      'no credit',
      { status: 429, body: { error: { code: 'insufficient_quota', message: 'pay' } } },
      503,
      /credit/,
    ],
    ['overload', { status: 500 }, 503, /Ask again/],
    [
      'a web page with status 200',
      { headers: { 'content-type': 'text/html' }, body: '<html>' },
      503,
      /operator/,
    ],
    ['a refusal', { body: refusal }, 422, /refuse/],
  ])(
    '%s: the status and a plain sentence, nothing held back, and no packager in its place',
    async (name, fault, status, sentence) => {
      provider.play(fault);
      const answer = await world.get(hashOf(`Package ${world.sourceUrl} under ${name}`));
      expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(sentence)]);
      if (status === 503) expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
      expect(world.sources.requests).toEqual([]);
      const me = JSON.parse((await world.get('/v1/me')).text) as { budget: object };
      expect(me.budget).toMatchObject({ reservedMicros: 0 });
    },
  );
});
