import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sendRaw } from '../support/http.js';
import { eventually } from '../support/service.js';
import { hashOf, startWorld, type World } from '../support/world.js';

let world: World;
const held = async (prompt: string) => {
  world.provider.play({ steps: 1, hold: [0] });
  return hashOf(prompt);
};

beforeAll(async () => {
  world = await startWorld({ timings: { holdMs: 60 } });
});
afterAll(() => world.stop());
beforeEach(() => world.provider.release());

describe('a long wait', () => {
  it('is redirected nine times, to the same request, and then 504; the generation goes on', async () => {
    let target = await held('slow');
    const more = '&model=packager&revision=1';
    target += more;
    for (let wait = 1; wait <= 9; wait++) {
      const { status, headers, text } = await world.get(target);
      expect({ status, text }).toEqual({ status: 302, text: '' });
      expect(headers.location).toBe(`${hashOf('slow')}${more}&wait=${wait}`);
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'content-length': '0' });
      target = headers.location!;
    }
    const { status, headers, text } = await world.get(target);
    expect(status).toBe(504);
    expect(text).toBe(
      'The generation is still under way after more than eight minutes. It goes on: ask again in a minute.\n',
    );
    expect(headers['cache-control']).toBe('no-store');

    world.provider.release();
    await eventually('the answer', async () => (await world.get(hashOf('slow', more))).status === 200);
    expect(world.provider.counts.get('slow')).toEqual([1, 1]);
  });

  it('is redirected on /channel to /channel', async () => {
    const target = (await held('slow channel')).replace('/hash', '/channel');
    expect((await world.get(target)).headers.location).toBe(`${target}&wait=1`);
  });

  it('keeps the raw query, byte for byte, and the access_token that the caller sent', async () => {
    await held('a b/ü+c');
    const query = `req=a+b%2f%C3%BC%2Bc&access_token=${world.token}`;
    for (const raw of [query, `wait=4&${query}`, `&${query}&`, `%77ait=4&${query}`]) {
      const { status, headers } = await world.get(`/hash?${raw}`, { token: '' });
      expect(status).toBe(302);
      expect(headers.location).toBe(raw.includes('ait=4') ? `/hash?${query}&wait=5` : `/hash?${raw}&wait=1`);
    }
  });

  it('adds no token to the Location when it came in a header', async () => {
    const { headers } = await world.get(await held('quiet'));
    expect(headers.location).not.toContain('aidrv_');
  });

  it('goes nowhere else, whatever target or Host says', async () => {
    await held('x');
    const head = `Authorization: Bearer ${world.token}\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n`;
    const ask = (target: string, host: string) =>
      sendRaw(world.service.port, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${head}`);
    for (const [target, host] of [
      ['/hash?req=x', 'evil.example'],
      ['http://evil.example/hash?req=x', 'evil.example'],
      ['http://evil.example:80@x/hash?req=x', 'x'],
    ] as const) {
      const answer = await ask(target, host);
      expect(answer).toMatch(/^HTTP\/1.1 302 Found\r\n/);
      expect(/^location: (.*)$/im.exec(answer)![1]!.trim()).toBe('/hash?req=x&wait=1');
    }
    for (const target of [
      '//evil.example/hash?req=x',
      '/\\evil.example/hash?req=x',
      '/hash/..//evil?req=x',
    ]) {
      expect(await ask(target, 'x')).toMatch(/^HTTP\/1.1 404 /);
    }
  });

  it('ends well for curl, which follows', async () => {
    const target = await held('followed');
    setTimeout(() => world.provider.release(), 200);
    const { stdout } = await promisify(execFile)('curl', [
      '-sfL',
      '--max-redirs',
      '20',
      '--user',
      `token:${world.token}`,
      `${world.service.url}${target}`,
    ]);
    expect(stdout).toHaveLength(44);
  });
});
