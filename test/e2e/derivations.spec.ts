import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send, type RequestOptions } from '../support/http.js';
import { sql } from '../support/organizations.js';
import { eventually } from '../support/service.js';
import { expressionOf, hashOf, startWorld, type World } from '../support/world.js';

let world: World;
let token: string;
const ask = async (target: string, options: RequestOptions = {}) => {
  const { status, headers, text } = await send(world.service.url, target, { token, ...options });
  return { status, headers, body: text === '' ? null : JSON.parse(text) };
};
const create = (body: object) => ask('/v1/derivations', { method: 'POST', body });
const finished = (id: string) =>
  eventually(`the end of ${id}`, async () => {
    const { body } = await ask(`/v1/derivations/${id}`);
    return ['succeeded', 'failed'].includes(body.state) && body;
  });
const problem = (status: number, code: string) => ({
  status,
  headers: expect.objectContaining({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  }),
  body: {
    type: `urn:ai-drv:error:${code}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    code,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  },
});

beforeAll(async () => {
  world = await startWorld();
  token = await world.tokenWith('generate', 'read', 'manage');
});
afterAll(() => world.stop());

describe('GET /v1/me', () => {
  it('200: who calls, for whom, and what is left of the budget', async () => {
    const { status, body } = await ask('/v1/me');
    expect(status).toBe(200);
    expect(body).toEqual({
      user: {
        id: world.organization.userId,
        email: expect.any(String),
        emailVerified: false,
        name: 'Test',
        admin: false,
      },
      organization: {
        id: world.organization.id,
        name: 'Test',
        slug: world.organization.id,
        role: 'owner',
      },
      scopes: ['generate', 'read', 'manage'],
      token: {
        id: expect.any(String),
        name: 'test',
        prefix: token.slice(0, 10),
        last4: token.slice(-4),
        scopes: ['generate', 'read', 'manage'],
        expiresAt: null,
      },
      budget: {
        capMicros: 20_000_000,
        usedMicros: 0,
        reservedMicros: 0,
        resetsAt: expect.stringMatching(/^\d{4}-\d\d-01T00:00:00\.000Z$/),
      },
      limits: expect.objectContaining({
        generationsAtOnce: expect.anything(),
        monthlyMicros: expect.anything(),
      }),
      spent: { day: expect.anything(), week: expect.anything(), month: expect.anything() },
    });
    expect(JSON.stringify(body)).not.toContain(token);
    expect(Date.parse(body.budget.resetsAt)).toBeGreaterThan(Date.now());
  });

  it('401 as problem+json without a token, with the challenge', async () => {
    const answer = await send(world.service.url, '/v1/me');
    expect(answer.status).toBe(401);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'www-authenticate': 'Bearer realm="ai-drv"',
    });
    expect(JSON.parse(answer.text).code).toBe('token_missing');
  });
});

describe('POST /v1/derivations', () => {
  it('202 and Location, the same derivation however often it is asked and on the data plane', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => create({ prompt: 'created' })));
    const { id } = answers[0]!.body;
    for (const { status, headers, body } of answers) {
      expect({ status, location: headers.location, id: body.id }).toEqual({
        status: 202,
        location: `/v1/derivations/${id}`,
        id,
      });
    }
    expect((await world.get(hashOf('created'))).status).toBe(200);
    expect(world.provider.counts.get('created')).toEqual([1, 1, 1]);
    const again = await create({ prompt: ' created ', revision: 1 });
    expect(again.body).toMatchObject({ id, state: 'succeeded' });
  });

  it.each([
    ['no body', undefined],
    ['an array', []],
    ['no prompt', {}],
    ['a prompt that is no text', { prompt: 1 }],
    ['an unknown field', { prompt: 'x', promt: 'y' }],
    ['an unknown model', { prompt: 'x', model: 'gpt-4' }],
    ['a bad model', { prompt: 'x', model: '../x' }],
    ['revision 0', { prompt: 'x', revision: 0 }],
    ['revision 1.5', { prompt: 'x', revision: 1.5 }],
    ['revision "1"', { prompt: 'x', revision: '1' }],
    ['a revision gap', { prompt: 'x', revision: 3 }],
    ['an empty prompt', { prompt: ' \n' }],
    ['NUL', { prompt: 'a\0b' }],
  ])('400 for %s', async (_, body) => {
    expect(await ask('/v1/derivations', { method: 'POST', ...(body && { body }) })).toEqual(
      problem(400, 'invalid_request'),
    );
  });

  it.each([
    ['broken JSON', '{"prompt":'],
    ['JSON that is no object', '"xterm"'],
    ['half a surrogate pair', '{"prompt":"a\\ud800b"}'],
    ['the other half', '{"prompt":"\\udc00"}'],
  ])('400 for %s', async (_, body) => {
    const headers = { 'content-type': 'application/json' };
    expect(await ask('/v1/derivations', { method: 'POST', body, headers })).toEqual(
      problem(400, 'invalid_request'),
    );
  });

  it('414 beyond 8,192 bytes, 413 beyond 128 KiB, 415 for what is not JSON', async () => {
    expect(await create({ prompt: 'ü'.repeat(4_097) })).toEqual(problem(414, 'prompt_too_long'));
    expect(await create({ prompt: 'a'.repeat(200_000) })).toEqual(problem(413, 'content_too_large'));
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
      const headers = { 'content-type': type };
      expect(await ask('/v1/derivations', { method: 'POST', body: 'prompt=x', headers })).toEqual(
        problem(415, 'unsupported_media_type'),
      );
    }
  });

  it('403 without the scope generate', async () => {
    const reader = await world.tokenWith('read');
    const answer = await ask('/v1/derivations', { method: 'POST', body: { prompt: 'x' }, token: reader });
    expect(answer).toEqual(problem(403, 'scope_missing'));
  });
});

describe('GET /v1/derivations/:id', () => {
  it('200: state, hash, expression, steps and cost', async () => {
    const { body: created } = await create({ prompt: 'shown' });
    const expression = expressionOf('shown');
    expect(await finished(created.id)).toEqual({
      id: created.id,
      prompt: 'shown',
      model: 'packager',
      ownProvider: null,
      revision: 1,
      state: 'succeeded',
      hash: `sha256-${createHash('sha256').update(expression).digest('base64')}`,
      expression,
      checks: [],
      steps: 3,
      costMicros: 2_000,
      usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
      failure: null,
      provenance: { generator: 'scripted', steps: 2 },
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      finishedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const { status, body } = await ask(`/v1/derivations/${created.id}/steps`);
    expect(status).toBe(200);
    expect(body.nextCursor).toBeNull();
    expect(body.items).toMatchObject([
      { index: 0, run: 1, kind: 'scripted', output: 'answer 0 to shown', costMicros: 1_000 },
      { index: 1, run: 1, kind: 'scripted', output: 'answer 1 to shown', costMicros: 1_000 },
      { index: 2, run: 1, kind: 'scripted', output: null, costMicros: 0 },
    ]);
  });

  it('200 with the failure and from when it may be tried again', async () => {
    world.provider.play({ steps: 2, refuse: [0] });
    const { body: created } = await create({ prompt: 'fails' });
    const body = await finished(created.id);
    world.provider.play({ steps: 2 });
    expect(body).toMatchObject({ state: 'failed', hash: null, expression: null, costMicros: 0 });
    expect(body.failure).toMatchObject({ code: 'build_system_unknown', detail: 'The script refuses this.' });
    expect(Date.parse(body.failure.retryAt) - Date.parse(body.finishedAt)).toBe(60_000);
  });

  it.each(['00000000-0000-0000-0000-000000000000', 'x', '..%2f..', '%00', `' OR 1=1--`, 'a'.repeat(5_000)])(
    '404 for %s',
    async (id) => {
      for (const target of [`/v1/derivations/${encodeURI(id)}`, `/v1/derivations/${encodeURI(id)}/steps`]) {
        expect(await ask(target)).toEqual(problem(404, 'not_found'));
      }
      expect(await ask(`/v1/derivations/${encodeURI(id)}`, { method: 'DELETE' })).toEqual(
        problem(404, 'not_found'),
      );
    },
  );

  it('400 for an id that is no UTF-8', async () => {
    expect(await ask('/v1/derivations/%FF')).toEqual(problem(400, 'invalid_request'));
  });
});

describe('GET /v1/derivations', () => {
  it('200: newest first, in pages that neither repeat nor miss, also where times are equal', async () => {
    const own = world.organization.id;
    await sql(
      world.database.url,
      `INSERT INTO derivation (id, organization_id, key, prompt, model, revision, deadline, budget_month, due_at, created_at)
       SELECT gen_random_uuid(), $1, decode(md5(n::text), 'hex'), 'listed ' || n, 'packager', 1, now() + interval '1 day', now(),
         now() + interval '1 day', now() + interval '1 hour' + (n / 5) * interval '1 minute' FROM generate_series(0, 24) n`,
      [own],
    );
    const prompts: string[] = [];
    let cursor = '';
    do {
      const { status, body } = await ask(
        `/v1/derivations?limit=7&state=queued${cursor && `&cursor=${cursor}`}`,
      );
      expect(status).toBe(200);
      for (const item of body.items) {
        expect(item.expression).toBeNull();
        prompts.push(item.prompt);
      }
      cursor = body.nextCursor ?? '';
    } while (cursor !== '');
    expect(prompts).toHaveLength(25);
    expect(new Set(prompts).size).toBe(25);
    const blocks = prompts.map((prompt) => Math.floor(Number(prompt.split(' ')[1]) / 5));
    expect(blocks).toEqual(blocks.toSorted((a, b) => b - a));
  });

  it.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'limit=',
    'state=done',
    'page=2',
    'limit=1&limit=2',
    'cursor=x',
    'cursor=%FF',
    `cursor=${Buffer.from('2026-01-01T00:00:00Z ------------------------------------').toString('base64url')}`,
    `cursor=${Buffer.from('0000-01-01T00:00:00Z 00000000-0000-0000-0000-000000000000').toString('base64url')}`,
    `cursor=${Buffer.from('2026-13-01T00:00:00Z 00000000-0000-0000-0000-000000000000').toString('base64url')}`,
  ])('400 for %s', async (query) => {
    expect(await ask(`/v1/derivations?${query}`)).toEqual(problem(400, 'invalid_request'));
  });
});

describe('DELETE /v1/derivations/:id', () => {
  it('204; then 404 here and 410 on the data plane, text included, and nothing is made again', async () => {
    const { text: hash } = await world.get(hashOf('to delete'));
    const { body: created } = await create({ prompt: 'to delete' });
    // As Python's and other clients send it.
    const gone = await ask(`/v1/derivations/${created.id}`, {
      method: 'DELETE',
      headers: { 'content-length': '0' },
    });
    expect([gone.status, gone.body]).toEqual([204, null]);
    expect(await ask(`/v1/derivations/${created.id}`)).toEqual(problem(404, 'not_found'));
    expect(await ask(`/v1/derivations/${created.id}/steps`)).toEqual(problem(404, 'not_found'));
    expect(await ask(`/v1/derivations/${created.id}`, { method: 'DELETE' })).toEqual(
      problem(404, 'not_found'),
    );
    for (const target of [
      hashOf('to delete'),
      hashOf('to delete').replace('/hash', '/channel'),
      `/drv?hash=${encodeURIComponent(hash)}`,
    ]) {
      for (const method of ['GET', 'HEAD']) expect((await world.get(target, { method })).status).toBe(410);
    }
    expect(world.provider.counts.get('to delete')).toEqual([1, 1, 1]);
    expect((await world.get(hashOf('to delete', '&revision=2'))).text).toBe(hash);
    expect((await world.get(`/drv?hash=${encodeURIComponent(hash)}`)).status).toBe(200);
  });

  it('ends a generation that runs: who waits for it gets 410', async () => {
    world.provider.play({ steps: 1, hold: [0] });
    const waiting = world.get(hashOf('running'));
    await world.provider.held();
    const { body: created } = await create({ prompt: 'running' });
    expect((await ask(`/v1/derivations/${created.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await waiting).status).toBe(410);
    world.provider.release();
    world.provider.play({ steps: 2 });
  });

  it('403 without the scope manage', async () => {
    const { body: created } = await create({ prompt: 'kept' });
    const reader = await world.tokenWith('generate', 'read');
    const answer = await ask(`/v1/derivations/${created.id}`, { method: 'DELETE', token: reader });
    expect(answer).toEqual(problem(403, 'scope_missing'));
  });
});
