import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DerivationView, ModelView, StepView } from '../../libs/contracts/index.js';
import { providerKey, startModelWorld, type ModelWorld } from '../support/model-service.js';
import { eventually } from '../support/service.js';
import { hashOf } from '../support/world.js';

describe.each(['responses', 'chat'] as const)('a model that speaks %s', (dialect) => {
  let world: ModelWorld;
  let derivation: DerivationView;

  beforeAll(async () => {
    world = await startModelWorld({ dialect });
    const { status, text } = await world.get(hashOf('Package the demo program'));
    expect({ status, text: status === 200 ? '' : text }).toEqual({ status: 200, text: '' });
    const { items } = JSON.parse((await world.get('/v1/derivations')).text) as { items: DerivationView[] };
    derivation = JSON.parse((await world.get(`/v1/derivations/${items[0]!.id}`)).text) as DerivationView;
  });
  afterAll(() => world.stop());

  it('answers a prompt in plain words with an expression whose hash the server computed', () => {
    expect(derivation).toMatchObject({ state: 'succeeded', model: 'played', failure: null });
    expect(derivation.expression).toContain(
      `url = "${world.sourceUrl.replace('1.0', '${finalAttrs.version}')}"`,
    );
    expect(derivation.expression).toMatch(/hash = "sha256-[A-Za-z0-9+/]{43}="/);
    expect(derivation.checks).toContainEqual(expect.objectContaining({ name: 'hashes', outcome: 'passed' }));
  });

  it('tells tokens and money: what the provider counted, at the price of the profile', () => {
    expect(derivation.usage).toEqual({
      inputTokens: 6_000,
      cachedInputTokens: 500,
      outputTokens: 550,
      reasoningTokens: 100,
    });
    // (6,000 − 500) × $1 + 500 × $0.10 + 550 × $5 for a million tokens
    expect(derivation.costMicros).toBe(5_500 + 50 + 2_750);
  });

  it('settles that amount from the budget, and holds nothing back', async () => {
    const me = JSON.parse((await world.get('/v1/me')).text) as { budget: object };
    expect(me.budget).toMatchObject({ usedMicros: derivation.costMicros, reservedMicros: 0 });
  });

  it('keeps every step, with usage and the id of the provider’s request', async () => {
    const { items } = JSON.parse((await world.get(`/v1/derivations/${derivation.id}/steps`)).text) as {
      items: StepView[];
    };
    expect(items.map(({ kind }) => kind)).toEqual([
      'model',
      'fetch_source',
      'model',
      'packager_draft',
      'model',
      'submit',
    ]);
    expect(items[0]).toMatchObject({
      usage: { inputTokens: 1_000 },
      costMicros: 1_500,
      output: { requestId: 'req_0' },
    });
    expect(items[1]!.usage).toBeNull();
  });

  it('names the caller to the provider by an HMAC only, and sends it its own key only', () => {
    for (const { headers, body } of world.provider.requests) {
      expect(headers.authorization).toBe(`Bearer ${providerKey}`);
      expect(JSON.stringify(body)).not.toContain(world.organization.id);
      expect(body['safety_identifier']).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(world.service.output()).not.toContain(providerKey);
  });

  it('is asked once for equal requests, and not at all for model=packager', async () => {
    await world.get(hashOf('Package the demo program'));
    const { status } = await world.get(hashOf(`Package ${world.sourceUrl}`, '&model=packager'));
    expect([status, world.provider.counts]).toEqual([200, [1, 1, 1]]);
  });
});

describe('GET /v1/models', () => {
  it('lists what may be named, the default first, with price and end', async () => {
    const world = await startModelWorld({ dialect: 'chat' });
    try {
      const { items } = JSON.parse((await world.get('/v1/models')).text) as { items: ModelView[] };
      expect(items.map(({ name }) => name)).toEqual(['played', 'packager']);
      expect(items[0]).toMatchObject({
        default: true,
        shutdownDate: '2027-06-30',
        price: { outputMicros: 5_000_000 },
      });
      expect(JSON.stringify(items)).not.toContain(providerKey);
      const { status, text } = await world.get(hashOf('x', '&model=gpt-4'));
      expect([status, text]).toEqual([400, expect.stringContaining('It has: played, packager.')]);
    } finally {
      await world.stop();
    }
  });
});

describe('limits of money', () => {
  it('402 when one generation may cost more than the whole budget; the packager still works', async () => {
    const world = await startModelWorld({
      dialect: 'chat',
      environment: { AI_DRV_LIMIT_MONTHLY_MICROS: '1000' },
    });
    try {
      expect((await world.get(hashOf('too dear'))).status).toBe(402);
      expect((await world.get(hashOf(`Package ${world.sourceUrl}`, '&model=packager'))).status).toBe(200);
      expect(world.provider.counts).toEqual([]);
    } finally {
      await world.stop();
    }
  });

  it('422 when the next step might cost more than the cap, and what was spent is settled', async () => {
    const world = await startModelWorld({
      dialect: 'chat',
      environment: { AI_DRV_GENERATION_CAP_MICROS: '1000' },
    });
    try {
      const { status, text } = await world.get(hashOf('dear'));
      expect([status, text]).toEqual([422, expect.stringMatching(/cost/)]);
      const me = JSON.parse((await world.get('/v1/me')).text) as { budget: object };
      expect(me.budget).toMatchObject({ reservedMicros: 0, usedMicros: 0 });
    } finally {
      await world.stop();
    }
  });
});

describe('a deleted derivation', () => {
  it('is cancelled: the model is asked nothing more, the answer is 410, and what was asked is paid', async () => {
    const world = await startModelWorld({ dialect: 'chat', timings: { leaseMs: 3_000, renewMs: 200 } });
    try {
      world.provider.hold(1);
      const waiting = world.get(hashOf('to be deleted'));
      await world.provider.held();
      const { items } = JSON.parse((await world.get('/v1/derivations')).text) as { items: DerivationView[] };
      expect((await world.get(`/v1/derivations/${items[0]!.id}`, { method: 'DELETE' })).status).toBe(204);
      expect((await waiting).status).toBe(410);
      await eventually('the worker lets go', () =>
        world.service.output().includes('it is not ours any more'),
      );
      world.provider.release();
      expect((await world.get(hashOf('to be deleted'))).status).toBe(410);
      expect(world.provider.counts).toEqual([1, 1]);
      // The first answer, and the second at its worst: 8,192 tokens of output at $5 a million, and its input.
      const { budget } = JSON.parse((await world.get('/v1/me')).text) as {
        budget: { usedMicros: number; reservedMicros: number };
      };
      expect(budget.reservedMicros).toBe(0);
      expect(budget.usedMicros).toBeGreaterThan(1_500 + 8_192 * 5);
      expect(budget.usedMicros).toBeLessThan(1_500 + 8_192 * 5 + 20_000);
    } finally {
      await world.stop();
    }
  });
});
