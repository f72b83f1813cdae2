import { addOrganization, sql } from './organizations.js';
import { startScriptedProvider, type ScriptedProvider } from './scripted-provider.js';
import { eventually, startService, type Service, type ServiceOptions } from './service.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** Several instances on one database, and a tenant. */
export interface Cluster {
  database: TestDatabase;
  provider: ScriptedProvider;
  services: Service[];
  token: string;
  add(options?: ServiceOptions): Promise<Service>;
  /** The instance that works on the one derivation that runs. */
  owner(): Promise<Service>;
  /** A derivation with its steps, charges and texts. */
  facts(prompt: string): Promise<Facts>;
  stop(): Promise<void>;
}

export interface Facts {
  state: string;
  run: number;
  fence: number;
  attempts: number;
  steps: number;
  charges: number[];
}

export async function startCluster(
  instances: ServiceOptions[],
  shared: ServiceOptions = {},
): Promise<Cluster> {
  const database = await createTestDatabase();
  const provider = await startScriptedProvider();
  const services: Service[] = [];
  const add = async (options: ServiceOptions = {}) => {
    const service = await startService({
      databaseUrl: database.url,
      scriptedProvider: provider.url,
      ...shared,
      ...options,
      environment: { ...shared.environment, ...options.environment },
    });
    services.push(service);
    return service;
  };
  for (const options of instances) await add(options);
  return {
    database,
    provider,
    services,
    add,
    token: await (await addOrganization(database.url)).token(['generate', 'read']),
    owner: () =>
      eventually('an owner', async () => {
        const [row] = await sql<{ owner: string }>(
          database.url,
          `SELECT owner FROM derivation WHERE state = 'running'`,
        );
        return row && services.find(({ pid }) => row.owner.includes(`:${pid}:`));
      }),
    async facts(prompt) {
      const [row] = await sql<Facts>(
        database.url,
        `SELECT state, run, fence, attempts,
           (SELECT count(*)::int FROM generation_step s WHERE s.derivation_id = d.id) AS steps,
           ARRAY (SELECT amount_micros::int FROM charge c WHERE c.derivation_id = d.id ORDER BY run) AS charges
         FROM derivation d WHERE prompt = $1`,
        [prompt],
      );
      return row!;
    },
    async stop() {
      await provider.close();
      await Promise.all(services.map((service) => service.stop()));
      await database.drop();
    },
  };
}
