import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { send } from '../support/http.js';
import { addOrganization } from '../support/organizations.js';
import { eventually, startService, type Service } from '../support/service.js';
import { expressionOf, hashOf, startWorld, type World } from '../support/world.js';

jest.setTimeout(60_000);

const environment = { AI_DRV_SHARING: 'instance' };
let world: World;
let second: Service;
const newcomer = async () => {
  const organization = await addOrganization(world.database.url);
  return { organization, token: await organization.token(['generate', 'read', 'manage']) };
};
const textOf = async (hash: string, token: string) =>
  (await world.get(`/drv?hash=${encodeURIComponent(hash)}`, { token })).text;

beforeAll(async () => {
  world = await startWorld({ environment, timings: { tickMs: 200 } });
  second = await startService({
    databaseUrl: world.database.url,
    scriptedProvider: world.provider.url,
    environment,
    timings: { tickMs: 200 },
  });
});
afterAll(async () => {
  await second?.stop();
  await world?.stop();
});

it('asks the model once for ten organizations over two instances, and each has the answer for itself', async () => {
  const askers = await Promise.all(Array.from({ length: 10 }, newcomer));
  const answers = await Promise.all(
    askers.map(({ token }, n) => send((n % 2 ? second : world.service).url, hashOf('a kite'), { token })),
  );
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]!.status).toBe(200);
  expect(world.provider.counts.get('a kite')![0]).toBe(1);
  for (const { token } of askers) expect(await textOf(answers[0]!.text, token)).toBe(expressionOf('a kite'));

  // Seen by all as their own, and by who did not make it without steps.
  const views = await Promise.all(
    askers.map(async ({ token }) => JSON.parse((await world.get('/v1/derivations', { token })).text).items),
  );
  expect(views.map((items) => items.length)).toEqual(Array(10).fill(1));
  expect(views.filter(([{ steps }]) => steps > 0)).toHaveLength(1);

  // Deleted by nine of them, it is the tenth's all the same.
  for (const [n, { token }] of askers.slice(0, 9).entries()) {
    const [{ id }] = views[n]!;
    expect((await world.get(`/v1/derivations/${id}`, { token, method: 'DELETE' })).status).toBe(204);
    expect((await world.get(hashOf('a kite'), { token })).status).toBe(410);
  }
  const { token } = askers[9]!;
  expect((await world.get(hashOf('a kite'), { token })).text).toBe(answers[0]!.text);
  expect(await textOf(answers[0]!.text, token)).toBe(expressionOf('a kite'));
});

it('HEAD still starts nothing, and gives nothing that was not asked for', async () => {
  const { token } = await newcomer();
  expect((await world.get(hashOf('a kite'), { token, method: 'HEAD' })).status).toBe(404);
});

it('an organization that waits has its answer when the one that asked first deletes itself in the middle', async () => {
  const [first, waiting] = [await newcomer(), await newcomer()];
  world.provider.play({ steps: 2, hold: [1] });
  const gone = world.get(hashOf('a boat'), { token: first.token });
  await world.provider.held();
  const answer = world.get(hashOf('a boat'), { token: waiting.token });
  await eventually('it follows', async () => {
    const { items } = JSON.parse((await world.get('/v1/derivations', { token: waiting.token })).text);
    return items[0]?.state === 'queued';
  });
  expect((await world.get('/v1/organization', { token: first.token, method: 'DELETE' })).status).toBe(204);
  world.provider.release();
  expect((await gone).status).toBe(401);
  expect((await answer).status).toBe(200);
  expect(await textOf((await answer).text, waiting.token)).toBe(expressionOf('a boat'));
});

it('later revisions are each organization’s own', async () => {
  const [one, other] = [await newcomer(), await newcomer()];
  for (const { token } of [one, other])
    for (const revision of [1, 2])
      expect((await world.get(hashOf('a bell', `&revision=${revision}`), { token })).status).toBe(200);
  expect(world.provider.counts.get('a bell')![0]).toBe(3);
});
