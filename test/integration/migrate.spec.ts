import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate, MigrationError } from '../../libs/database/index.js';
import { sql } from '../support/organizations.js';
import { spawnService } from '../support/service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

// A database of each test's own: they break its bookkeeping. The empty ones begin without any table.
const databases: TestDatabase[] = [];
const newDatabase = async (): Promise<string> => {
  const database = await createTestDatabase();
  databases.push(database);
  return database.url;
};
const emptyDatabase = async (): Promise<string> => {
  const url = await newDatabase();
  await sql(url, 'DROP SCHEMA public CASCADE');
  await sql(url, 'CREATE SCHEMA public');
  return url;
};
const bookkeeping = (url: string) =>
  sql<{ migration_name: string; finished: boolean; applied_steps_count: number }>(
    url,
    `SELECT migration_name, finished_at IS NOT NULL AS finished, applied_steps_count FROM _prisma_migrations
     WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
let all: string[];

beforeAll(async () => {
  all = (await bookkeeping(await newDatabase())).map((row) => row.migration_name);
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});

/** migrate() in a process of its own; what it returned. */
async function migrateElsewhere(url: string): Promise<string[]> {
  const lib = new URL('../../libs/database/index.js', import.meta.url).href;
  const script = `
    import { migrate } from ${JSON.stringify(lib)};
    const empty = async (client) => {
      await client.query("INSERT INTO organization (id, name, slug) VALUES (gen_random_uuid(), 'x', gen_random_uuid())");
    };
    process.stdout.write(JSON.stringify(await migrate(process.argv[1], empty)));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = Buffer.concat(await child.stdout.toArray()).toString();
  if (child.exitCode === null) await once(child, 'exit');
  return JSON.parse(output) as string[];
}

describe('migrate', () => {
  it('applies all to an empty database in one of several processes that start at once; the others wait', async () => {
    const url = await emptyDatabase();
    const applied = await Promise.all([1, 2, 3].map(() => migrateElsewhere(url)));
    expect(applied.toSorted((a, b) => b.length - a.length)).toEqual([all, [], []]);
    expect(await bookkeeping(url)).toEqual(
      all.map((migration_name) => ({ migration_name, finished: true, applied_steps_count: 1 })),
    );
    // What the first start of an empty database does is done once as well.
    expect(await sql(url, 'SELECT count(*)::int AS n FROM organization')).toEqual([{ n: 1 }]);
    expect(await migrate(url)).toEqual([]);
  });

  it('refuses a database that is newer than the program', async () => {
    const url = await newDatabase();
    await sql(
      url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '99991231235959_later', now())`,
    );
    await expect(migrate(url)).rejects.toThrow(/99991231235959_later.*newer than this program/);
  });

  it('refuses a migration that was edited after it had been applied', async () => {
    const url = await newDatabase();
    await sql(url, `UPDATE _prisma_migrations SET checksum = 'other'`);
    await expect(migrate(url)).rejects.toThrow(/was changed after it had been applied/);
  });

  it('refuses a migration that another program began and never finished', async () => {
    const url = await newDatabase();
    await sql(url, `UPDATE _prisma_migrations SET finished_at = NULL`);
    await expect(migrate(url)).rejects.toThrow(/never finished/);
  });

  it('rolls a failed migration back as a whole, and can be run again when the cause is gone', async () => {
    const url = await emptyDatabase();
    await sql(url, 'CREATE TABLE expression (in_the_way int)');
    await expect(migrate(url)).rejects.toThrow(MigrationError);
    expect(await bookkeeping(url)).toEqual([]);
    expect(await sql(url, `SELECT to_regclass('"user"') AS there`)).toEqual([{ there: null }]);
    await sql(url, 'DROP TABLE expression');
    expect(await migrate(url)).toEqual(all);
  });

  it('says which database takes no connection', async () => {
    await expect(migrate('postgres://x:secret@localhost:1/x')).rejects.toThrow(
      /^The database at localhost:1 cannot be used: .*ECONNREFUSED.*Check DATABASE_URL\.$/,
    );
  });
});

describe('the start of the service', () => {
  it('ends with 1 and a sentence when a migration fails, and serves nothing', async () => {
    const url = await emptyDatabase();
    await sql(url, 'CREATE TABLE expression (in_the_way int)');
    const service = await spawnService({ databaseUrl: url });
    expect(await service.exited()).toEqual({ code: 1, signal: null });
    expect(service.output()).toContain('ai-drv could not start: Migration');
    expect(service.output()).not.toContain('is ready');
    await service.stop();
  });

  it('ends with 1 and no password when the database refuses it', async () => {
    const wrong = new URL(await newDatabase());
    wrong.password = 'hunter2hunter2';
    const service = await spawnService({ databaseUrl: wrong.href });
    expect(await service.exited()).toEqual({ code: 1, signal: null });
    expect(service.output()).toContain('password authentication failed');
    expect(service.output()).not.toContain('hunter2');
    await service.stop();
  });
});
