import pg from 'pg';
import { migrate } from '../../libs/database/index.js';
import { beginScan } from './log-scan.js';
import { startTemporaryPostgres } from './postgres.js';
import { postgresOfThisRun, templateName } from './test-database.js';

/** One PostgreSQL for the whole run of jest, with a migrated template; each kind of test that needs it calls this, the first one starts it. */
export default async function setUp(): Promise<void> {
  if (process.env[postgresOfThisRun]) return;
  beginScan();
  const server = await startTemporaryPostgres();
  const template = server.url.replace(/\/[^/]+$/, `/${templateName}`);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${templateName}`);
  await client.end();
  await migrate(template);
  process.env[postgresOfThisRun] = server.url;
  (globalThis as { stopPostgres?: () => Promise<void> }).stopPostgres = () => server.stop();
}
