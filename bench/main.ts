// npm run bench: what the service does, measured side by side with what this machine can do at best, in one run. Ratios
// can be compared between machines, requests per second cannot.
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createEvaluator } from '../libs/evaluator/index.js';
import { examples } from '../libs/generator/prompt/examples.v2.js';
import { sourceArchive, demoProgram } from '../test/support/archives.js';
import { startService, type Service } from '../test/support/service.js';
import { startSourceServer } from '../test/support/source-server.js';
import { benchPackager } from './packager.js';
import { measure, median, startBare, type Rate } from './load.js';
import { benchNar } from './nar.js';
import { benchParser } from './parser/main.js';

const help = `usage: npm run bench [-- --seconds N] [--write]
       npm run bench -- nar
       npm run bench -- packager [--write] [SOURCE…]
       npm run bench -- packager --random SEED [--count 15]
       npm run bench -- parser [--folder DIR] [--mutations N] [--seed N] [--report FILE]

Measures finished answers of /hash, /channel and /drv against bare node:http sending the same bytes (three rounds each,
in turn), a cold stampede of 368 equal requests, and where Nix is installed one evaluation with stubs. --seconds: length of one round (2). --write: also to bench/results.md.

nar: the hashes of real archives' trees beside those of nix (fetched from Debian and npm), and the memory for 150 MB.

parser: libs/nix-lang against nix-instantiate --parse, on real files (fetched once into --folder, .data/nix-corpus; needs
apt-get and npm with a network) and on --mutations (5000) of them. --report: each difference, as JSON.

packager: fetches upstream archives through this machine's apt (bench/packager-archives.json, or those of the Debian source
packages named), has the packager write an expression for each, and builds it with nix. As root it installs what builds
need. --write: also to bench/packager-results.md. --random: instead, --count (15) small archives that the seed chooses among
all of Debian's that are built with make, autotools, CMake, Meson or Python. Ends with 1 when fewer than 80 % are built.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string', default: '.data/nix-corpus' },
    mutations: { type: 'string', default: '5000' },
    random: { type: 'string' },
    count: { type: 'string', default: '15' },
    seed: { type: 'string', default: '1' },
    report: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
    seconds: { type: 'string', default: '2' },
    write: { type: 'boolean' },
  },
});
const roundMs = Number(values.seconds) * 1_000;
const rounds = 3;

async function warm(service: Service, path: string, headers: Record<string, string>): Promise<string> {
  const body = Buffer.from(await (await fetch(service.url + path, { headers })).arrayBuffer());
  const bare = await startBare(body);
  const ours: Rate[] = [];
  const theirs: Rate[] = [];
  for (let round = 0; round < rounds; round++) {
    theirs.push(await measure(bare.origin, '/', {}, roundMs));
    ours.push(await measure(service.url, path, headers, roundMs));
  }
  bare.server.closeAllConnections();
  bare.server.close();
  const ratios = ours.map(({ perSecond }, i) => perSecond / theirs[i]!.perSecond);
  const rate = Math.round(median(ours.map(({ perSecond }) => perSecond)));
  const p99 = median(ours.map(({ p99Ms }) => p99Ms)).toFixed(1);
  const spread = `${Math.min(...ratios).toFixed(3)}–${Math.max(...ratios).toFixed(3)}`;
  return `| warm ${path.split('?', 1)[0]} (${body.length} bytes) | ${rate}/s | ${p99} ms | ${median(ratios).toFixed(3)} (${spread}) of bare node:http |`;
}

/** 368 requests for one new prompt, 16 at a time, as evil-nix asks. */
async function stampede(
  service: Service,
  prompt: string,
  headers: Record<string, string>,
  generations: () => number,
): Promise<string> {
  const times: number[] = [];
  const begin = performance.now();
  let left = 368;
  const one = async (): Promise<void> => {
    while (left-- > 0) {
      const start = performance.now();
      const response = await fetch(`${service.url}/hash?req=${encodeURIComponent(prompt)}`, { headers });
      if (!response.ok) throw new Error(`stampede: ${response.status} ${await response.text()}`);
      await response.text();
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: 16 }, one));
  const total = performance.now() - begin;
  const p99 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)]!;
  return `| cold stampede, 368 requests, 16 at once | ${Math.round(total)} ms | ${p99.toFixed(1)} ms | ${generations()} generation(s) |`;
}

/** The worked examples of the system prompt, called with stubs, one after the other. */
async function evaluation(): Promise<string> {
  const evaluator = await createEvaluator({ searchPath: process.env.PATH ?? '', nixpkgs: null, atOnce: 1 });
  if (!evaluator.state.found) return '| one evaluation with stubs | skipped: no nix-instantiate | | |';
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const { expression } of examples) {
      const start = performance.now();
      await evaluator.evaluate(expression);
      times.push(performance.now() - start);
    }
  }
  const longest = Math.max(...times).toFixed(0);
  return `| one evaluation with stubs (Nix ${evaluator.state.version}) | ${median(times).toFixed(0)} ms | ${longest} ms | under 150 ms |`;
}

async function bench(): Promise<void> {
  const sources = await startSourceServer();
  const url = sources.serve('/hello-ai-drv-1.0.tar.gz', sourceArchive('hello-ai-drv-1.0', demoProgram()));
  const service = await startService({
    environment: {
      AI_DRV_ALLOW_PRIVATE_SOURCES: 'true',
      AI_DRV_LIMIT_REQUESTS_PER_TOKEN: '1000000000',
      AI_DRV_LIMIT_REQUESTS_PER_ADDRESS: '1000000000',
      LOG_LEVEL: 'warn',
    },
  });
  try {
    const headers = { authorization: `Bearer ${service.firstRun().token}` };
    // Each generation downloads the source once.
    const rows = [await stampede(service, `Package ${url}`, headers, () => sources.requests.length)];
    const request = `req=${encodeURIComponent(`Package ${url}`)}`;
    const hash = await (await fetch(`${service.url}/hash?${request}`, { headers })).text();
    for (const path of [`/hash?${request}`, `/channel?${request}`, `/drv?hash=${encodeURIComponent(hash)}`]) {
      rows.push(await warm(service, path, headers));
    }
    rows.push(await evaluation());
    const table = [
      `Node ${process.version}, ${availableParallelism()} cores, client on the same machine; median of ${rounds} rounds (least–most).`,
      '',
      '| what | rate or time | p99 | compared |',
      '| --- | --- | --- | --- |',
      ...rows,
      '',
    ].join('\n');
    process.stdout.write(table);
    if (values.write) writeFileSync('bench/results.md', `# What \`npm run bench\` measured\n\n${table}`);
  } finally {
    await service.stop();
    await sources.close();
  }
}

if (values.help) process.stdout.write(help);
else if (positionals[0] === 'nar') await benchNar();
else if (positionals[0] === 'parser')
  await benchParser({
    folder: resolve(values.folder),
    mutations: Number(values.mutations),
    seed: Number(values.seed),
    report: values.report ?? null,
  });
else if (positionals[0] === 'packager') {
  const rate = await benchPackager({
    sources: positionals.slice(1),
    draw:
      values.random === undefined ? undefined : { seed: Number(values.random), count: Number(values.count) },
    write: values.write === true,
  });
  process.exitCode = rate < 0.8 ? 1 : 0;
} else await bench();
