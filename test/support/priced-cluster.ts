import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster, type Cluster } from './cluster.js';
import type { ServiceOptions } from './service.js';

/** What a scripted generation reserves in a priced cluster; each of its steps costs 1,000. */
export const capMicros = 20_000;

/** Instances whose default model has a price: each generation reserves `capMicros`, and the test plays its steps. */
export async function startPricedCluster(
  instances: ServiceOptions[],
  shared: ServiceOptions = {},
): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'ai-drv-priced-'));
  const file = join(folder, 'models.json');
  const profile = {
    name: 'priced',
    dialect: 'responses',
    baseURL: 'http://127.0.0.1:9/v1',
    model: 'priced-1',
    keySetting: 'PRICED_API_KEY',
    price: { input: 1_000_000, cachedInput: 100_000, output: 5_000_000 },
    contextTokens: 200_000,
    maxOutputTokens: 8_192,
    forcedTool: 'required',
    strict: false,
    safetyIdentifier: true,
    shutdownDate: '2027-06-30',
  };
  writeFileSync(file, JSON.stringify({ models: [profile] }));
  const cluster = await startCluster(instances, {
    ...shared,
    environment: {
      AI_DRV_MODELS_FILE: file,
      AI_DRV_MODEL: 'priced',
      PRICED_API_KEY: 'sk-priced-0123456789',
      AI_DRV_GENERATION_CAP_MICROS: String(capMicros),
      ...shared.environment,
    },
  });
  return {
    ...cluster,
    async stop() {
      await cluster.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
