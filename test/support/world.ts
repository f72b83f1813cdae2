import type { Scope } from '../../libs/contracts/index.js';
import { send, type Answer, type RequestOptions } from './http.js';
import { addOrganization, type TestOrganization } from './organizations.js';
import { startScriptedProvider, type Play, type ScriptedProvider } from './scripted-provider.js';
import { startService, type Service, type ServiceOptions } from './service.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** One service with a database, a scripted provider and a tenant of its own. */
export interface World {
  database: TestDatabase;
  provider: ScriptedProvider;
  service: Service;
  organization: TestOrganization;
  /** `generate` and nothing more. */
  token: string;
  tokenWith(...scopes: Scope[]): Promise<string>;
  /** With `token`, unless another one (or '' for none) is given. */
  get(target: string, options?: RequestOptions): Promise<Answer>;
  stop(): Promise<void>;
}

export async function startWorld(options: ServiceOptions & { play?: Play } = {}): Promise<World> {
  const database = await createTestDatabase();
  const provider = await startScriptedProvider(options.play ?? { steps: 2 });
  const service = await startService({
    databaseUrl: database.url,
    scriptedProvider: provider.url,
    ...options,
  });
  const organization = await addOrganization(database.url);
  const token = await organization.token(['generate']);
  return {
    database,
    provider,
    service,
    organization,
    token,
    tokenWith: (...scopes) => organization.token(scopes),
    get(target, { token: other = token, ...rest } = {}) {
      return send(service.url, target, { ...rest, ...(other !== '' && { token: other }) });
    },
    async stop() {
      await service.stop();
      await provider.close();
      await database.drop();
    },
  };
}

/** `/hash?req=…`, with further parameters as they stand. */
export const hashOf = (prompt: string, more = ''): string => `/hash?req=${encodeURIComponent(prompt)}${more}`;

/** The text that a scripted generation of so many steps makes. */
export function expressionOf(prompt: string, steps = 2): string {
  const outputs = Array.from({ length: steps }, (_, n) => `answer ${n} to ${prompt}`);
  return `{ }: ${JSON.stringify(outputs.join(' '))}\n`;
}
