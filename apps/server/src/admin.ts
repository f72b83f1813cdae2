import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from '../../../libs/config/index.js';
import { openDatabase, migrate, startEmbeddedPostgres } from '../../../libs/database/index.js';
import { currentSecret } from './instance-secret.js';
import { lockDataDirectory, makeDataDirectory } from './data-directory.js';
import * as commands from './people/admin-commands.service.js';

const help = `ai-drv administration, for when the web is not at hand. It reads the same environment as the server, which may be running.

usage: npm run admin -- COMMAND

  create-admin EMAIL [--name NAME]      makes an administrator, or makes an account one; prints its password
  invite EMAIL [--organization SLUG] [--role member|admin|owner]
                                        prints a link with which this address may join (and sign up);
                                        without --organization: the oldest one
  reset-link EMAIL                      prints a link to set a new password; it holds for an hour
  revoke-token ID                       ends a token, by its id
  revoke-token --stdin                  the same, by the token itself, read from standard input
  rotate-secret                         makes another master secret: everybody signs in again; tokens and provider keys stay
  accept-secret                         the master secret is lost: takes the one that is set now; everybody signs in again,
                                        and provider keys sealed with the lost one must be stored again

Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.
`;

class UsageError extends Error {}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      name: { type: 'string' },
      organization: { type: 'string' },
      role: { type: 'string' },
      stdin: { type: 'boolean' },
    },
  });
  const [command, argument] = positionals;
  if (values.help || command === undefined) {
    process.stdout.write(help);
    if (!values.help) throw new UsageError('name a command');
    return;
  }
  const work = workOf(command, argument, values);
  await withInstance(async (instance) => {
    process.stdout.write(`${await work(instance)}\n`);
  });
}

type Values = { name?: string; organization?: string; role?: string; stdin?: boolean };
type Work = (instance: commands.Instance) => Promise<string>;

function workOf(command: string, argument: string | undefined, values: Values): Work {
  const needed = (what: string) => {
    if (argument === undefined) throw new UsageError(`${command} needs ${what}`);
    return argument;
  };
  switch (command) {
    case 'create-admin': {
      const email = needed('an e-mail address');
      return (instance) => commands.createAdmin(instance, email, values.name ?? 'Administrator');
    }
    case 'invite': {
      const email = needed('an e-mail address');
      const role = values.role ?? 'member';
      if (!['member', 'admin', 'owner'].includes(role))
        throw new UsageError('--role is member, admin or owner');
      return (instance) => commands.invite(instance, email, { role, slug: values.organization });
    }
    case 'reset-link': {
      const email = needed('an e-mail address');
      return (instance) => commands.resetLink(instance, email);
    }
    case 'revoke-token': {
      if (values.stdin) return async (instance) => commands.revokePresented(instance, await standardInput());
      const id = needed('the id of a token, or --stdin');
      return (instance) => commands.revokeToken(instance, id);
    }
    case 'rotate-secret':
      return commands.rotateSecret;
    case 'accept-secret':
      return commands.acceptSecret;
    default:
      throw new UsageError(`there is no command "${command}"`);
  }
}

/** With the database of the configuration: the server's embedded one while it runs, else started for as long as this takes. */
async function withInstance(work: (instance: commands.Instance) => Promise<void>): Promise<void> {
  const config = loadConfig();
  makeDataDirectory(config.dataDirectory);
  const undo: (() => Promise<void> | void)[] = [];
  try {
    let running = config.databaseUrl !== null;
    let url = config.databaseUrl;
    if (url === null) {
      const unlock = lockUnlessRunning(config.dataDirectory);
      running = unlock === null;
      if (unlock) undo.push(unlock);
      const embedded = await startEmbeddedPostgres({
        dataDirectory: config.dataDirectory,
        searchPath: config.searchPath,
      });
      url = embedded.url;
      if (unlock) undo.push(() => embedded.stop());
    }
    await migrate(url);
    const database = openDatabase(url);
    undo.push(() => database.close());
    const secret = config.secret ?? (await currentSecret(database, config.dataDirectory));
    await work({ config, database, secret, running });
  } finally {
    while (undo.length > 0) await undo.pop()!();
  }
}

/** null: a server has the data directory, and its database runs. */
function lockUnlessRunning(dataDirectory: string): (() => void) | null {
  try {
    return lockDataDirectory(dataDirectory);
  } catch (error) {
    if ((error as Error).message.startsWith('Another ai-drv')) return null;
    throw error;
  }
}

async function standardInput(): Promise<string> {
  return Buffer.concat(await process.stdin.toArray())
    .toString()
    .trim();
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    const say = (line: string) => process.stderr.write(`${line}\n`);
    if (error instanceof ConfigError) {
      say([error.message, ...error.mistakes.map((mistake) => `  - ${mistake}`)].join('\n'));
      process.exit(2);
    }
    const usage =
      error instanceof UsageError ||
      ((error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') ?? false);
    say(usage ? `${error.message}; npm run admin -- --help tells more` : error.message);
    process.exit(usage ? 2 : 1);
  },
);
