import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sendRaw } from '../support/http.js';
import { sql } from '../support/organizations.js';
import { hashOf, startWorld, type World } from '../support/world.js';

let world: World;
const notUtf8 =
  'The query is not valid percent-encoded UTF-8. Encode it, for example with: curl -G --data-urlencode.\n';
const tooLong =
  'A prompt has at most 8,192 bytes of UTF-8 (percent-encoding not counted). Make it shorter.\n';
// 2,730 characters of three bytes and two of one.
const japanese = `${'日本語の端末'.repeat(455)}ok`;

beforeAll(async () => {
  world = await startWorld({ play: { steps: 1 } });
});
afterAll(() => world.stop());

describe('req', () => {
  it('arrives as it was written: 8,192 bytes of Japanese, percent-encoded three times as long', async () => {
    expect(Buffer.byteLength(japanese)).toBe(8_192);
    expect((await world.get(hashOf(japanese))).status).toBe(200);
    expect(world.provider.counts.get(japanese)).toEqual([1, 1]);
  });

  it('arrives so from curl as well', async () => {
    const prompt = 'かな + % & = # ? "’\u{1F980}';
    await promisify(execFile)('curl', [
      '-sfG',
      '--user',
      `token:${world.token}`,
      '--data-urlencode',
      `req=${prompt}`,
      `${world.service.url}/hash`,
    ]);
    expect(world.provider.counts.get(prompt)).toEqual([1, 1]);
  });

  it.each([
    ['one byte more', hashOf(`${japanese}!`)],
    ['8,193 of ASCII', hashOf('a'.repeat(8_193))],
    ['40 KB', hashOf('a'.repeat(40_000))],
  ])('414 for %s', async (_, target) => {
    const { status, text } = await world.get(target);
    expect({ status, text }).toEqual({ status: 414, text: tooLong });
  });

  it('431 for a request line beyond 64 KiB', async () => {
    const answer = await sendRaw(
      world.service.port,
      `GET /hash?req=${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\nUser-Agent: curl/8\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 431 Request Header Fields Too Large\r\n/);
    expect(answer).toContain('The request line and headers exceed 64 KiB');
  });

  it.each([
    ['absent', '/hash', 'The prompt is missing: ask with ?req=PROMPT.\n'],
    ['empty', '/hash?req=', 'The prompt is empty. Say what to package.\n'],
    ['without a value', '/hash?req', 'The prompt is empty. Say what to package.\n'],
    ['white space', '/hash?req=%20%0a%E3%80%80+', 'The prompt is empty. Say what to package.\n'],
    ['repeated', '/hash?req=a&req=a', 'req stands in the query more than once. Send it once.\n'],
    ['NUL', '/hash?req=a%00b', 'The prompt holds a NUL character. Take it out.\n'],
    ['NUL alone', '/hash?req=%00', 'The prompt holds a NUL character. Take it out.\n'],
    ['%FF', '/hash?req=%FF', notUtf8],
    ['a cut sequence', '/hash?req=%E6%97', notUtf8],
    ['an overlong sequence', '/hash?req=%C0%AF', notUtf8],
    ['a surrogate', '/hash?req=%ED%A0%80', notUtf8],
    ['a bad escape', '/hash?req=100%', notUtf8],
    ['a bad escape in another name', '/hash?req=a&%zz=1', notUtf8],
    ['a raw #', '/hash?req=a#b', notUtf8],
  ])('400 when it is %s', async (_, target, sentence) => {
    for (const route of ['/hash', '/channel']) {
      const { status, text } = await world.get(target.replace('/hash', route));
      expect({ status, text }).toEqual({ status: 400, text: sentence });
    }
  });

  it('400 for raw bytes that should have been encoded', async () => {
    const request = `GET /hash?req=日本 HTTP/1.1\r\nHost: x\r\nUser-Agent: curl/8\r\nAuthorization: Bearer ${world.token}\r\n\r\n`;
    expect(await sendRaw(world.service.port, request)).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
  });

  it('of all that reached the database nothing but what was answered', async () => {
    const rows = await sql<{ prompt: string }>(world.database.url, 'SELECT prompt FROM derivation');
    expect(rows).toHaveLength(2);
  });
});
