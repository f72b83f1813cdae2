import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runEvilNix } from '../support/evil-nix.js';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.js';
import { send } from '../support/http.js';
import { startScriptedProvider, type ScriptedProvider } from '../support/scripted-provider.js';
import { startService, type Service } from '../support/service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { addOrganization, sql } from '../support/organizations.js';
import { expressionOf, hashOf } from '../support/world.js';

let database: TestDatabase;
let proxy: FaultProxy;
let provider: ScriptedProvider;
let service: Service;
let token: string;

const answerTo = (prompt: string) => createHash('sha256').update(expressionOf(prompt)).digest('base64');
/** As the original library writes it, with the token as userinfo. */
const urlOf = (target: string, secret = token) => service.url.replace('://', `://token:${secret}@`) + target;

beforeAll(async () => {
  database = await createTestDatabase();
  const url = new URL(database.url);
  proxy = await startFaultProxy(Number(url.port));
  url.port = String(proxy.port);
  provider = await startScriptedProvider();
  service = await startService({
    databaseUrl: url.href,
    scriptedProvider: provider.url,
    // Long waits become redirects; a failure of this run is not tried again during it.
    timings: { holdMs: 400, retryFailedMs: 600_000 },
  });
  token = await (await addOrganization(database.url)).token(['generate']);
});
afterAll(async () => {
  await service.stop();
  await provider.close();
  proxy.close();
  await database.drop();
});

const failed = (count: number) => ({
  // 18: a partial file. Not 22, which is --fail, and not 56 or 52, which --retry might try again one day.
  exitCodes: Array.from({ length: count }, () => 18),
  answers: [],
});

describe('evil-nix, the original client', () => {
  it('asks 368 times, 16 at once, cold: one generation and 368 right answers', async () => {
    provider.play({ steps: 2, delayMs: 100 });
    const { exitCodes, answers } = await runEvilNix(urlOf(hashOf('cold')), 368, 16);
    expect(exitCodes).toEqual(Array.from({ length: 368 }, () => 0));
    expect(answers).toHaveLength(368);
    expect(new Set(answers)).toEqual(new Set([answerTo('cold')]));
    expect(provider.counts.get('cold')).toEqual([1, 1, 1]);
    expect(await sql(database.url, `SELECT count(*)::int AS n FROM charge`)).toEqual([{ n: 1 }]);
  });

  it('waits through redirects', async () => {
    provider.play({ steps: 2, delayMs: 500 });
    const { exitCodes, answers } = await runEvilNix(urlOf(hashOf('slow')), 16, 16);
    expect(exitCodes).toEqual(Array.from({ length: 16 }, () => 0));
    expect(new Set(answers)).toEqual(new Set([answerTo('slow')]));
    expect(answers).toHaveLength(16);
    expect(provider.counts.get('slow')).toEqual([1, 1, 1]);
  });

  it.each([
    ['an unknown token', () => urlOf(hashOf('cold'), 'aidrv_000000000000000000000000000000154Bxe')],
    ['junk for a token', () => urlOf(hashOf('cold'), 'junk')],
    ['no token', () => service.url + hashOf('cold')],
    ['an empty prompt', () => urlOf('/hash?req=')],
    ['a prompt too long', () => urlOf(hashOf('a'.repeat(9_000)))],
    ['a head too long', () => urlOf(hashOf('a'.repeat(70_000)))],
    ['a revision that is not next', () => urlOf(hashOf('cold', '&revision=9'))],
    ['a hash that is not there', () => urlOf(`/drv?hash=${'A'.repeat(43)}%3D`)],
    ['a path that is not there', () => urlOf('/nothing')],
  ])('fails, and takes nothing for an answer, with %s', async (_, url) => {
    expect(await runEvilNix(url(), 8, 8)).toEqual(failed(8));
  });

  it('fails, and takes nothing for an answer, while the generation fails and after it', async () => {
    provider.play({ steps: 2, delayMs: 100, refuse: [1] });
    expect(await runEvilNix(urlOf(hashOf('refused')), 64, 16)).toEqual(failed(64));
    expect(provider.counts.get('refused')).toEqual([1, 1]);
    provider.play({ steps: 2, fail: [0] });
    expect(await runEvilNix(urlOf(hashOf('broken')), 16, 16)).toEqual(failed(16));
    expect(provider.counts.get('broken')).toEqual([1]);
    provider.play({ steps: 2 });
  });

  it('fails when the wait was the last one', async () => {
    provider.play({ steps: 1, hold: [0] });
    expect(await runEvilNix(urlOf(hashOf('endless', '&wait=9')), 4, 4)).toEqual(failed(4));
    provider.release();
    provider.play({ steps: 2 });
  });

  it('fails, and takes nothing for an answer, while PostgreSQL is away; and works again after it', async () => {
    proxy.fault('reset');
    // curl --retry 3 does not try a partial answer again: what it wrote so far would stay in front of the next.
    expect(await runEvilNix(urlOf(hashOf('cold')), 32, 16)).toEqual(failed(32));
    expect((await send(service.url, hashOf('cold'), { token })).status).toBe(503);
    proxy.fault('pass');
    const { answers } = await runEvilNix(urlOf(hashOf('cold')), 16, 16);
    expect(answers).toEqual(Array.from({ length: 16 }, () => answerTo('cold')));
  });
});
