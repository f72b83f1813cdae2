// npm run demo: the whole way, from a sentence to a program that runs, on this machine alone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { decodeChannel } from '../../libs/channel/index.js';
import { toBase64 } from '../../libs/nix-hash/index.js';
import { netrc, Nix } from '../nix/support.js';
import { demoProgram, sourceArchive } from '../support/archives.js';
import { startService, type Service } from '../support/service.js';
import { startSourceServer } from '../support/source-server.js';

const help = `usage: npm run demo

Starts the service on a free port with a throw-away database, serves the source archive of a small C program
(test/demo/program) on loopback, asks for it in a sentence, checks what comes back, and, where Nix is installed, builds
it through mkAIDerivation and runs it. Leaves nothing behind.
`;

/** Runs one step and prints what it was, what came of it, and how long it took. */
async function step<T>(title: string, work: () => Promise<T>, result: (value: T) => string): Promise<T> {
  const start = performance.now();
  const value = await work();
  const time = `${Math.round(performance.now() - start)} ms`;
  console.log(
    `${title}\n    ${result(value).replaceAll('\n', '\n    ')}\n    ${' '.repeat(80 - time.length)}${time}\n`,
  );
  return value;
}

async function demo(): Promise<void> {
  const sources = await startSourceServer();
  const sourceUrl = sources.serve(
    '/hello-ai-drv-1.0.tar.gz',
    sourceArchive('hello-ai-drv-1.0', demoProgram()),
  );
  let service: Service | undefined;
  try {
    service = await step(
      'Start the service, with an embedded PostgreSQL made for it',
      () => startService({ environment: { AI_DRV_ALLOW_PRIVATE_SOURCES: 'true', LOG_LEVEL: 'warn' } }),
      ({ url }) => `ready at ${url}`,
    );
    const { token } = service.firstRun();
    await ask(service.url, token, `Package the C program at ${sourceUrl}`);
    await build(service.url, token, `Package the C program at ${sourceUrl}`);
  } finally {
    await service?.stop();
    await sources.close();
  }
}

async function ask(server: string, token: string, prompt: string): Promise<void> {
  const get = async (path: string): Promise<Buffer> => {
    const response = await fetch(server + path, { headers: { authorization: `Bearer ${token}` } });
    const body = Buffer.from(await response.arrayBuffer());
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${body.toString()}`);
    return body;
  };
  const query = `req=${encodeURIComponent(prompt)}`;

  const hash = await step(
    `GET /hash?req=${prompt}`,
    async () => (await get(`/hash?${query}`)).toString(),
    (text) => text,
  );
  await step(
    'GET /drv?hash=…',
    async () => {
      const text = await get(`/drv?hash=${encodeURIComponent(hash)}`);
      expect(createHash('sha256').update(text).digest('base64') === hash, 'the text has another hash');
      return text;
    },
    (text) => `${text.toString().trimEnd()}\n… and its sha256 is the one that /hash told`,
  );
  await step(
    'GET /channel?req=…   (what the Nix library asks: the same hash, as a file whose MD5 is known beforehand)',
    async () => {
      const file = await get(`/channel?${query}`);
      expect(toBase64(decodeChannel(file)) === hash, 'the channel says another hash');
      return file;
    },
    (file) => `${file.length} bytes, MD5 ${createHash('md5').update(file).digest('hex')}, which say ${hash}`,
  );
}

async function build(server: string, token: string, prompt: string): Promise<void> {
  if (spawnSync('nix-build', ['--version'], { stdio: 'ignore' }).error) {
    console.log('skipped: nix is not installed, so nothing is built here');
    return;
  }
  const nix = new Nix(netrc(server, token));
  try {
    const path = await step(
      `nix-build --argstr msg '${prompt}' --argstr server ${server}`,
      async () => {
        const { code, stdout, stderr } = await nix.buildDefault({ server, prompt });
        if (code !== 0) throw new Error(`nix-build ended with ${code}:\n${stderr}`);
        return stdout.trim();
      },
      (text) => text,
    );
    await step(
      `./result/bin/hello-ai-drv`,
      () => nix.ok(`${path}/bin/hello-ai-drv`, []),
      (line) => line,
    );
  } finally {
    nix.remove();
  }
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
if (values.help) process.stdout.write(help);
else await demo();
