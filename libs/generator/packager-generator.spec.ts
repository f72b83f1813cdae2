import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { autotoolsProgram, cmakeProgram, demoProgram, sourceArchive } from '../../test/support/archives.js';
import { type SourceServer, sha256Hex, startSourceServer } from '../../test/support/source-server.js';
import { createEvaluator } from '../evaluator/index.js';
import { createSources } from '../sources/index.js';
import { GenerationError, type Json, type StepRecorder } from './generator.js';
import { createPackagerGenerator } from './packager-generator.js';

let server: SourceServer;
let cacheDirectory: string;
beforeEach(async () => {
  server = await startSourceServer();
  cacheDirectory = await mkdtemp(join(tmpdir(), 'ai-drv-generator-'));
});
afterEach(async () => {
  await server.close();
  await rm(cacheDirectory, { recursive: true });
});

type Stored = { kind: string; input: Json; output: Json };

/** Keeps steps as the worker does; `stored` is what an earlier owner left. Fails when a replayed input differs. */
function recorder(
  stored: Stored[] = [],
  signal = new AbortController().signal,
): StepRecorder & { stored: Stored[]; ran: string[] } {
  const ran: string[] = [];
  let at = 0;
  return {
    stored,
    ran,
    async step<T extends Json>(
      kind: string,
      input: Json,
      run: (signal: AbortSignal, hold: () => Promise<void>) => Promise<{ output: T }>,
    ): Promise<T> {
      const earlier = stored[at++];
      if (earlier) {
        expect([kind, input]).toEqual([earlier.kind, earlier.input]);
        return earlier.output as T;
      }
      ran.push(kind);
      const { output } = await run(signal, () => Promise.resolve());
      stored.push(structuredClone({ kind, input, output }));
      return output;
    },
  };
}

/** A new process each time: nothing is remembered but the cache directory. */
const noNix = createEvaluator({ searchPath: '', nixpkgs: null, atOnce: 0 });
const run = async (prompt: string, steps: StepRecorder = recorder()) =>
  createPackagerGenerator({
    sources: createSources({ cacheDirectory, allowPrivate: true }),
    evaluator: await noNix,
  }).run({ prompt, model: 'packager', organizationId: 'org', capMicros: 0, safetyIdentifier: '' }, steps);

const program = sourceArchive('hello-ai-drv-1.0', demoProgram());
const kinds = ['fetch_source', 'inspect_source', 'write_expression', 'check_expression'];

describe('createPackagerGenerator', () => {
  it('downloads once, inspects, and writes an expression with the hash it computed', async () => {
    const url = server.serve('/hello-ai-drv-1.0.tar.gz', program);
    const steps = recorder();
    const { expression, checks, provenance } = await run(`package <${url}>, please`, steps);
    expect(expression).toContain(
      `hash = "sha256-${Buffer.from(sha256Hex(program), 'hex').toString('base64')}"`,
    );
    expect(checks.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['parsed', 'passed'],
      ['policy', 'passed'],
      ['evaluated', 'skipped'],
      ['evaluated-nixpkgs', 'skipped'],
      ['hashes', 'passed'],
      ['built', 'skipped'],
    ]);
    expect(provenance).toMatchObject({
      generator: 'packager',
      source: { url, sha256: sha256Hex(program), bytes: program.length },
      buildSystem: 'make',
      notes: [],
    });
    expect(steps.ran).toEqual(kinds);
    expect(server.requests).toHaveLength(1);
    expect(JSON.stringify(steps.stored)).not.toContain(cacheDirectory);
  });

  it.each([0, 1, 2, 3, 4])(
    'gives the same result when an earlier owner had stored %i steps, and repeats none of them',
    async (count) => {
      const url = server.serve('/a-1.0.tar.gz', program);
      const first = recorder();
      const expected = await run(url, first);
      const second = recorder(first.stored.slice(0, count));
      expect(await run(url, second)).toEqual(expected);
      expect(second.ran).toEqual(kinds.slice(count));
      expect(server.requests).toHaveLength(count === 0 ? 2 : 1);
    },
  );

  it('downloads again where the cache is gone, and refuses other bytes than before', async () => {
    const url = server.serve('/a-1.0.tar.gz', program);
    const first = recorder();
    const expected = await run(url, first);
    for (const name of await readdir(cacheDirectory)) await rm(join(cacheDirectory, name));
    expect(await run(url, recorder(first.stored.slice(0, 1)))).toEqual(expected);
    for (const name of await readdir(cacheDirectory)) await rm(join(cacheDirectory, name));
    server.serve('/a-1.0.tar.gz', sourceArchive('evil-1.0', demoProgram()));
    await expect(run(url, recorder(first.stored.slice(0, 1)))).rejects.toMatchObject({
      name: 'GenerationError',
      code: 'source_unavailable',
      message: expect.stringContaining('another file'),
    });
  });

  it.each([
    ['autotools', autotoolsProgram],
    ['cmake', cmakeProgram],
  ])('packages %s', async (buildSystem, files) => {
    const { provenance } = await run(server.serve('/hello-2.0.tar.gz', sourceArchive('hello-2.0', files)));
    expect(provenance.buildSystem).toBe(buildSystem);
  });

  it('says which hashes only a build can tell, and where they stand', async () => {
    const body = sourceArchive('crab-1.0', { 'Cargo.toml': '[package]\nname = "crab"\nversion = "1.0"\n' });
    const { expression, checks, provenance } = await run(server.serve('/crab-1.0.tar.gz', body));
    const hashes = checks.find(({ name }) => name === 'hashes');
    expect(hashes).toMatchObject({
      name: 'hashes',
      outcome: 'failed',
      reason: expect.stringContaining('cargoHash'),
    });
    const { line, column } = hashes!.diagnostics[0]!;
    const [{ hash }] = provenance.unresolved as [{ hash: string }];
    expect(expression.split('\n')[line - 1]?.slice(column - 1)).toBe(`${hash}";`);
  });

  it('packages a release that the prompt names by a reference, and gives the same when it is taken over', async () => {
    const registries = { github: `${server.origin}/github` };
    const packaged = async (steps: StepRecorder) =>
      createPackagerGenerator({
        sources: createSources({ cacheDirectory, allowPrivate: true, registries }),
        evaluator: await noNix,
      }).run(
        {
          prompt: 'Package github:o/hello/v1.0, please.',
          model: 'packager',
          organizationId: 'org',
          capMicros: 0,
          safetyIdentifier: '',
        },
        steps,
      );
    server.serve('/github/o/hello/archive/refs/tags/v1.0.tar.gz', program);
    const first = recorder();
    const expected = await packaged(first);
    expect(expected.expression).toMatch(/fetchFromGitHub \{\s+owner = "o";\s+repo = "hello";/);
    expect(expected.checks).toContainEqual(expect.objectContaining({ name: 'hashes', outcome: 'passed' }));
    for (const count of [1, 2, 3, 4])
      expect(await packaged(recorder(first.stored.slice(0, count)))).toEqual(expected);
    expect(server.requests).toHaveLength(1);
  });

  it('a reference that is not whole is told its form', async () => {
    await expect(run('package github:o/hello please')).rejects.toMatchObject({
      code: 'source_unavailable',
      message: expect.stringContaining('not of the form github:OWNER/REPO/TAG'),
    });
  });

  it('a prompt without a URL says that no model is configured, and how to configure one', async () => {
    const steps = recorder();
    const error = await run('package xterm', steps).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GenerationError);
    expect(error).toMatchObject({
      code: 'no_model',
      message: expect.stringMatching(/No model is configured.*OPENAI_API_KEY/),
    });
    expect(steps.stored).toEqual([]);
  });

  it.each([
    ['source_unavailable', 'status 404', { status: 404 }],
    ['source_unavailable', 'nothing answers there', { redirect: 'http://127.0.0.1:1/' }],
    ['source_unusable', 'web page', { body: '<!doctype html>' }],
    ['build_system_unknown', 'no file of a build system', { body: sourceArchive('a-1.0', { README: '' }) }],
  ])('%s: %s', async (code, text, behaviour) => {
    await expect(run(server.serve('/a.tar.gz', behaviour))).rejects.toMatchObject({
      name: 'GenerationError',
      code,
      message: expect.stringContaining(text),
    });
  });

  it('lets what is no answer pass untouched: a fence lost, a hand-over', async () => {
    const url = server.serve('/a.tar.gz', { hold: new Promise(() => undefined) });
    const fenced = new Error('fenced');
    const controller = new AbortController();
    setTimeout(() => controller.abort(fenced), 50);
    await expect(run(url, recorder([], controller.signal))).rejects.toBe(fenced);
    await expect(run(url, { step: () => Promise.reject(fenced) })).rejects.toBe(fenced);
  });
});
