import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DerivationView } from '../../libs/contracts/index.js';
import { startModelWorld, type ModelWorld } from '../support/model-service.js';
import { addOrganization } from '../support/organizations.js';
import { send } from '../support/http.js';

interface Event {
  id: string | null;
  event: string;
  data: { kind?: string; state?: string; index?: number };
}

describe('GET /v1/derivations/:id/events', () => {
  let world: ModelWorld;
  beforeAll(async () => {
    world = await startModelWorld({ dialect: 'chat' });
  });
  afterAll(() => world.stop());

  async function begin(prompt: string): Promise<DerivationView> {
    const { text } = await world.get('/v1/derivations', { method: 'POST', body: { prompt } });
    return JSON.parse(text) as DerivationView;
  }

  /** Reads the stream until it ends, or `enough` says so. */
  async function follow(
    id: string,
    { lastEventId, token = world.token }: { lastEventId?: string; token?: string } = {},
    enough: (events: Event[]) => boolean = () => false,
  ) {
    const controller = new AbortController();
    const response = await fetch(`${world.service.url}/v1/derivations/${id}/events`, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(lastEventId && { 'last-event-id': lastEventId }),
      },
      signal: controller.signal,
    });
    const events: Event[] = [];
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      events.push(...blocks.filter((block) => !block.startsWith(':')).map(parse));
      if (enough(events)) break;
    }
    controller.abort();
    return { response, events };
  }

  it('tells each step as it is stored, the states, and the end, and then ends', async () => {
    world.provider.hold(1);
    const derivation = await begin('to be followed');
    const following = follow(derivation.id);
    await world.provider.held();
    world.provider.release();
    const { response, events } = await following;
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    const steps = events.filter(({ event }) => event === 'step');
    expect(steps.map(({ data }) => data.kind)).toEqual([
      'model',
      'fetch_source',
      'model',
      'packager_draft',
      'model',
      'submit',
    ]);
    expect(steps.map(({ id }) => id)).toEqual(['1.0', '1.1', '1.2', '1.3', '1.4', '1.5']);
    expect(events.some(({ event, data }) => event === 'state' && data.state === 'running')).toBe(true);
    expect(events.at(-1)).toMatchObject({ id: 'done', event: 'done', data: { state: 'succeeded' } });
  });

  it('goes on after Last-Event-ID: a reader that reconnects misses no step and gets none twice', async () => {
    world.provider.hold(2);
    const { id } = await begin('to be followed twice');
    const first = await follow(id, {}, (events) => events.some((event) => event.id === '1.1'));
    const seen = first.events.filter(({ event }) => event === 'step').map((event) => event.id!);
    const following = follow(id, { lastEventId: seen.at(-1)! });
    await world.provider.held();
    world.provider.release();
    const { events } = await following;
    const rest = events.filter(({ event }) => event === 'step').map((event) => event.id!);
    expect([...seen, ...rest]).toEqual(['1.0', '1.1', '1.2', '1.3', '1.4', '1.5']);
  });

  it('of one that is finished tells everything at once', async () => {
    const { id } = await begin('to be followed');
    const { events } = await follow(id);
    expect(events.map(({ event }) => event)).toEqual([
      'step',
      'step',
      'step',
      'step',
      'step',
      'step',
      'done',
    ]);
  });

  it('says done when it is deleted in the middle', async () => {
    world.provider.hold(1);
    const { id } = await begin('to be deleted while followed');
    const following = follow(id);
    await world.provider.held();
    expect((await world.get(`/v1/derivations/${id}`, { method: 'DELETE' })).status).toBe(204);
    const { events } = await following;
    world.provider.release();
    expect(events.at(-1)).toEqual({ id: 'done', event: 'done', data: { state: 'deleted' } });
  });

  it('204 to who has seen the end, so that EventSource does not come back; HEAD is answered and holds nothing', async () => {
    const { id } = await begin('to be followed');
    const path = `/v1/derivations/${id}/events`;
    const seen = await world.get(path, { headers: { 'last-event-id': 'done' } });
    const head = await world.get(path, { method: 'HEAD' });
    expect([seen.status, seen.text, head.status, head.text]).toEqual([204, '', 200, '']);
  });

  it('503 beyond 256 that one token follows at once', async () => {
    world.provider.hold(0);
    const { id } = await begin('followed by many');
    const controller = new AbortController();
    const open = () =>
      fetch(`${world.service.url}/v1/derivations/${id}/events`, {
        headers: { authorization: `Bearer ${world.token}` },
        signal: controller.signal,
      }).then(({ status }) => status);
    const statuses = await Promise.all(Array.from({ length: 260 }, open));
    expect(statuses.filter((status) => status === 503)).toHaveLength(4);
    controller.abort();
    world.provider.release();
  });

  it('ends within a second when its token is revoked, and who reconnects is told so', async () => {
    world.provider.hold(1);
    const { id } = await begin('to be followed until the token ends');
    const leaked = await world.organization.token(['read']);
    let ended = 0;
    const following = follow(id, { token: leaked }).finally(() => (ended = performance.now()));
    await world.provider.held();
    const start = performance.now();
    await send(world.service.url, '/v1/tokens/revoke', { method: 'POST', body: { token: leaked } });
    const { events } = await following;
    world.provider.release();
    expect(ended - start).toBeLessThan(1_000);
    expect(events.some(({ event }) => event === 'done')).toBe(false);
    const again = await send(world.service.url, `/v1/derivations/${id}/events`, { token: leaked });
    expect([again.status, JSON.parse(again.text).code]).toEqual([401, 'token_revoked']);
  });

  it('404 for another organization, as for none at all', async () => {
    const { id } = await begin('to be followed');
    const stranger = await (await addOrganization(world.database.url)).token(['read']);
    const theirs = await send(world.service.url, `/v1/derivations/${id}/events`, { token: stranger });
    const none = await send(
      world.service.url,
      '/v1/derivations/00000000-0000-4000-8000-000000000000/events',
      { token: stranger },
    );
    expect([theirs.status, none.status]).toEqual([404, 404]);
    const plain = (text: string) => text.replace(/"requestId":"[^"]+"/, '');
    expect(plain(theirs.text)).toBe(plain(none.text));
  });
});

function parse(block: string): Event {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null;
  return { id: field('id'), event: field('event')!, data: JSON.parse(field('data')!) as Event['data'] };
}
