import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

// The lock that Prisma's own `migrate deploy` takes, so that neither runs beside the other.
const migrationLock = 72_707_369;

/** prisma/migrations of this checkout; this file runs from dist/libs/database/. */
const migrationsFolder = fileURLToPath(new URL('../../../prisma/migrations/', import.meta.url));

/** A migration that failed or cannot be right; the process must end, never serve. */
export class MigrationError extends Error {}

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/** What the first start of an empty database needs to do in the same lock; see `whenEmpty` of migrate(). */
export type InitialData = (client: pg.Client) => Promise<void>;

/**
 * Applies the migrations that a database lacks, one transaction each, under the lock that makes other instances wait.
 * The bookkeeping is Prisma's (`_prisma_migrations`, sha256 checksums), so the real `prisma migrate deploy` can carry on.
 *
 * @param whenEmpty runs, still under the lock, when no organization exists yet
 * @param signal ends the wait for the lock; a migration in hand is rolled back
 * @returns the names applied now
 * @throws MigrationError when one fails, was edited after it was applied, or the database is newer than this program
 */
export async function migrate(url: string, whenEmpty?: InitialData, signal?: AbortSignal): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true });
  // Its errors reach the query that was under way; without a listener they would end the process first.
  client.on('error', () => undefined);
  await client.connect().catch((cause: Error) => {
    throw new Error(
      `The database at ${client.host}:${client.port} cannot be used: ${reason(cause)}. Check DATABASE_URL.`,
      { cause },
    );
  });
  const giveUp = () => void client.end();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    signal?.throwIfAborted();
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const applied = await applyPending(client, await readMigrations());
    if (whenEmpty && (await client.query('SELECT 1 FROM organization LIMIT 1')).rowCount === 0)
      await whenEmpty(client);
    return applied;
  } finally {
    signal?.removeEventListener('abort', giveUp);
    // Closing the session gives the lock back.
    await client.end().catch(() => undefined);
  }
}

/** A host of several addresses fails with all their errors, and says nothing itself. */
function reason(error: Error): string {
  const { errors = [error] } = error as Partial<AggregateError>;
  return errors.map((one: Error) => one.message).join(', ');
}

/** The migrations of this checkout, oldest first. */
async function readMigrations(): Promise<Migration[]> {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.toSorted().map(async (name) => {
      const sql = await readFile(`${migrationsFolder}${name}/migration.sql`, 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function applyPending(client: pg.Client, migrations: Migration[]): Promise<string[]> {
  await client.query(bookkeepingTable);
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  refuseUnknown(rows, migrations);
  const done = new Set(rows.map((row) => row.migration_name));
  const pending = migrations.filter((migration) => !done.has(migration.name));
  for (const migration of pending) await apply(client, migration);
  return pending.map((migration) => migration.name);
}

function refuseUnknown(
  rows: { migration_name: string; checksum: string; finished_at: Date | null }[],
  migrations: Migration[],
): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { migration_name: name, checksum, finished_at } of rows) {
    if (!finished_at) {
      throw new MigrationError(
        `Migration ${name} was begun by another program and never finished. Restore a backup, or repair it with "prisma migrate resolve".`,
      );
    }
    const migration = known.get(name);
    if (!migration) {
      throw new MigrationError(
        `The database has the migration ${name}, which this version does not know: it is newer than this program. Start the newer version, or restore a backup made before the upgrade.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new MigrationError(
        `Migration ${name} was changed after it had been applied. Restore the file as it was.`,
      );
    }
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new MigrationError(
      `Migration ${migration.name} failed and was rolled back: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

// As Prisma's schema engine makes it.
const bookkeepingTable = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;
