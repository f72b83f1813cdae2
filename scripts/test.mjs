// npm test: everything. npm test -- KIND… [PATTERN]: some kinds of tests only (unit integration e2e nix faults), after a build.
import { run } from './run.mjs';

const selection = process.argv.slice(2);
if (selection.length > 0) {
  run('node', ['scripts/build.mjs']);
  run('node', ['scripts/jest.mjs', ...selection]);
} else {
  run('node', ['scripts/check.mjs']);
  run('node', ['scripts/jest.mjs', 'integration', 'e2e', 'nix', 'faults']);
}
