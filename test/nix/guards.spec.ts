import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { AnswerServer } from './answer-server.js';
import { describeNix } from './describe-nix.js';
import { type Call, netrc, Nix } from './support.js';

const prompt = 'Build something';
const token = 'aidrv_secret';
const hash = `sha256-${'A'.repeat(43)}=`;

let nix: Nix;
const servers: AnswerServer[] = [];
beforeEach(() => {
  nix = new Nix(`default login token password ${token}\n`);
});
afterEach(async () => {
  nix.remove();
  for (const server of servers.splice(0)) await server.stop();
});

async function serve(
  options: Parameters<typeof AnswerServer.start>[0],
  make?: Parameters<typeof AnswerServer.start>[1],
) {
  const server = await AnswerServer.start(options, make);
  servers.push(server);
  return server;
}

/** What a person reads when the build fails. */
async function complaint(call: Call): Promise<string> {
  // Nix would try again, for seconds, where nobody listens or the certificate is bad.
  const options = ['--option', 'download-attempts', '1', ...(call.options ?? [])];
  const { code, stderr } = await nix.buildDefault({ ...call, options });
  expect(code).not.toBe(0);
  return stderr;
}

describeNix('a wrong call says what to do', () => {
  const server = 'http://127.0.0.1:9';
  it.each<[string, Call, string]>([
    ['no server', { server: '', prompt }, 'no server. Give its URL as `server = "https://…"`'],
    ['a host alone', { server: 'drv.example.org', prompt }, 'must be a URL like https://drv.example.org'],
    ['a password in the URL', { server: 'https://u:p@h.example', prompt }, 'must hold no user or password'],
    ['an empty prompt', { server, prompt: ' \n' }, 'the prompt is empty'],
    ['a long prompt', { server, prompt: 'x'.repeat(8193) }, 'has 8193 bytes, and the server takes 8192'],
    ['a short hash', { server, prompt, arguments: { hash: '"sha256-x"' } }, 'and this is not: sha256-x'],
    [
      'revision 0',
      { server, prompt, arguments: { revision: '0' } },
      'revision must be a whole number from 1 on',
    ],
    ['an empty model', { server, prompt, arguments: { model: '""' } }, 'model must be the name of a model'],
    [
      'another transport',
      { server, prompt, arguments: { transport: '"pigeon"' } },
      'transport must be "channel"',
    ],
  ])('%s', async (_what, call, sentence) => {
    const text = await complaint(call);
    expect(text).toContain('mkAIDerivation: ');
    expect(text).toContain(sentence);
  });

  it('an argument that there is not', async () => {
    const call = `(import ${nix.library}/nix { server = "${server}"; }).mkAIDerivation { prompt = "x"; revison = 2; }`;
    const { stderr } = await nix.run('nix-build', ['--expr', call]);
    expect(stderr).toContain('there is no argument revison. It takes prompt, args, hash, model, revision.');
  });

  it('a text that is not UTF-8', async () => {
    writeFileSync(join(nix.directory, 'latin1'), Buffer.from('naive\xff', 'latin1'));
    const read = `builtins.readFile ${nix.directory}/latin1`;
    const call = `(import ${nix.library}/nix { server = "${server}"; }).mkAIDerivation (${read})`;
    const { stderr } = await nix.run('nix-build', ['--expr', call]);
    expect(stderr).toContain('byte 6 of this text cannot be part of UTF-8');
  });

  it('http to another machine is warned of, and to this one is not', async () => {
    const warning = 'is not encrypted';
    expect(await complaint({ server: 'http://127.1:9', prompt })).toContain(warning);
    expect(await complaint({ server, prompt })).not.toContain(warning);
  });
});

describeNix("the server's refusals reach the terminal", () => {
  it('401 with its sentence, after one request', async () => {
    const server = await serve({ expression: () => '', tokens: ['another'] });
    const text = await complaint({ server: server.url, prompt });
    expect(text).toContain('HTTP error 401');
    expect(text).toContain('Your token is unknown. Put a valid one into the netrc file.');
    expect(server.paths).toEqual(['/channel']);
  });

  it('404 of /drv with its sentence, and the next try asks again', async () => {
    let lost = true;
    const server = await serve({
      expression: () => '{ stdenv }: stdenv.mkDerivation { name = "x"; buildCommand = "echo > $out"; }',
      intercept: (_request, response, url) => {
        if (url.pathname !== '/drv' || !lost) return false;
        response.writeHead(404).end('There is no such expression for your organization.\n');
        return true;
      },
    });
    expect(await complaint({ server: server.url, prompt })).toContain(
      'no such expression for your organization',
    );
    lost = false;
    expect((await nix.buildDefault({ server: server.url, prompt })).code).toBe(0);
    expect(server.paths).toEqual(['/channel', '/drv', '/drv']);
  });

  it('401 in a locked call', async () => {
    const server = await serve({ expression: () => '', tokens: ['another'] });
    const text = await complaint({ server: server.url, prompt, arguments: { hash: `"${hash}"` } });
    expect(text).toContain('Your token is unknown');
    expect(server.paths).toEqual(['/drv']);
  });
});

describeNix('an answer that is not what it must be is refused and not kept', () => {
  const good = '{ stdenv }: stdenv.mkDerivation { name = "x"; buildCommand = "echo > $out"; }';

  it.each([
    ['an error page', Buffer.from('<html>Welcome to the hotel')],
    ['another file of the same size', Buffer.alloc(32_832, 65)],
    ['a file cut short', Buffer.alloc(0)],
  ])('/channel: %s', async (_what, body) => {
    let wrong = true;
    const server = await serve({
      expression: () => good,
      intercept: (_request, response, url) => {
        if (url.pathname !== '/channel' || !wrong) return false;
        response.end(body);
        return true;
      },
    });
    expect(await complaint({ server: server.url, prompt })).toContain('hash mismatch');
    wrong = false;
    expect((await nix.buildDefault({ server: server.url, prompt })).code).toBe(0);
  });

  it('/drv: another text than the one that was announced', async () => {
    const server = await serve({
      expression: () => good,
      intercept: (_request, response, url) => {
        if (url.pathname !== '/drv') return false;
        response.end('{ stdenv }: throw "somebody else wrote this"');
        return true;
      },
    });
    const text = await complaint({ server: server.url, prompt });
    expect(text).toContain('hash mismatch');
    expect(text).not.toContain('somebody else wrote this');
  });

  it('/hash: a page', async () => {
    const server = await serve({
      expression: () => good,
      intercept: (_request, response) => (response.end('<html>'), true),
    });
    const text = await complaint({ server: server.url, prompt, arguments: { transport: '"impure"' } });
    expect(text).toContain("/hash is no hash. Is the server's URL right?");
  });

  it.each([
    [
      'no function',
      '{ }',
      'is no function, as callPackage needs one. Ask for another one with `revision = 2`',
    ],
    ['no derivation', '{ lib }: 1', 'gives no derivation. Ask for another one with `revision = 2`'],
  ])('an expression that is or gives %s', async (_what, expression, sentence) => {
    const server = await serve({ expression: () => expression });
    expect(await complaint({ server: server.url, prompt })).toContain(sentence);
  });
});

describeNix(
  'the certificate of a server that is not on this machine',
  () => {
    // A name of this machine that the library does not take for one, so that no other machine is needed.
    const away = (server: AnswerServer): string => `https://127.1:${server.port}`;
    const good = '{ stdenv }: stdenv.mkDerivation { name = "x"; buildCommand = "echo > $out"; }';

    async function serveSelfSigned(): Promise<AnswerServer> {
      const [key, cert] = [join(nix.directory, 'key.pem'), join(nix.directory, 'cert.pem')];
      const subject = ['-subj', '/CN=somebody.example', '-days', '1'];
      const args = [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        ...subject,
      ];
      execFileSync('openssl', args, { stdio: 'ignore' });
      const tls = { key: readFileSync(key), cert: readFileSync(cert) };
      return serve({ expression: () => good }, () => createServer(tls));
    }

    const verifies = (): Promise<unknown> =>
      nix.evaluate(`(import ${nix.library}/nix/lib.nix).verifiesTls builtins.nixVersion`);

    it('is checked, or the call throws: nobody in between is sent the token or believed', async () => {
      const server = await serveSelfSigned();
      const text = await complaint({ server: away(server), prompt });
      expect(server.requests).toEqual([]);
      if (await verifies()) expect(text).toMatch(/certificate/i);
      else {
        expect(text).toContain("does not check the server's certificate");
        expect(text).toContain('lock the call with `hash = "sha256-…"`');
        expect(text).toContain('`allowUnverifiedTls = true`');
      }
    });

    it.each([
      ['a locked call', { hash: `"${hash}"` }],
      ['transport = "impure"', { transport: '"impure"' }],
      ['a locked call with allowUnverifiedTls', { hash: `"${hash}"`, allowUnverifiedTls: 'true' }],
    ])('is checked by every version of Nix for %s', async (_what, args) => {
      const server = await serveSelfSigned();
      const text = await complaint({ server: away(server), prompt, arguments: args });
      expect(text).toMatch(/certificate/i);
      expect(server.requests).toEqual([]);
    });

    it('is not needed by an old Nix that was told allowUnverifiedTls, nor on this machine', async () => {
      const server = await serveSelfSigned();
      const told = { server: away(server), prompt, arguments: { allowUnverifiedTls: 'true' } };
      const expected = (await verifies()) ? 1 : 0; // a Nix that checks goes on checking
      expect((await nix.buildDefault(told)).code).toBe(expected);
      const here = { server: `https://127.0.0.1:${server.port}`, prompt };
      expect((await nix.buildDefault(here)).code).toBe(expected);
    });
  },
  { programs: ['openssl'] },
);

describeNix('import-from-derivation that is off', () => {
  it('is what the failure of an unlocked call names', async () => {
    const server = await serve({ expression: () => '' });
    const options = ['--option', 'allow-import-from-derivation', 'false', '--show-trace'];
    const text = await complaint({ server: server.url, prompt, options });
    expect(text).toContain('allow-import-from-derivation');
    expect(text).toContain('where import-from-derivation is off, give it a `hash`');
    expect(server.requests).toEqual([]);
  });
});

describeNix('the netrc file', () => {
  it('of another machine is sent to nobody', async () => {
    nix.remove();
    nix = new Nix(netrc('https://drv.example.org', token));
    const server = await serve({ expression: () => '', tokens: [token] });
    expect(await complaint({ server: server.url, prompt })).toContain('HTTP error 401');
    expect(server.requests[0]!.token).toBeNull();
  });
});
