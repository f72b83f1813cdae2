import { afterEach, beforeAll, expect, it } from '@jest/globals';
import { AnswerServer, type AnswerServerOptions } from './answer-server.js';
import { sampleArchive, sampleExpression, sampleLine, samplePath } from './sample-program.js';
import { describeNix } from './describe-nix.js';
import { type Call, netrc, Nix, type Outcome } from './support.js';

const token = 'aidrv_a-token/with+signs';
const prompt = 'Build the sample program';

let archive: Buffer;
const open: { remove?: () => void; stop?: () => Promise<void> }[] = [];

beforeAll(() => {
  archive = sampleArchive();
});
afterEach(async () => {
  for (const thing of open.splice(0)) {
    thing.remove?.();
    await thing.stop?.();
  }
});

/** A server whose answer to every prompt is the sample program; revision n of it has a comment that says so. */
async function serve(options: Partial<AnswerServerOptions> = {}): Promise<AnswerServer> {
  const server: AnswerServer = await AnswerServer.start({
    expression: (_prompt, revision) =>
      `# revision ${revision}\n${sampleExpression(archive, server.url + samplePath)}`,
    files: { [samplePath]: archive },
    ...options,
  });
  open.push(server);
  return server;
}

function fresh(contents?: string): Nix {
  const nix = new Nix(contents);
  open.push(nix);
  return nix;
}

/** The built program runs and prints its line. */
async function expectSample(nix: Nix, outcome: Outcome): Promise<void> {
  if (outcome.code !== 0) throw new Error(outcome.stderr.slice(-2000)); // a whole URL may stand in it
  expect(await nix.ok(`${outcome.stdout.trim()}/bin/sample`, [])).toBe(sampleLine);
}

/** Nothing in the store or the state holds the token, in none of the spellings that it is sent in. */
function expectNowhere(nix: Nix, secret: string): void {
  for (const spelling of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
    expect(nix.filesHolding(spelling)).toEqual([]);
}

const ways = {
  'default.nix': (nix: Nix, call: Call) => nix.buildDefault(call),
  'the flake, in pure evaluation': (nix: Nix, call: Call) => nix.buildFlake(call),
};

for (const [way, build] of Object.entries(ways))
  describeNix(`mkAIDerivation through ${way}`, () => {
    it('builds a program that runs, with exactly two requests, and none when it is built again', async () => {
      const server = await serve();
      const nix = fresh();
      await expectSample(nix, await build(nix, { server: `${server.url}/`, prompt: `\n  ${prompt}\n` }));
      expect(server.paths).toEqual(['/channel', '/drv']);
      expect(server.requests[0]!.query).toEqual({ req: prompt });
      expect(server.requests[0]!.userAgent).toMatch(/Nix\//);
      await expectSample(nix, await build(nix, { server: server.url, prompt }));
      expect(server.paths).toHaveLength(2);
    });

    it('sends the token of the netrc file with each request, and leaves it in no derivation and no store path', async () => {
      const server = await serve({ tokens: [token] });
      const nix = fresh(netrc(server.url, token));
      await expectSample(nix, await build(nix, { server: server.url, prompt }));
      expect(server.requests.map((request) => request.token)).toEqual([token, token]);
      expect(nix.filesHolding(token)).toEqual([]);
      expect(nix.filesHolding(encodeURIComponent(token))).toEqual([]);
      expect(nix.filesHolding(prompt.replaceAll(' ', '%20'))).not.toEqual([]); // the search does find what is there
    });

    it('sends a token that is given as an argument, which then ends in the store, as the README warns', async () => {
      const server = await serve({ tokens: [token] });
      const nix = fresh();
      await expectSample(nix, await build(nix, { server: server.url, prompt, token }));
      expect(server.requests.map((request) => request.token)).toEqual([token, token]);
      expect(nix.filesHolding(encodeURIComponent(token))).not.toEqual([]);
    });

    it.each([['the netrc file'], ['an argument']])(
      'follows nine relative redirects with the token of %s',
      async (place) => {
        const server = await serve({ tokens: [token], redirects: 9 });
        const nix = fresh(place === 'an argument' ? undefined : netrc(server.url, token));
        const call = { server: server.url, prompt, ...(place === 'an argument' && { token }) };
        await expectSample(nix, await build(nix, call));
        expect(server.paths).toEqual([...Array<string>(10).fill('/channel'), '/drv']);
        expect(new Set(server.requests.map((request) => request.token))).toEqual(new Set([token]));
      },
    );

    it('asks for another revision, model and prompt in Japanese, each parameter as it was given', async () => {
      const server = await serve();
      const nix = fresh();
      const japanese = '木'.repeat(2730); // 8,190 bytes
      const call = {
        server: server.url,
        prompt: japanese,
        arguments: { revision: '2', model: '"packager"' },
      };
      await expectSample(nix, await build(nix, call));
      expect(server.requests[0]!.query).toEqual({ req: japanese, model: 'packager', revision: '2' });
    });
  });

describeNix('a locked call', () => {
  it('downloads the expression and generates nothing, without import-from-derivation', async () => {
    const server = await serve({ tokens: [token] });
    const first = fresh(netrc(server.url, token));
    const hash = await lockOf(first, { server: server.url, prompt });
    server.requests.length = 0;

    const second = fresh(netrc(server.url, token));
    const options = ['--option', 'allow-import-from-derivation', 'false'];
    const call = { server: server.url, prompt, arguments: { hash: `"${hash}"` }, options };
    await expectSample(second, await second.buildDefault(call));
    expect(server.paths).toEqual(['/drv']);
    expect(server.requests[0]!.token).toBe(token);
    expectNowhere(second, token);
  });

  it('keeps a token that is given as an argument out of the store', async () => {
    const server = await serve({ tokens: [token] });
    const hash = await lockOf(fresh(), { server: server.url, prompt, token });
    const nix = fresh();
    const call = { server: server.url, prompt, token, arguments: { hash: `"${hash}"` } };
    await expectSample(nix, await nix.buildDefault(call));
    expect(server.requests.at(-1)).toMatchObject({ path: '/drv', token });
    expectNowhere(nix, token);
  });

  it('needs no server where the unlocked call was built before', async () => {
    const server = await serve();
    const nix = fresh();
    const call = { server: server.url, prompt };
    const unlocked = await nix.buildDefault(call);
    const hash = await lockOf(nix, call);
    server.requests.length = 0;
    const locked = await nix.buildFlake({ ...call, arguments: { hash: `"${hash}"` } });
    expect(locked.stdout.trim()).toBe(unlocked.stdout.trim());
    expect(server.requests).toEqual([]);
  });

  /** The hash that a call would be locked with, as the README says to read it. */
  async function lockOf(nix: Nix, call: Call): Promise<string> {
    const args = ['--eval', '--json', '--read-write-mode', '-A', 'mkAIDerivation.hash'];
    return JSON.parse(await nix.ok('nix-instantiate', [...nix.defaultNix(call), ...args])) as string;
  }
});

describeNix('transport = "impure"', () => {
  it('works without import-from-derivation, by /hash and /drv', async () => {
    const server = await serve({ tokens: [token] });
    const nix = fresh(netrc(server.url, token));
    const options = ['--option', 'allow-import-from-derivation', 'false'];
    const call = { server: server.url, prompt, arguments: { transport: '"impure"' }, options };
    await expectSample(nix, await nix.buildDefault(call));
    expect(server.paths).toEqual(['/hash', '/drv']);
    expectNowhere(nix, token);
  });

  it('says in pure evaluation that it needs --impure', async () => {
    const server = await serve();
    const nix = fresh();
    const call = { server: server.url, prompt, arguments: { transport: '"impure"' } };
    expect((await nix.buildFlake(call)).stderr).toContain('transport = "impure" needs `--impure`');
    expect(server.requests).toEqual([]);
  });
});

describeNix('the store path of the channel', () => {
  it('is another one for another salt: who filled the path he could guess has not answered', async () => {
    const [honest, other] = [await serve(), await serve()];
    const nix = fresh();
    await nix.ok('nix-build', ['--expr', guessedChannel(nix, honest.url, other.url), '--no-out-link']);
    expect(other.paths).toEqual(['/channel']);

    await expectSample(
      nix,
      await nix.buildDefault({ server: honest.url, prompt, arguments: { salt: '"s"' } }),
    );
    expect(honest.paths).toEqual(['/channel', '/drv']);
  });

  it('is another one for another token', async () => {
    const server = await serve({ tokens: ['first', 'second'] });
    const nix = fresh();
    for (const one of ['first', 'second'])
      await expectSample(nix, await nix.buildDefault({ server: server.url, prompt, token: one }));
    expect(server.requests.filter(({ path }) => path === '/channel').map((seen) => seen.token)).toEqual([
      'first',
      'second',
    ]);
  });

  /** What another user of the machine builds: the name (so the path) that a call without a salt has, from his own server. */
  function guessedChannel(nix: Nix, server: string, from: string): string {
    return `derivation {
      name = "ai-drv-channel-\${(import ${nix.library}/nix/lib.nix).storeKey {
        server = "${server}"; prompt = "${prompt}"; model = null; revision = 1; salt = "";
      }}";
      system = "builtin"; builder = "builtin:fetchurl";
      url = "${from}/channel?req=x"; executable = false; unpack = false;
      outputHashMode = "flat"; outputHashAlgo = "md5"; outputHash = "13815379bc4445b353fee03d835e2b71";
    }`;
  }
});

describeNix('the result', () => {
  it('keeps what it was made from, without the token, and can still be overridden', async () => {
    const server = await serve({ tokens: [token] });
    const nix = fresh();
    const facts = (await nix.evaluate(
      `let package = import ${nix.library} { msg = "${prompt}"; server = "${server.url}"; token = "${token}"; };
         in {
           inherit (package) mkAIDerivation;
           same = package.passthru.mkAIDerivation == package.mkAIDerivation;
           text = builtins.readFile package.mkAIDerivation.expression;
           overridden = (package.overrideAttrs (old: { pname = "other"; })).name;
           called = (package.override { fetchurl = throw "x"; }).pname;
           kept = (package.override { }).mkAIDerivation.prompt;
         }`,
    )) as { mkAIDerivation: Record<string, unknown>; text: string };
    expect(facts).toMatchObject({
      mkAIDerivation: { prompt, revision: 1, model: null, server: server.url },
      same: true,
      overridden: 'other-1.0',
      called: 'sample',
      kept: prompt,
    });
    expect(facts.mkAIDerivation['hash']).toMatch(/^sha256-/);
    expect(facts.text).toContain('pname = "sample"');
    expect(JSON.stringify(facts)).not.toContain(token);
  });
});
