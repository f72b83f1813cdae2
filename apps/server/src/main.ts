import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from '../../../libs/config/index.js';
import { modelMistakes } from './models/resolve-models.js';
import { watchProcessErrors } from './process-errors.js';
import { startServer, type RunningServer } from './server.js';

const help = `ai-drv server: a sentence in, a Nix derivation out.

usage: npm start [-- --help]

Everything is set in the environment; .env.example lists the settings with their defaults. With none set the service
starts on http://localhost:5000 with an embedded PostgreSQL under .data/, and writes the first administrator and two
tokens to .data/first-run.json.
`;

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Exit codes: 0 ended as asked, 1 could not start, 2 wrong usage or configuration, 130 interrupted twice. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const config = loadConfig(undefined, modelMistakes);
  // Listening for signals before anything is started: Ctrl-C in the middle of the start must leave no PostgreSQL behind.
  const running: { server?: RunningServer } = {};
  const starting = new AbortController();
  const asked = interruption(() => running.server?.abandon());
  void asked.then(() => starting.abort());
  watchProcessErrors(say, () => running.server?.abandon());

  try {
    running.server = await startServer(config, { say, signal: starting.signal });
  } catch (error) {
    if (!starting.signal.aborted) throw error;
    say('Ended before the start was done; what had been started was stopped.');
    return 0;
  }
  const signal = await asked;
  say(`${signal}: finishing what is in hand (once more to end at once) …`);
  await running.server.stop();
  return 0;
}

/** The first SIGINT or SIGTERM; a second one ends the process at once, after `atOnce`. */
function interruption(atOnce: () => void): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const on = (signal: NodeJS.Signals) => {
      resolve(signal);
      first ??= performance.now();
      // One Ctrl-C comes twice under npm: from the terminal, and passed on by npm. So does a signal of timeout(1).
      if (performance.now() - first < 1_000) return;
      atOnce();
      process.exit(130);
    };
    process.on('SIGINT', on);
    process.on('SIGTERM', on);
  });
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    if (error instanceof ConfigError) {
      say([error.message, ...error.mistakes.map((mistake) => `  - ${mistake}`)].join('\n'));
      process.exit(2);
    }
    const usage = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') ?? false;
    say(usage ? `${error.message}\n\n${help}` : `ai-drv could not start: ${error.message}`);
    process.exit(usage ? 2 : 1);
  },
);
