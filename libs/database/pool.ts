import pg from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.js';
import { isDatabaseUnavailable } from './unavailable.js';

/** The database as the application uses it: Prisma, and `pg` for the hot path and the claim table, on one pool. */
export interface Database {
  pool: pg.Pool;
  prisma: PrismaClient;
  url: string;
  close(): Promise<void>;
}

// Bounds for every connection of ours: what a database that accepts and never answers can cost a request. The client's
// query_timeout is the longest, so that the server's own error, which says more, comes first.
export const connectionBounds = {
  connectionTimeoutMillis: 2_000,
  query_timeout: 6_000,
  statement_timeout: 5_000,
  lock_timeout: 4_000,
  idle_in_transaction_session_timeout: 2_000,
  keepAlive: true,
} as const;

/** Opens a pool of 5 connections (none is held while a request waits, so few are enough). Nothing connects before the first query. */
export function openDatabase(url: string): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: 5,
    application_name: 'ai-drv',
    ...connectionBounds,
    // Prisma's adapter writes and reads times without their zone: in another than UTC each would be another moment.
    // The pool waits for it before anybody gets the connection.
    onConnect: (client) => client.query(`SET TimeZone = 'UTC'`) as unknown as undefined,
  });
  // An idle connection that dies is replaced by the pool; without a listener its error would end the process.
  pool.on('error', () => undefined);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    pool,
    prisma,
    url,
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/**
 * Runs `work` in one transaction; whatever it throws rolls it back. The loser of a deadlock is run again: the winner is
 * an organization's deletion, or what that met, and is done by then.
 */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await transactionOnce(pool, work);
    } catch (error) {
      if (tries === 3 || (error as { code?: unknown }).code !== '40P01') throw error;
    }
  }
}

/** A connection that broke is not given back to the pool. */
async function transactionOnce<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // The pool listens to idle connections only; one that dies in our hands would end the process. Its query says why.
  const onError = () => undefined;
  client.on('error', onError);
  let broken = false;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // A server that is away would keep a ROLLBACK waiting as long again; closing the connection rolls back, too.
    broken = isDatabaseUnavailable(error) || (await client.query('ROLLBACK').then(isFalse, isTrue));
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

const isFalse = () => false;
const isTrue = () => true;
