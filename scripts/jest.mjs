// Runs kinds of tests (see jest.config.mjs) on dist/. Tests that need nix, root or a browser print "skipped: …" where
// it is missing; with CI=true they fail instead.
import { run } from './run.mjs';

const kinds = ['unit', 'integration', 'e2e', 'nix', 'faults'];
const wanted = process.argv.slice(2).filter((argument) => kinds.includes(argument));
const rest = process.argv.slice(2).filter((argument) => !kinds.includes(argument));

run('node', [
  '--experimental-vm-modules',
  '--no-warnings=ExperimentalWarning',
  '--enable-source-maps',
  'node_modules/jest/bin/jest.js',
  // After the last test and the teardown, not before: Node 20 was seen to spin for ever in the clean-up of its handles when
  // a connection that a test had broken on purpose was never told its end.
  '--forceExit',
  '--selectProjects',
  ...(wanted.length > 0 ? wanted : kinds),
  '--',
  ...rest,
]);
