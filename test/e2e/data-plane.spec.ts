import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeChannel } from '../../libs/channel/index.js';
import { toNix32 } from '../../libs/nix-hash/index.js';
import { sendRaw } from '../support/http.js';
import { sql } from '../support/organizations.js';
import { eventually } from '../support/service.js';
import { expressionOf, hashOf, startWorld, type World } from '../support/world.js';

let world: World;
const prompt = 'Generate a derivation for building xterm';
const expression = expressionOf(prompt);
const digest = createHash('sha256').update(expression).digest();
const base64 = digest.toString('base64');
const drvOf = (hash: string) => `/drv?hash=${encodeURIComponent(hash)}`;
const noStore = { 'cache-control': 'no-store' };

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe('GET /hash', () => {
  it('200 and the 44 characters of the base64 sha256, without a newline', async () => {
    const { status, headers, text } = await world.get(hashOf(prompt));
    expect({ status, text }).toEqual({ status: 200, text: base64 });
    expect(headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '44',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('etag');
  });

  it('answers the same for ever, and generates once', async () => {
    for (const target of [
      hashOf(prompt),
      hashOf(`  ${prompt}\n`),
      `/hash?req=${prompt.replaceAll(' ', '+')}`,
      `/hash?%72eq=${encodeURIComponent(prompt)}`,
      hashOf(prompt, '&revision=1'),
      hashOf(prompt, '&wait=3'),
    ]) {
      expect((await world.get(target)).text).toBe(base64);
    }
    expect(world.provider.counts.get(prompt)).toEqual([1, 1, 1]);
  });

  it('takes a model as another request, and the next revision as another generation', async () => {
    expect((await world.get(hashOf(prompt, '&model=packager'))).text).toBe(base64);
    expect((await world.get(hashOf(prompt, '&revision=2'))).text).toBe(base64);
    expect(world.provider.counts.get(prompt)).toEqual([3, 3, 3]);
  });

  it.each([
    ['&revision=0', 'revision must be a whole number from 1 to 1000000.'],
    ['&revision=x', 'revision must be a whole number from 1 to 1000000.'],
    ['&revision=7', 'This prompt has revisions 1 to 2 so far; the next one is revision=3.'],
    ['&revision=1&revision=1', 'revision stands in the query more than once. Send it once.'],
    [
      '&model=gpt-4.1-2025-04-14',
      'This server has no model "gpt-4.1-2025-04-14". It has: packager. Leave the model out for the default.',
    ],
    ['&model=%00', 'What stands in model is no name of a model. Leave it out for the default.'],
    ['&model=', 'What stands in model is no name of a model. Leave it out for the default.'],
    ['&wait=0', 'wait must be a whole number from 1 to 9.'],
    ['&wait=10', 'wait must be a whole number from 1 to 9.'],
    ['&wait=%2e', 'wait must be a whole number from 1 to 9.'],
    ['&cache=1', 'There is no parameter "cache" here; there are: req, model, revision.'],
  ])('400 for %s', async (more, sentence) => {
    const { status, headers, text } = await world.get(hashOf(prompt, more));
    expect({ status, text }).toEqual({ status: 400, text: `${sentence}\n` });
    expect(headers).toMatchObject({ ...noStore, 'content-type': 'text/plain; charset=utf-8' });
  });
});

describe('GET /channel', () => {
  it('200 and a file that carries the same digest, whose MD5 is always the same', async () => {
    const { status, headers, body } = await world.get(hashOf(prompt).replace('/hash', '/channel'));
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '32832',
      'cache-control': 'private, no-cache',
    });
    expect(Buffer.from(decodeChannel(body)).equals(digest)).toBe(true);
    expect(createHash('md5').update(body).digest('hex')).toBe('13815379bc4445b353fee03d835e2b71');
  });
});

describe('HEAD', () => {
  it('answers from what is finished, as GET would, without a body', async () => {
    for (const [target, length, type] of [
      [hashOf(prompt), '44', 'text/plain; charset=utf-8'],
      [hashOf(prompt).replace('/hash', '/channel'), '32832', 'application/octet-stream'],
      [drvOf(base64), String(expression.length), 'text/plain; charset=utf-8'],
    ] as const) {
      const { status, headers, text } = await world.get(target, { method: 'HEAD' });
      expect({ status, text }).toEqual({ status: 200, text: '' });
      expect(headers).toMatchObject({ 'content-length': length, 'content-type': type });
    }
  });

  it('404 for what was never asked, and starts nothing', async () => {
    for (const route of ['/hash', '/channel']) {
      const { status, text } = await world.get(`${route}?req=never+asked`, { method: 'HEAD' });
      expect({ status, text }).toEqual({ status: 404, text: '' });
    }
    expect(await sql(world.database.url, `SELECT FROM derivation WHERE prompt = 'never asked'`)).toEqual([]);
    expect(world.provider.counts.has('never asked')).toBe(false);
  });

  it('answers for the route that was asked, also in the absolute form that proxies send', async () => {
    const head = `Host: x\r\nAuthorization: Bearer ${world.token}\r\nConnection: close\r\n\r\n`;
    const answer = await sendRaw(
      world.service.port,
      `HEAD http://evil.example${hashOf(prompt)} HTTP/1.1\r\n${head}`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*content-length: 44\r\n/);
  });
});

describe('other methods', () => {
  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('405 and Allow for %s', async (method) => {
    for (const target of [hashOf(prompt), '/channel?req=x', drvOf(base64)]) {
      const { status, headers, text } = await world.get(target, { method });
      expect({ status, text }).toEqual({ status: 405, text: 'This route takes GET and HEAD only.\n' });
      expect(headers).toMatchObject({ ...noStore, allow: 'GET, HEAD' });
    }
  });
});

describe('GET /drv', () => {
  it('200 and exactly the hashed bytes, cacheable for ever', async () => {
    const { status, headers, text } = await world.get(drvOf(base64));
    expect({ status, text }).toEqual({ status: 200, text: expression });
    expect(headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(expression.length),
      'cache-control': 'private, max-age=31536000, immutable',
      etag: `"${digest.toString('hex')}"`,
    });
  });

  it.each([
    ['base64 as it is, + and = unescaped', base64],
    ['url-safe base64', base64.replaceAll('+', '-').replaceAll('/', '_')],
    ['hex', digest.toString('hex')],
    ['HEX', digest.toString('hex').toUpperCase()],
    ['nix32', toNix32(digest)],
    ['SRI', `sha256-${base64}`],
  ])('takes %s', async (_, hash) => {
    expect((await world.get(`/drv?hash=${hash}`)).text).toBe(expression);
  });

  it('304 for its own ETag, and the whole text for a Range', async () => {
    const etag = `"${digest.toString('hex')}"`;
    for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const { status, headers, text } = await world.get(drvOf(base64), {
        headers: { 'if-none-match': tags },
      });
      expect({ status, text }).toEqual({ status: 304, text: '' });
      expect(headers.etag).toBe(etag);
    }
    expect((await world.get(drvOf(base64), { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    const ranged = await world.get(drvOf(base64), { headers: { range: 'bytes=0-3' } });
    expect([ranged.status, ranged.text]).toEqual([200, expression]);
  });

  it.each([
    ['', 'The hash is missing: ask with ?hash=HASH.'],
    ['?hash=', 'The hash is no sha256: give its base64 (44 characters), hex (64), nix32 (52) or SRI form.'],
    [
      '?hash=../../../../etc/passwd',
      'The hash is no sha256: give its base64 (44 characters), hex (64), nix32 (52) or SRI form.',
    ],
    [
      `?hash=sha512-${base64}`,
      'The hash is no sha256: give its base64 (44 characters), hex (64), nix32 (52) or SRI form.',
    ],
    [
      '?hash=%00',
      'The hash is no sha256: give its base64 (44 characters), hex (64), nix32 (52) or SRI form.',
    ],
    [`?hash=a&hash=b`, 'hash stands in the query more than once. Send it once.'],
    [
      '?hash=%ff',
      'The query is not valid percent-encoded UTF-8. Encode it, for example with: curl -G --data-urlencode.',
    ],
  ])('400 for %j', async (query, sentence) => {
    const { status, text } = await world.get(`/drv${query}`);
    expect({ status, text }).toEqual({ status: 400, text: `${sentence}\n` });
  });

  it('404 and the fix for a hash that nobody has', async () => {
    const { status, headers, text } = await world.get(drvOf('A'.repeat(43) + '='));
    expect(status).toBe(404);
    expect(text).toMatch(
      /^No expression with this hash belongs .* give mkAIDerivation a salt of your own\.\n$/,
    );
    expect(headers).toMatchObject(noStore);
  });

  it('500 and an alert, never the text, when the stored bytes were altered', async () => {
    const damaged = 'damaged';
    expect((await world.get(hashOf(damaged))).status).toBe(200);
    const hash = createHash('sha256').update(expressionOf(damaged)).digest();
    await sql(world.database.url, `UPDATE expression SET text = 'evil' WHERE sha256 = $1`, [hash]);
    const { status, text } = await world.get(drvOf(hash.toString('base64')));
    expect(status).toBe(500);
    expect(text).toMatch(/^The stored expression no longer has the hash it was stored under/);
    await eventually('an alert in the log', () =>
      world.service.output().includes('"code":"expression_corrupt"'),
    );
  });
});

describe('a failed generation', () => {
  it('422 and its sentence, again without a new try, on GET; 404 on HEAD', async () => {
    world.provider.play({ steps: 2, refuse: [1] });
    for (let i = 0; i < 3; i++) {
      const { status, headers, text } = await world.get(hashOf('refused'));
      expect({ status, text }).toEqual({ status: 422, text: 'The script refuses this.\n' });
      expect(headers).toMatchObject({ ...noStore, 'content-type': 'text/plain; charset=utf-8' });
    }
    expect(world.provider.counts.get('refused')).toEqual([1, 1]);
    expect((await world.get(hashOf('refused'), { method: 'HEAD' })).status).toBe(404);
    world.provider.play({ steps: 2 });
  });

  it('500, and no word about the cause, when the generator broke; also by a network error of its own', async () => {
    world.provider.play({ steps: 2, fail: [0], drop: [1] });
    for (const broken of ['broke', 'dropped']) {
      if (broken === 'dropped') world.provider.play({ steps: 2, drop: [0] });
      const { status, text } = await world.get(hashOf(broken));
      expect(status).toBe(500);
      expect(text).toMatch(
        /^Something broke on our side; it is logged under the request id\. \([0-9a-f-]{36}\)\n$/,
      );
    }
    expect(world.provider.counts.get('dropped')).toEqual([1]);
    world.provider.play({ steps: 2 });
  });
});

describe('any other path', () => {
  it.each(['/', '/HASH?req=x', '/hash/x?req=x', '//hash?req=x', '/v2/me', '/drv.txt', '/..%2fhash?req=x'])(
    '404 for %s, with or without a token',
    async (target) => {
      for (const token of [world.token, '']) {
        const { status, text } = await world.get(target, { token });
        expect({ status, text }).toEqual({ status: 404, text: 'There is nothing under this address.\n' });
      }
    },
  );

  it('404 as problem+json under /v1', async () => {
    const { status, headers, text } = await world.get('/v1/nope');
    expect(status).toBe(404);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(text)).toMatchObject({ code: 'not_found', status: 404 });
  });
});
