// npm run demo: the whole way, from a sentence to a program that runs, on this machine alone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { decodeChannel } from '../../libs/channel/index.js';
import type { DerivationView, Page, StepView } from '../../libs/contracts/index.js';
import { toBase64 } from '../../libs/nix-hash/index.js';
import { netrc, Nix } from '../nix/support.js';
import { demoProgram, sourceArchive } from '../support/archives.js';
import { packagingScript } from '../support/model-service.js';
import { startPlayedProvider } from '../support/played-provider.js';
import { startService, type Service } from '../support/service.js';
import { startSourceServer } from '../support/source-server.js';

const help = `usage: npm run demo [-- --model]

Starts the service on a free port with a throw-away database, serves the source archive of a small C program
(test/demo/program) on loopback, asks for it in a sentence, checks what comes back, and, where Nix is installed, builds
it through mkAIDerivation and runs it. Leaves nothing behind.
--model: the prompt is in plain words, and a model answers it that a script plays over HTTP on this machine.
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

async function demo(withModel: boolean): Promise<void> {
  const sources = await startSourceServer();
  const archive = sourceArchive('hello-ai-drv-1.0', demoProgram());
  const sourceUrl = sources.serve('/hello-ai-drv-1.0.tar.gz', archive);
  const provider = withModel ? await startPlayedProvider(packagingScript(sourceUrl)) : null;
  const model = provider && { OPENAI_BASE_URL: provider.url, AI_DRV_MODEL: 'played' };
  const prompt = provider ? 'Package the C program that says hello' : `Package the C program at ${sourceUrl}`;
  let service: Service | undefined;
  try {
    service = await step(
      'Start the service, with an embedded PostgreSQL made for it',
      () =>
        startService({ environment: { AI_DRV_ALLOW_PRIVATE_SOURCES: 'true', LOG_LEVEL: 'warn', ...model } }),
      ({ url }) => `ready at ${url}`,
    );
    const { token } = service.firstRun();
    await ask(service.url, token, prompt);
    if (provider) await story(service.url, token);
    await build(service.url, token, prompt);
  } finally {
    await service?.stop();
    await provider?.close();
    await sources.close();
  }
}

/** What the model did, as the API tells it. */
async function story(server: string, token: string): Promise<void> {
  const get = async (path: string) =>
    (await fetch(server + path, { headers: { authorization: `Bearer ${token}` } })).json();
  await step(
    'GET /v1/derivations/ID/steps',
    async () => {
      const { items } = (await get('/v1/derivations')) as Page<DerivationView>;
      return (await get(`/v1/derivations/${items[0]!.id}/steps`)) as Page<StepView>;
    },
    ({ items }) =>
      items
        .map(({ index, kind, usage }) => {
          const tokens = usage ? `   ${usage.inputTokens} tokens in, ${usage.outputTokens} out` : '';
          return `${index}  ${kind.padEnd(16)}${tokens}`;
        })
        .join('\n'),
  );
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

const { values } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, model: { type: 'boolean', default: false } },
});
if (values.help) process.stdout.write(help);
else await demo(values.model);
