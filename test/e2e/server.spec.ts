import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send, sendRaw } from '../support/http.js';
import { eventually } from '../support/service.js';
import { hashOf, startWorld, type World } from '../support/world.js';

let world: World;
const sentinel = 'zebra-sentinel-prompt';

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe('the server', () => {
  it('ends connections whose head comes too slowly, with 408, and serves others meanwhile', async () => {
    const begun = Date.now();
    const slow = Array.from({ length: 100 }, () => connect(world.service.port, '127.0.0.1'));
    let answer = '';
    slow[0]!.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    for (const socket of slow) {
      socket.on('error', () => undefined); // a reset
      socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n');
    }
    const closed = Promise.all(slow.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    // One byte a second on all but the one that reads.
    const drip = setInterval(() => {
      for (const socket of slow.slice(1)) if (socket.writable) socket.write('X');
    }, 1_000);
    try {
      expect((await world.get(hashOf('meanwhile'))).status).toBe(200);
      await closed;
    } finally {
      clearInterval(drip);
      for (const socket of slow) socket.destroy();
    }
    expect(Date.now() - begun).toBeLessThan(25_000);
    expect(answer).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['HTTP/1.1 without Host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
    ['two lengths', 'POST /v1/me HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    [
      'length and chunks (request smuggling)',
      'POST /v1/me HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a header beyond 64 KiB', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(70_000)}\r\n\r\n`, 431],
  ])('refuses %s', async (_, bytes, status) => {
    expect((await sendRaw(world.service.port, bytes)).slice(0, 13)).toBe(`HTTP/1.1 ${status} `);
  });

  it('keeps a connection for the next request', async () => {
    const request = 'GET /healthz HTTP/1.1\r\nHost: x\r\n';
    const answer = await sendRaw(world.service.port, `${request}\r\n${request}Connection: close\r\n\r\n`);
    expect(answer.match(/HTTP\/1.1 200 OK/g)).toHaveLength(2);
  });

  it('is healthy and ready, without a token', async () => {
    const healthy = await send(world.service.url, '/healthz');
    expect([healthy.status, JSON.parse(healthy.text)]).toEqual([200, { status: 'ok' }]);
    const ready = await send(world.service.url, '/readyz');
    expect([ready.status, JSON.parse(ready.text)]).toEqual([
      200,
      {
        status: 'ready',
        checks: {
          shutdown: 'ok',
          database: 'ok',
          queue: { length: 0, oldestSeconds: 0 },
          evaluator: expect.objectContaining({ found: expect.any(Boolean), nixpkgs: false }),
        },
      },
    ]);
  });
});

describe('the log', () => {
  it('holds no token and no prompt, however they came and whatever became of them', async () => {
    const broad = await world.tokenWith('generate', 'read', 'manage');
    const basic = { authorization: `Basic ${Buffer.from(`t:${world.token}`).toString('base64')}` };
    const drain = hashOf(sentinel);
    await world.get(drain);
    await world.get(`${drain}&access_token=${world.token}`, { token: '' });
    await world.get(drain, { token: '', headers: basic });
    await world.get(`${drain}&access_token=${broad}`, { token: '' });
    await world.get(`${drain}&nope=1`);
    await world.get(drain, { token: broad.slice(0, -1) });
    await world.get(`/v1/${sentinel}?access_token=${broad}`, { token: '' });
    for (const body of [
      { prompt: sentinel },
      { prompt: sentinel, revision: 9 },
      { prompt: `${sentinel}\0` },
    ]) {
      await world.get('/v1/derivations', { method: 'POST', token: broad, body });
    }
    const headers = { 'content-type': 'application/json', cookie: `x=${broad}` };
    await world.get('/v1/derivations', {
      method: 'POST',
      token: broad,
      body: `{"prompt":"${sentinel}`,
      headers,
    });
    world.provider.play({ steps: 1, fail: [0] });
    await world.get(hashOf(`${sentinel} that fails`));
    world.provider.play({ steps: 1, refuse: [0] });
    await world.get(hashOf(`${sentinel} that is refused`));
    await sendRaw(world.service.port, `GET ${drain}&access_token=${broad} HTTP/9.9\r\n\r\n`);
    await world.get('/hash?req=last', { headers: { 'user-agent': 'the-last-one' } });
    const output = await eventually('the last line', () => {
      const text = world.service.output();
      return text.includes('the-last-one') && text;
    });
    const { token, adminToken, password } = world.service.firstRun();
    for (const secret of [world.token, broad, token, adminToken, password, basic.authorization.slice(6)]) {
      expect(output.includes(secret)).toBe(false);
    }
    expect(output.split('\n').filter((line) => line.includes(sentinel))).toEqual([
      // The one place where the "prompt" stood in the path.
      expect.stringContaining(`"path":"/v1/${sentinel}"`),
    ]);
  });
});
