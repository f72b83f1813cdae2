import { loadConfig } from '../../libs/config/index.js';
import { watchProcessErrors } from '../../apps/server/src/process-errors.js';
import { startServer } from '../../apps/server/src/server.js';
import { createScriptedGenerator } from './scripted-generator.js';

// The service's process for tests that need shorter durations or steps of their own; else as main.ts.
const { TEST_TIMINGS, TEST_PROVIDER, ...environment } = process.env;
const server = await startServer(loadConfig(environment), {
  say: (line) => process.stderr.write(`${line}\n`),
  ...(TEST_TIMINGS && { timings: JSON.parse(TEST_TIMINGS) }),
  ...(TEST_PROVIDER && { generator: createScriptedGenerator(TEST_PROVIDER) }),
});
watchProcessErrors(
  (line) => process.stderr.write(`${line}\n`),
  () => server.abandon(),
);
const stop = () => void server.stop().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
