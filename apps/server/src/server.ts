import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import type { Config } from '../../../libs/config/index.js';
import {
  migrate,
  openDatabase,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../../libs/database/index.js';
import { createEvaluator } from '../../../libs/evaluator/index.js';
import type { Generator } from '../../../libs/generator/index.js';
import { createGuardedFetch, createSources, type Sources } from '../../../libs/sources/index.js';
import { AppModule } from './app.module.js';
import { configureApp } from './app.setup.js';
import { ApiError } from './common/api-error.js';
import { sendError } from './common/error.filter.js';
import type { Core } from './common/core.module.js';
import { createHttpServer, originForm } from './common/http-server.js';
import { Keys } from './common/keys.js';
import type { ServiceRequest } from './common/http.js';
import { lockDataDirectory, makeDataDirectory } from './data-directory.js';
import { GenerationWorker } from './generation/generation.worker.js';
import { defaultTimings, type Timings } from './common/timings.js';
import { Waiters } from './generation/waiters.js';
import { createGenerator } from './models/create-generator.js';
import { resolveModels } from './models/resolve-models.js';
import { currentSecret, refuseOtherSecret, type Replaced } from './instance-secret.js';
import { Lifecycle } from './ops/lifecycle.js';
import { firstRun } from './people/first-run.js';
import { createKeyVault } from './provider-keys/key-vault.service.js';

export interface ServerOptions {
  /** Tests bring a generator whose steps they control. */
  generator?: Generator;
  timings?: Partial<Timings>;
  /** Tests bring a way to providers that ends at servers of their own. */
  fetch?: typeof fetch;
  /** Ends a start in the middle; what was started already is stopped. */
  signal?: AbortSignal;
  /** Tells the console; a line each. */
  say?: (line: string) => void;
}

export interface RunningServer {
  /** Ends everything that was started, in an order that loses nothing. */
  stop(): Promise<void>;
  /** For who cannot wait: leaves the work to its leases, and an embedded PostgreSQL ends by itself. */
  abandon(): void;
}

/**
 * Starts the service: port, database, migrations, application. What is already started is stopped when a later part fails.
 * @throws Error a sentence: port taken, data directory in use, no database, a migration that failed
 */
export async function startServer(config: Config, options: ServerOptions = {}): Promise<RunningServer> {
  const say = options.say ?? (() => undefined);
  const models = resolveModels(config.model);
  const timings = { ...defaultTimings, ...options.timings };
  const undo: (() => Promise<void> | void)[] = [];
  const own: { database?: EmbeddedPostgres } = {};
  const stop = async () => {
    while (undo.length > 0) await undo.pop()!();
  };
  try {
    const handler = { listener: notYet(config.publicUrl) };
    const server = createHttpServer((request, response) => {
      (request as ServiceRequest).id = randomUUID();
      request.url = originForm(request.url ?? '/');
      (request as ServiceRequest).originalUrl = request.url;
      handler.listener(request, response);
    });
    // First of all: a port that is taken must be said before a database is made.
    await listen(server, config);
    undo.push(() => closeNow(server));

    makeDataDirectory(config.dataDirectory);
    const url = config.databaseUrl ?? (own.database = await startOwnDatabase(config, undo, say)).url;
    const applied = await migrate(
      url,
      async (client) => {
        const { files } = await firstRun(client, config);
        say(`First start: the administrator's password and two tokens are in ${files.join(' and ')}.`);
      },
      options.signal,
    );
    if (applied.length > 0) say(`Database: ${applied.length} migration(s) applied.`);

    options.signal?.throwIfAborted();
    const database = openDatabase(url);
    undo.push(() => database.close());
    const secret = config.secret ?? (await currentSecret(database, config.dataDirectory));
    const replaced = await refuseOtherSecret(database, secret, config.secretPrevious);
    if (replaced) say(tellReplaced(replaced));
    const keys = new Keys(secret);
    const guarded = createGuardedFetch({ allowPrivate: config.allowPrivateSources });
    const ways = { open: options.fetch ?? fetch, guarded };
    const vault = createKeyVault(database, keys);
    const evaluator = await createEvaluator({ ...config.evaluator, searchPath: config.searchPath });
    const sources = sourcesOf(config);
    const generator =
      options.generator ?? createGenerator({ config, evaluator, models, sources, vault, ways });
    const parts = { config, database, evaluator, generator, keys, models, timings, ways };
    const { app, listener } = await createApplication(parts);
    handler.listener = listener;
    undo.push(() => drain(app, server, config, timings));
    say(`Prompts that name no model are answered by: ${models.defaultName}.`);
    say(`Expressions are ${evaluator.about}.`);
    say(`ai-drv is ready: ${config.publicUrl}`);
    return { stop, abandon: () => own.database?.abandon() };
  } catch (error) {
    await stop();
    throw error;
  }
}

function tellReplaced({ rewrapped, unreadable }: Replaced): string {
  const shut = unreadable > 0 ? `; ${unreadable} cannot be opened, and must be stored again` : '';
  return `The master secret was replaced: sessions ended, ${rewrapped} provider key(s) wrapped anew${shut}. Take AI_DRV_SECRET_PREVIOUS out.`;
}

function sourcesOf(config: Config): Sources {
  const cacheDirectory = join(config.dataDirectory, 'cache', 'sources');
  return createSources({ cacheDirectory, allowPrivate: config.allowPrivateSources });
}

async function startOwnDatabase(
  config: Config,
  undo: (() => Promise<void> | void)[],
  say: (line: string) => void,
) {
  undo.push(lockDataDirectory(config.dataDirectory));
  const embedded = await startEmbeddedPostgres({
    dataDirectory: config.dataDirectory,
    searchPath: config.searchPath,
  });
  undo.push(() => embedded.stop());
  say(
    embedded.attached
      ? 'Database: took over the embedded PostgreSQL that was still running.'
      : 'Database: embedded PostgreSQL.',
  );
  return embedded;
}

async function createApplication(parts: Core) {
  const instance = express();
  // Before Nest, which makes the router.
  instance.set('case sensitive routing', true);
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.of(parts),
    new ExpressAdapter(instance),
    {
      bodyParser: false,
      logger: false, // Nest's own report of modules and routes; errors are thrown all the same
      abortOnError: false,
    },
  );
  configureApp(app, parts.config);
  await app.init();
  app.useLogger(app.get(Logger));
  return { app, listener: instance as unknown as RequestListener };
}

/**
 * No new connections; the worker puts its work back at the next seam; then whoever still waits gets an answer that is
 * safe to try again. An api without a worker lets them wait a while: others may still finish what they wait for.
 */
async function drain(
  app: NestExpressApplication,
  server: Server,
  config: Config,
  timings: Timings,
): Promise<void> {
  app.get(Lifecycle).stopping = true;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const waiters = app.get(Waiters);
  await app.get(GenerationWorker).drain();
  const end = Date.now() + (config.roles.worker ? 0 : timings.drainMs);
  while (waiters.size > 0 && Date.now() < end) await sleep(50);
  waiters.rejectAll();
  await Promise.race([closed, sleep(3_000, undefined, { ref: false })]);
  await app.close();
}

async function listen(server: Server, { port, host }: Config): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${port} on ${host} is taken by another program. Stop it, or set PORT to a free one.`,
            )
          : error.code === 'EACCES'
            ? new Error(`This user may not listen on port ${port}. Set PORT to one above 1023.`)
            : new Error(
                `It cannot listen on ${host}:${port} (${error.message}). Set HOST to an address of this machine.`,
              ),
      );
    });
    server.listen(port, host, resolve);
  });
}

function closeNow(server: Server): void {
  server.close();
  server.closeAllConnections();
}

/** Until the application is there: health checks see a server that is not ready yet. */
function notYet(publicUrl: string): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) =>
    sendError(
      request as ServiceRequest,
      response,
      new ApiError('shutting_down', 'The server is starting. Try again in a few seconds.'),
      publicUrl,
    );
}
