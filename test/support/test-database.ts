import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** The environment variable through which global-setup.ts tells the tests where PostgreSQL is. */
export const postgresOfThisRun = 'TEST_POSTGRES_URL';
export const templateName = 'ai_drv_template';

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A migrated, empty database of its own, copied from the template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env[postgresOfThisRun]!;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await query(server, `CREATE DATABASE ${name} TEMPLATE ${templateName}`);
  return {
    url: server.replace(/\/[^/]+$/, `/${name}`),
    drop: () => query(server, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
