import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { send, type Answer, type RequestOptions } from './http.js';
import { addOrganization, type TestOrganization } from './organizations.js';
import { startPlayedProvider, type PlayedProvider, type Script } from './played-provider.js';
import { startService, type Service, type ServiceOptions } from './service.js';
import { startSourceServer, type SourceServer } from './source-server.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import { demoProgram, sourceArchive } from './archives.js';

/** The service with a model that a script plays over HTTP, and the source of the demo's program to package. */
export interface ModelWorld {
  /** Changes hold from the next start on. */
  options: ModelWorldOptions;
  provider: PlayedProvider;
  database: TestDatabase;
  sources: SourceServer;
  sourceUrl: string;
  sourceArchive: Buffer;
  service: Service;
  organization: TestOrganization;
  token: string;
  get(target: string, options?: RequestOptions): Promise<Answer>;
  /** The service again, on the same database, after it was killed. */
  restart(): Promise<Service>;
  stop(): Promise<void>;
}

/** Looks into the source, takes the packager's draft, hands it in: three turns. */
export function packagingScript(sourceUrl: string): Script {
  return [
    {
      calls: [{ name: 'fetch_source', arguments: { source: sourceUrl } }],
      usage: { input: 1_000, output: 100 },
    },
    {
      calls: [{ name: 'packager_draft', arguments: { url: sourceUrl } }],
      usage: { input: 2_000, cached: 500, output: 50 },
    },
    ([, draft]) => ({
      calls: [
        {
          name: 'submit',
          arguments: {
            name: 'hello-ai-drv',
            expression: (JSON.parse(draft!) as { expression: string }).expression,
          },
        },
      ],
      usage: { input: 3_000, output: 400, reasoning: 100 },
    }),
  ];
}

export interface ModelWorldOptions {
  dialect: 'responses' | 'chat';
  script?: (sourceUrl: string) => Script;
  /** Another address of the provider: a faulty one. */
  baseUrl?: string;
  environment?: Record<string, string>;
  timings?: ServiceOptions['timings'];
  providers?: ServiceOptions['providers'];
}

export const providerKey = 'sk-played-0123456789';

export async function startModelWorld(asked: ModelWorldOptions): Promise<ModelWorld> {
  const options = { environment: {}, ...asked };
  const database = await createTestDatabase();
  const sources = await startSourceServer();
  const archive = sourceArchive('hello-ai-drv-1.0', demoProgram());
  const sourceUrl = sources.serve('/hello-ai-drv-1.0.tar.gz', archive);
  const provider = await startPlayedProvider((options.script ?? packagingScript)(sourceUrl));
  const folder = mkdtempSync(join(tmpdir(), 'ai-drv-models-'));
  const file = join(folder, 'models.json');
  writeFileSync(
    file,
    JSON.stringify({ models: [profile(options.dialect, options.baseUrl ?? provider.url)] }),
  );
  const dataDirectory = join(folder, 'data');
  const start = () =>
    startService({
      dataDirectory,
      databaseUrl: database.url,
      ...(options.timings && { timings: options.timings }),
      ...(options.providers && { providers: options.providers }),
      environment: {
        AI_DRV_MODELS_FILE: file,
        AI_DRV_MODEL: 'played',
        PLAYED_API_KEY: providerKey,
        AI_DRV_ALLOW_PRIVATE_SOURCES: 'true',
        ...options.environment,
      },
    });
  let service = await start();
  const organization = await addOrganization(database.url);
  const token = await organization.token(['generate', 'read', 'manage']);
  return {
    options,
    provider,
    database,
    sources,
    sourceUrl,
    sourceArchive: archive,
    get service() {
      return service;
    },
    organization,
    token,
    get: (target, more = {}) => send(service.url, target, { token, ...more }),
    restart: async () => (service = await start()),
    async stop() {
      provider.release();
      await service.stop();
      await provider.close();
      await sources.close();
      await database.drop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** $1 for a million tokens in, $5 out. */
function profile(dialect: 'responses' | 'chat', baseURL: string) {
  return {
    name: 'played',
    dialect,
    baseURL,
    model: 'played-1',
    keySetting: 'PLAYED_API_KEY',
    price: { input: 1_000_000, cachedInput: 100_000, output: 5_000_000 },
    contextTokens: 200_000,
    maxOutputTokens: 8_192,
    forcedTool: 'required',
    strict: false,
    safetyIdentifier: true,
    shutdownDate: '2027-06-30',
  };
}
