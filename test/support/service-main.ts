import { loadConfig } from '../../libs/config/index.js';
import { watchProcessErrors } from '../../apps/server/src/process-errors.js';
import { startServer } from '../../apps/server/src/server.js';
import { createScriptedGenerator } from './scripted-generator.js';

// The service's process for tests that need shorter durations or steps of their own; else as main.ts.
const { TEST_TIMINGS, TEST_PROVIDER, TEST_PROVIDERS, ...environment } = process.env;

/** Asks a played provider in place of the real one; nothing else about the request is changed. */
function rerouted(providers: Record<string, string>): typeof fetch {
  return (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    const real = Object.keys(providers).find((one) => url.startsWith(one));
    return fetch(real === undefined ? url : url.replace(real, providers[real]!), init);
  };
}

const server = await startServer(loadConfig(environment), {
  say: (line) => process.stderr.write(`${line}\n`),
  ...(TEST_TIMINGS && { timings: JSON.parse(TEST_TIMINGS) }),
  ...(TEST_PROVIDERS && { fetch: rerouted(JSON.parse(TEST_PROVIDERS)) }),
  ...(TEST_PROVIDER && { generator: createScriptedGenerator(TEST_PROVIDER) }),
});
watchProcessErrors(
  (line) => process.stderr.write(`${line}\n`),
  () => server.abandon(),
);
const stop = () => void server.stop().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
