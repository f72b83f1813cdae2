// POST /v1/check: the facts of an expression that somebody else wrote.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addOrganization } from '../support/organizations.js';
import { send } from '../support/http.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
let token: string;
beforeAll(async () => {
  // As on a server without Nix.
  world = await startWorld({ environment: { AI_DRV_EVALUATIONS: '0' } });
  token = await world.tokenWith('read');
});
afterAll(() => world.stop());

const post = (body: unknown, as = token) =>
  send(world.service.url, '/v1/check', {
    method: 'POST',
    body: body as object,
    ...(as !== '' && { token: as }),
  });
const check = async (expression: string, as = token) => {
  const { status, text } = await post({ expression }, as);
  return { status, checks: JSON.parse(text).checks };
};
const outcomes = (checks: { name: string; outcome: string }[]) =>
  Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome]));

const good = '{ stdenv }: stdenv.mkDerivation { pname = "x"; version = "1"; }';

describe('POST /v1/check', () => {
  it('tells six facts; without Nix, that nothing was evaluated and why', async () => {
    const { status, checks } = await check(good);
    expect(status).toBe(200);
    expect(outcomes(checks)).toEqual({
      parsed: 'passed',
      policy: 'passed',
      evaluated: 'skipped',
      'evaluated-nixpkgs': 'skipped',
      hashes: 'skipped',
      built: 'skipped',
    });
    expect(checks[2].reason).toBe('Expressions are not evaluated here: AI_DRV_EVALUATIONS is 0.');
  });

  it('says where and what a text breaks', async () => {
    const { checks } = await check('{ stdenv }:\nstdenv.mkDerivation { src = ./x; }');
    expect(outcomes(checks)).toMatchObject({ parsed: 'passed', policy: 'failed', evaluated: 'skipped' });
    expect(checks[1].diagnostics).toEqual([
      {
        rule: 'path-literal',
        message: expect.any(String),
        hint: expect.stringMatching(/./),
        line: 2,
        column: 29,
      },
    ]);
    const broken = await check('{ stdenv }: (');
    expect(outcomes(broken.checks)).toMatchObject({ parsed: 'failed', policy: 'skipped' });
    expect(broken.checks[0].diagnostics[0]).toMatchObject({ rule: 'syntax', line: 1, column: 13 });
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['a NUL', '{ }: "\0"'],
    ['half a character', '{ }: "\ud800"'],
    ['an unclosed string before a dollar', '{ }: "$'],
    ['deep nesting', '('.repeat(100_000)],
    ['65 KiB of comment', `{ }: 1 #${'x'.repeat(66_000)}`],
  ])('answers facts for %s', async (_, expression) => {
    const { status, checks } = await check(expression);
    expect(status).toBe(200);
    expect(checks).toHaveLength(6);
    expect(Object.values(outcomes(checks))).toContain('failed');
  });

  it.each([
    ['no expression', {}],
    ['a number', { expression: 1 }],
    ['null', { expression: null }],
    ['more than asked for', { expression: good, revision: 1 }],
    ['more than 128 Ki characters', { expression: 'x'.repeat(131_073) }],
  ])('refuses the request: %s', async (_, body) => {
    const { status } = await post(body);
    expect([400, 413, 422]).toContain(status);
  });

  it('any organization may ask, nobody without a token, and nothing is stored', async () => {
    const other = await (await addOrganization(world.database.url)).token(['read']);
    expect((await check(good, other)).status).toBe(200);
    expect((await post({ expression: good }, '')).status).toBe(401);
    const { text } = await send(world.service.url, '/v1/derivations', { token });
    expect(Object.values(JSON.parse(text)).filter(Array.isArray)).toEqual([[]]);
  });

  it('many at once are all answered, and hostile ones hold nobody up', async () => {
    const each = (count: number, write: (n: number) => string) =>
      Array.from({ length: count }, (_, n) => write(n)).join(' ');
    const riddle = `{ x, fetchurl }: let s = { ${each(500, (n) => `a${n} = s.\${x};`)} }; in fetchurl s.\${x}`;
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, n) => check(n % 4 === 0 ? riddle : good)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });

  it('a caller that hangs up is no trouble', async () => {
    await Promise.all(
      Array.from(
        { length: 8 },
        () =>
          new Promise<void>((resolve) => {
            const { hostname, port } = new URL(world.service.url);
            const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
            const asked = request({ hostname, port, path: '/v1/check', method: 'POST', headers });
            asked.on('error', () => undefined).on('close', resolve);
            asked.end(JSON.stringify({ expression: good }), () => asked.destroy());
          }),
      ),
    );
    expect((await check(good)).status).toBe(200);
  });
});
