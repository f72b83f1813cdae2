import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Scope } from '../../libs/contracts/index.js';
import { send } from '../support/http.js';
import { addOrganization } from '../support/organizations.js';
import { expressionOf, hashOf, startWorld, type World } from '../support/world.js';

const all: Scope[] = ['generate', 'read', 'manage'];
let world: World;
let mine: string;
let theirs: string;
let id: string;
let hash: string;

beforeAll(async () => {
  world = await startWorld();
  mine = await world.tokenWith(...all);
  theirs = await (await addOrganization(world.database.url)).token(all);
  hash = (await world.get(hashOf('secret'))).text;
  const created = await send(world.service.url, '/v1/derivations', {
    method: 'POST',
    token: mine,
    body: { prompt: 'secret' },
  });
  id = JSON.parse(created.text).id;
});
afterAll(() => world.stop());

/** An answer without what differs from request to request. */
const plain = async (target: string, method: string) => {
  const { status, headers, text } = await send(world.service.url, target, { token: theirs, method });
  // What goes by the clock, and by how many requests came before.
  const { date: _, ratelimit: __, ...rest } = headers;
  return { status, headers: rest, text: text.replace(/"requestId":"[^"]*"/, '') };
};

describe("another organization's", () => {
  it.each([
    ['GET', '/v1/derivations/ID'],
    ['GET', '/v1/derivations/ID/steps'],
    ['DELETE', '/v1/derivations/ID'],
  ])('derivation is the same 404 as one that never was: %s %s', async (method, route) => {
    const other = await plain(route.replace('ID', id), method);
    expect(other).toEqual(await plain(route.replace('ID', randomUUID()), method));
    expect(other.status).toBe(404);
  });

  it.each(['GET', 'HEAD'])('expression is the same 404 as one that never was: %s /drv', async (method) => {
    const other = await plain(`/drv?hash=${encodeURIComponent(hash)}`, method);
    expect(other).toEqual(await plain(`/drv?hash=${'A'.repeat(43)}%3D`, method));
    expect(other.status).toBe(404);
  });

  it.each(['/hash', '/channel'])('answer is the same 404 as one that never was: HEAD %s', async (route) => {
    expect(await plain(`${route}?req=secret`, 'HEAD')).toEqual(await plain(`${route}?req=never`, 'HEAD'));
  });

  it('derivations are in no list', async () => {
    expect(JSON.parse((await plain('/v1/derivations', 'GET')).text)).toEqual({ items: [], nextCursor: null });
  });

  it('prompt is made anew: nothing tells whether somebody asked it before', async () => {
    const before = world.provider.counts.get('secret')![0]!;
    const answer = await send(world.service.url, hashOf('secret'), { token: theirs });
    expect(answer.text).toBe(hash);
    expect(world.provider.counts.get('secret')![0]).toBe(before + 1);
    // From now on the text is theirs as well, and stays when the other one deletes it.
    await send(world.service.url, `/v1/derivations/${id}`, { method: 'DELETE', token: mine });
    const drv = `/drv?hash=${encodeURIComponent(hash)}`;
    expect((await send(world.service.url, drv, { token: mine })).status).toBe(410);
    expect((await send(world.service.url, drv, { token: theirs })).text).toBe(expressionOf('secret'));
  });
});
