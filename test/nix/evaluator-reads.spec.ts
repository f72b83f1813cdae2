// The guarantee that no expression reads a file, the environment or the network while it is evaluated.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createEvaluator } from '../../libs/evaluator/index.js';
import { findProgram } from '../../libs/evaluator/nix-command.js';
import { hostileExpression, type Targets } from '../support/hostile-nix.js';
import { describeNix } from './describe-nix.js';

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'ai-drv-reads-')));
const secret = `secret${randomUUID().replaceAll('-', '')}`;
const packages = fileURLToPath(new URL('../../../test/nix/packages', import.meta.url));
const nixOnly = join(directory, 'nix-only');
let connections = 0;
let server: Server;
let targets: Targets;

beforeAll(async () => {
  const folder = join(directory, 'canaries');
  mkdirSync(folder);
  mkdirSync(nixOnly);
  const file = join(folder, 'canary');
  // Also what `import` would take.
  writeFileSync(file, `"${secret}"\n`);
  server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.tar.gz`;
  process.env.EVALUATOR_CANARY = secret;
  targets = { file, folder, url, variable: 'EVALUATOR_CANARY' };
  const nix = findProgram('nix-instantiate', process.env.PATH!);
  if (nix) symlinkSync(realpathSync(nix), join(nixOnly, 'nix-instantiate'));
});
afterAll(() => {
  delete process.env.EVALUATOR_CANARY;
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

describeNix('no expression reads a file, the environment or the network', () => {
  it.each([
    ['with namespaces, where they are permitted', () => process.env.PATH!, null, 80],
    ['without namespaces', () => nixOnly, null, 160],
    ['without namespaces, with a nixpkgs', () => nixOnly, packages, 60],
  ])('%s', async (_, searchPath, nixpkgs, numRuns) => {
    const evaluator = await createEvaluator({ searchPath: searchPath(), nixpkgs, atOnce: 2 });
    expect(evaluator.state.found).toBe(true);
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(hostileExpression(targets), async (expression) => {
        const evaluation = await evaluator.evaluate(expression);
        outcomes.add(evaluation.evaluated.outcome);
        expect(JSON.stringify(evaluation)).not.toContain(secret);
      }),
      { numRuns, seed: 20_26, endOnFailure: true },
    );
    expect(connections).toBe(0);
    // They did not all fail for one and the same silly reason.
    expect([...outcomes].toSorted()).toEqual(expect.arrayContaining(['failed', 'passed']));
  });

  it('and the canary would be found, and the connection seen, if one could', async () => {
    expect(readFileSync(targets.file, 'utf8')).toContain(secret);
    await fetch(targets.url).catch(() => undefined);
    expect(connections).toBe(1);
    connections = 0;
  });
});

describeNix(
  'seen from the kernel',
  () => {
    it('Nix opens and asks for the same files whatever is evaluated, starts no program, and connects to nothing', () => {
      // Two files that Nix has in itself, and findFile (below).
      const hostile = fc
        .sample(hostileExpression(targets), { numRuns: 60, seed: 7 })
        .filter((expression) => !/<nix\/|find/.test(expression));
      expect(hostile.length).toBeGreaterThan(40);
      const seen = trace(hostile);
      expect([...seen].filter((call) => !usual().has(call))).toEqual([]);
      expect(usual().size).toBeGreaterThan(10);
    });

    // Old versions of Nix (2.8) look before they ask whether they may; 2.26 does not look. The policy refuses findFile; here is what it can do to who evaluates all the same.
    it('findFile at most asks whether a file is there, and can open none', () => {
      const search = `(builtins.findFile [ { path = ${JSON.stringify(targets.folder)}; prefix = ""; } ] "canary")`;
      const seen = trace([
        `{ stdenv }: stdenv.mkDerivation { name = "x"; y = builtins.readFile ${search}; }`,
        `{ stdenv }: stdenv.mkDerivation { name = "x"; y = import ${search}; }`,
      ]);
      const more = [...seen].filter((call) => !usual().has(call));
      expect(
        more
          .map((call) => call.split(' ')[0])
          .filter((name) => !/^(newfstatat|l?stat|statx|access)$/.test(name!)),
      ).toEqual([]);
    });

    it('and a file that is read would be seen', () => {
      const calls = callsOf(strace(['cat', targets.file]), 'cat');
      expect([...calls]).toContain(`openat ${targets.file}`);
    });
  },
  { programs: ['strace'] },
);

let usualCalls: Set<string> | undefined;

/** What Nix asks of the kernel for expressions that read nothing. */
function usual(): Set<string> {
  const honest = '{ stdenv }: stdenv.mkDerivation { name = "x"; }';
  return (usualCalls ??= trace([
    honest,
    `${honest} # ${'x'.repeat(500)}`,
    '{ stdenv }: throw "x"',
    '{ stdenv }: (',
  ]));
}

/** What Nix asked of the kernel while these were evaluated, without namespaces. */
function trace(expressions: string[]): Set<string> {
  const index = fileURLToPath(new URL('../../libs/evaluator/index.js', import.meta.url));
  const script = `
    const { createEvaluator } = await import(${JSON.stringify(index)});
    const evaluator = await createEvaluator({ searchPath: ${JSON.stringify(nixOnly)}, nixpkgs: null, atOnce: 1 });
    for (const expression of ${JSON.stringify(expressions)}) await evaluator.evaluate(expression);`;
  return callsOf(strace([process.execPath, '--input-type=module', '-e', script]), 'nix-instantiate');
}

function strace(command: string[]): string {
  const output = join(directory, 'strace');
  const kinds = '-f -qq -s 300 -e trace=file,network,process'.split(' ');
  const { status, stderr } = spawnSync('strace', [...kinds, '-o', output, ...command], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`strace: ${stderr}`);
  return readFileSync(output, 'utf8');
}

/** The calls of a program and of what it started, one line each, with what differs from run to run taken out. */
function callsOf(log: string, program: string): Set<string> {
  const inside = new Set<string>();
  const calls = new Set<string>();
  for (const line of log.split('\n')) {
    const [, pid, name, rest] = /^(\d+) +(\w+)\((.*)$/.exec(line) ?? [];
    if (!pid || !name || rest === undefined) continue;
    const path = /"((?:[^"\\]|\\.)*)"/.exec(rest)?.[1] ?? '';
    const began = name === 'execve' && path.endsWith(`/${program}`);
    if (began) inside.add(pid);
    else if (inside.has(pid)) {
      const child = /^(clone3?|v?fork)$/.test(name) ? /= (\d+)$/.exec(rest)?.[1] : undefined;
      if (child) inside.add(child);
      if (/^(clone3?|exit(_group)?|wait4|kill|arch_prctl)$/.test(name)) continue;
      calls.add(`${name} ${name === 'socket' || name === 'connect' ? rest : normal(path)}`);
    }
  }
  return calls;
}

const normal = (path: string) =>
  path.replace(/ai-drv-evaluation-\w+/, 'FOLDER').replaceAll(/\/proc\/\d+/g, '/proc/PID');
