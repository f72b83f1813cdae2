// From a reference in a prompt to a program that runs: each fetcher with the hash that we computed, which nix accepts.
import { mkdtemp, rm } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createEvaluator } from '../../libs/evaluator/index.js';
import { createPackagerGenerator } from '../../libs/generator/packager-generator.js';
import { createSources } from '../../libs/sources/index.js';
import { demoProgram, sourceEntries, tarGz } from '../support/archives.js';
import { memoryRecorder } from '../support/memory-recorder.js';
import { modelRuns, profileAt } from '../support/model-run.js';
import { startPlayedProvider } from '../support/played-provider.js';
import { type SourceServer, startSourceServer } from '../support/source-server.js';
import { zip } from '../support/zip-archive.js';
import { describeNix } from './describe-nix.js';
import { Nix, nixString } from './support.js';

const overlay = fileURLToPath(new URL('../../../test/nix/fetchers.nix', import.meta.url));

let nix: Nix;
let server: SourceServer;
let cacheDirectory: string;
beforeEach(async () => {
  nix = new Nix();
  server = await startSourceServer();
  cacheDirectory = await mkdtemp(join(tmpdir(), 'ai-drv-fetchers-'));
});
afterEach(async () => {
  nix.remove();
  await server.close();
  await rm(cacheDirectory, { recursive: true });
});

const program = demoProgram();
/** With all that a NAR tells apart: links, modes, names that are no ASCII, what is empty. */
const packed = (root: string) =>
  tarGz([
    ...sourceEntries(root, program),
    { path: `${root}/run.sh`, content: '#!/bin/sh\n', mode: 0o755 },
    { path: `${root}/read-only`, content: 'x', mode: 0o444 },
    { path: `${root}/link`, type: '2', link: 'run.sh' },
    { path: `${root}/hard`, type: '1', link: `${root}/run.sh` },
    { path: `${root}/none/`, type: '5', mode: 0o700 },
    { path: `${root}/ü 漢`, content: '' },
  ]);
const zipped = (root: string) =>
  zip(Object.entries(program).map(([path, content]) => ({ path: root + path, content: content as string })));

const registries = () => {
  const at = (path: string) => `${server.origin}/${path}`;
  return {
    github: at('github'),
    gitlab: at('gitlab'),
    codeberg: at('codeberg'),
    pypi: at('pypi'),
    pypiFiles: at('files'),
    npm: at('npm'),
    crates: at('crates-io'),
  };
};

/** What is asked for, where that is, what is there, and what the expression says of it. */
const cases: [asked: string, path: string, body: Buffer, says: RegExp][] = [
  [
    'github:o/hello/v1.0',
    '/github/o/hello/archive/refs/tags/v1.0.tar.gz',
    packed('hello-1.0'),
    /src = fetchFromGitHub \{\s+owner = "o";\s+repo = "hello";\s+tag = "v\$\{finalAttrs\.version\}";/,
  ],
  [
    `github:o/hello/${'ab12'.repeat(10)}`,
    `/github/o/hello/archive/${'ab12'.repeat(10)}.tar.gz`,
    packed(`hello-${'ab12'.repeat(10)}`),
    /src = fetchFromGitHub \{[^}]*rev = "(ab12){10}";/,
  ],
  [
    'gitlab:group/sub/hello/-/1.0',
    '/gitlab/group/sub/hello/-/archive/1.0/hello-1.0.tar.gz',
    packed('hello-1.0'),
    /src = fetchFromGitLab \{\s+owner = "group\/sub";/,
  ],
  [
    'codeberg:o/hello/v1.0',
    '/codeberg/o/hello/archive/v1.0.tar.gz',
    packed('hello'),
    /src = fetchFromGitea \{\s+domain = /,
  ],
  [
    'pypi:hello/1.0',
    '/files/packages/source/h/hello/hello-1.0.tar.gz',
    packed('hello-1.0'),
    /src = fetchPypi \{\s+pname = "hello";\s+version = finalAttrs\.version;/,
  ],
  [
    'pypi:zipped/1.0',
    '/files/packages/source/z/zipped/zipped-1.0.zip',
    zipped('zipped-1.0/'),
    /src = fetchPypi \{[^}]*extension = "zip";[^]*nativeBuildInputs = \[ unzip \]/,
  ],
  ['npm:hello/1.0', '/npm/hello/-/hello-1.0.tgz', packed('package'), /src = fetchurl \{/],
  [
    'crates:hello/1.0',
    '/crates-io/crates/hello/hello-1.0.crate',
    packed('hello-1.0'),
    /src = fetchCrate \{\s+pname = "hello";\s+version = finalAttrs\.version;/,
  ],
  ['', '/hello-1.0.zip', zipped('hello-1.0/'), /src = fetchzip \{\s+url = [^;]*;\s+hash = [^;]*;\s+\};/],
  ['', '/rootless-1.0.zip', zipped(''), /src = fetchzip \{[^;]*;\s+stripRoot = false;/],
  ['', '/download?file=hello-1.0.zip', zipped('hello-1.0/'), /src = fetchurl \{[^}]*\.zip";[^]*\[ unzip \]/],
  [
    '',
    '/github/o/hello/archive/v1.0.tar.gz',
    packed('hello-1.0'),
    /src = fetchFromGitHub \{[^}]*rev = "v\$\{finalAttrs\.version\}";/,
  ],
];

function serve([asked, path, body]: (typeof cases)[number]): string {
  const url = server.serve(path, body);
  const [, name] = /^pypi:(\w+)/.exec(asked) ?? [];
  if (name !== undefined)
    server.serve(
      `/pypi/pypi/${name}/1.0/json`,
      Buffer.from(JSON.stringify({ urls: [{ packagetype: 'sdist', url }] })),
    );
  return asked || url;
}

async function built(expression: string): Promise<string> {
  const file = join(nix.directory, 'answer.nix');
  writeFileSync(file, expression);
  const places = Object.entries(registries()).map(([name, url]) => `${name} = ${nixString(url)};`);
  const set = `import <nixpkgs> { overlays = [ (import ${overlay} { registries = { ${places.join(' ')} }; }) ]; }`;
  const out = await nix.ok('nix-build', ['--no-out-link', '--expr', `(${set}).callPackage ${file} { }`]);
  return nix.ok(`${out}/bin/hello-ai-drv`, []);
}

const outcomes = (checks: { name: string; outcome: string }[]) =>
  Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome]));
const passed = { parsed: 'passed', policy: 'passed', evaluated: 'passed', hashes: 'passed' };

describeNix(
  'what a prompt names is fetched by the fetcher that it belongs to, and nix accepts the hash',
  () => {
    it.each(cases)('by the packager: %s %s', async (...one) => {
      const source = serve(one);
      const sources = createSources({ cacheDirectory, allowPrivate: true, registries: registries() });
      const evaluator = await createEvaluator({ searchPath: process.env.PATH!, nixpkgs: null, atOnce: 1 });
      const { expression, checks, provenance } = await createPackagerGenerator({ sources, evaluator }).run(
        {
          prompt: `Please package ${source}, and make it nice.`,
          model: 'packager',
          organizationId: 'org',
          capMicros: 0,
          safetyIdentifier: '',
        },
        memoryRecorder(),
      );
      expect(expression).toMatch(one[3]);
      expect(outcomes(checks)).toMatchObject(passed);
      expect(provenance).toMatchObject({ source: { url: server.origin + one[1] } });
      expect(await built(expression)).toContain('Hello');
    });

    it.each(cases)('by a model that takes the draft: %s %s', async (...one) => {
      const source = serve(one);
      const provider = await startPlayedProvider([
        { calls: [{ name: 'fetch_source', arguments: { source } }] },
        ([fetched]) => {
          const { url } = JSON.parse(fetched!) as { url: string };
          return { calls: [{ name: 'packager_draft', arguments: { url } }] };
        },
        ([, draft]) => {
          const { expression } = JSON.parse(draft!) as { expression: string };
          return { calls: [{ name: 'submit', arguments: { name: 'hello', expression } }] };
        },
      ]);
      const runs = await modelRuns(registries());
      try {
        const { expression, checks } = await runs.run({ profile: profileAt('responses', provider.url) });
        expect(expression).toMatch(one[3]);
        expect(outcomes(checks)).toMatchObject({ ...passed, evaluated: 'skipped' });
        expect(await built(expression)).toContain('Hello');
      } finally {
        await provider.close();
        await runs.close();
      }
    });

    it.each(cases)('by a model that writes the call that it is told: %s %s', async (...one) => {
      const source = serve(one);
      const provider = await startPlayedProvider([
        { calls: [{ name: 'fetch_source', arguments: { source } }] },
        ([fetched]) => {
          const { call } = JSON.parse(fetched!) as { call: string };
          const fetcher = call.split(' ')[0]!;
          const expression = `{ runCommand, ${fetcher} }: runCommand "x" { src = ${call}; } "mkdir -p $out/bin; echo Hello > $out/src; ln -s $src $out/tree; echo '#!/bin/sh' > $out/bin/hello-ai-drv; echo 'echo Hello' >> $out/bin/hello-ai-drv; chmod +x $out/bin/hello-ai-drv"`;
          return { calls: [{ name: 'submit', arguments: { name: 'hello', expression } }] };
        },
      ]);
      const runs = await modelRuns(registries());
      try {
        const { expression, checks } = await runs.run({ profile: profileAt('chat', provider.url) });
        expect(outcomes(checks)).toMatchObject({ hashes: 'passed' });
        expect(await built(expression)).toBe('Hello');
      } finally {
        await provider.close();
        await runs.close();
      }
    });
  },
);
