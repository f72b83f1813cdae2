import { spawnSync } from 'node:child_process';
import { describe, it, jest } from '@jest/globals';

// One call of Nix takes a second, but two cores may be shared with other suites.
jest.setTimeout(120_000);

interface Needs {
  /** Programs that must be on PATH; `nix-build` always is one of them. */
  programs?: string[];
  root?: boolean;
}

/**
 * `describe`, where the real Nix is installed. Elsewhere the tests are skipped, and their name says why; under CI=true a
 * missing program fails, so that nobody takes silence for success. What needs root is skipped for other users always.
 */
export function describeNix(
  name: string,
  tests: () => void,
  { programs = [], root = false }: Needs = {},
): void {
  const missing = ['nix-build', ...programs].find((program) => !present(program));
  if (missing && process.env['CI'] === 'true')
    it(`${name}: cannot be tested here`, () => {
      throw new Error(`${missing} is not installed, and under CI=true nothing may be skipped for that`);
    });
  else if (missing)
    describe.skip(
      `${name} (skipped: ${missing.startsWith('nix') ? 'nix' : missing} is not installed)`,
      tests,
    );
  else if (root && process.getuid?.() !== 0) describe.skip(`${name} (skipped: needs root)`, tests);
  else describe(name, tests);
}

function present(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}
