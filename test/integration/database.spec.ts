import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  isDatabaseUnavailable,
  openDatabase,
  transaction,
  type Database,
} from '../../libs/database/index.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { requestFor, begin } from '../support/generations.js';
import { addOrganization, sql } from '../support/organizations.js';
import { freePort } from '../support/service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let db: Database;
let organization: string;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  organization = (await addOrganization(database.url)).id;
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

describe('what SQL has and Prisma cannot say', () => {
  it('has the partial index of the queue', async () => {
    const rows = await sql(
      database.url,
      `SELECT indexdef FROM pg_indexes WHERE indexname = 'derivation_due_at_idx'`,
    );
    expect(rows).toEqual([
      {
        indexdef:
          'CREATE INDEX derivation_due_at_idx ON public.derivation USING btree (due_at) ' +
          `WHERE (state = ANY (ARRAY['queued'::derivation_state, 'running'::derivation_state]))`,
      },
    ]);
  });

  it.each([
    ['budget_used_check', `UPDATE budget SET used_micros = -1`],
    ['budget_reserved_check', `UPDATE budget SET reserved_micros = -1`],
    ['derivation_revision_check', `UPDATE derivation SET revision = 0`],
    ['derivation_finished_check', `UPDATE derivation SET finished_at = now()`],
    [
      'derivation_expression_check',
      `UPDATE derivation SET state = 'succeeded', finished_at = now(), expression_sha256 = NULL`,
    ],
    ['derivation_failure_check', `UPDATE derivation SET failure_code = 'no_model'`],
    [
      'expression_sha256_check',
      `INSERT INTO expression (organization_id, sha256) VALUES ('ORGANIZATION', '\\x00')`,
    ],
  ])('has %s', async (constraint, statement) => {
    await db.pool.query(`DELETE FROM derivation`);
    await begin(db.pool, requestFor(organization, 'a'), { reserveMicrosOf: () => 1 });
    await expect(db.pool.query(statement.replace('ORGANIZATION', organization))).rejects.toMatchObject({
      code: '23514',
      constraint,
    });
  });
});

describe('times', () => {
  it('are the same moment to Prisma and to SQL, whatever the time zone of the server', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await db.pool.query(`ALTER DATABASE ${name} SET TimeZone = 'America/St_Johns'`);
    const far = openDatabase(database.url);
    try {
      const at = new Date('2026-03-01T00:00:00.123Z');
      const { id } = await far.prisma.auditEvent.create({
        data: { id: randomUUID(), action: 'test.made', createdAt: at },
      });
      const { rows } = await far.pool.query<{ at: Date }>(
        'SELECT created_at AS at FROM audit_event WHERE id = $1',
        [id],
      );
      expect(rows[0]!.at).toEqual(at);
      expect(await far.prisma.auditEvent.findFirst({ where: { id, createdAt: at } })).toMatchObject({
        createdAt: at,
      });
    } finally {
      await far.close();
      await db.pool.query(`ALTER DATABASE ${name} RESET TimeZone`);
    }
  });
});

describe('transaction', () => {
  it('rolls back what it did when the work throws, and the pool goes on', async () => {
    await expect(
      transaction(db.pool, async (client) => {
        await client.query('CREATE TABLE gone ()');
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await sql(database.url, `SELECT to_regclass('gone') AS there`)).toEqual([{ there: null }]);
    expect(db.pool.idleCount).toBe(db.pool.totalCount);
  });

  it.each(['in a query', 'between two queries'])(
    'fails, and the process lives, when its connection is terminated %s',
    async (when) => {
      const outcome = transaction(db.pool, async (client) => {
        const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        const sleeping = when === 'in a query' ? client.query('SELECT pg_sleep(10)') : undefined;
        await sql(database.url, 'SELECT pg_terminate_backend($1, 5000)', [rows[0]!.pid]);
        await (sleeping ?? client.query('SELECT 1'));
      });
      const error = await outcome.then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(isDatabaseUnavailable(error)).toBe(true);
      expect((await db.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    },
  );

  it('ends within one query time-out when the server accepts and never answers', async () => {
    const proxy = await startFaultProxy(Number(new URL(database.url).port));
    const url = new URL(database.url);
    url.port = String(proxy.port);
    const far = openDatabase(url.href);
    await far.pool.query('SELECT 1');
    proxy.fault('blackhole');
    const begun = performance.now();
    const error = await transaction(far.pool, (client) => client.query('SELECT 1')).catch(
      (thrown: unknown) => thrown,
    );
    expect(isDatabaseUnavailable(error)).toBe(true);
    expect(performance.now() - begun).toBeLessThan(7_000);
    proxy.close();
    await far.close();
  });
});

describe('isDatabaseUnavailable', () => {
  const thrownBy = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => error,
    );

  it.each(['pg', 'prisma'] as const)('knows a server that is not there, through %s', async (through) => {
    const away = openDatabase(`postgres://x:x@127.0.0.1:${await freePort()}/x`);
    const error = await thrownBy(
      through === 'pg' ? away.pool.query('SELECT 1') : away.prisma.token.findFirst(),
    );
    expect(isDatabaseUnavailable(error)).toBe(true);
    await away.close();
  });

  it('knows a host of which no address answers', async () => {
    const error = await thrownBy(new pg.Client(`postgres://x@localhost:${await freePort()}/x`).connect());
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  it('knows connections that are reset or cut', async () => {
    const proxy = await startFaultProxy(Number(new URL(database.url).port));
    const url = new URL(database.url);
    url.port = String(proxy.port);
    const far = openDatabase(url.href);
    proxy.cutAfter(400); // in the middle of the greeting
    expect(isDatabaseUnavailable(await thrownBy(far.pool.query('SELECT 1')))).toBe(true);
    proxy.fault('reset');
    expect(isDatabaseUnavailable(await thrownBy(far.pool.query('SELECT 1')))).toBe(true);
    expect(isDatabaseUnavailable(await thrownBy(far.prisma.token.findFirst()))).toBe(true);
    proxy.close();
    await far.close();
  });

  it.each([
    ['a statement that took too long', `SET statement_timeout = 20; SELECT pg_sleep(5)`],
    ['a terminated backend', `SELECT pg_terminate_backend(pg_backend_pid())`],
    ['a lock that was not given', `SET lock_timeout = 20; LOCK TABLE token IN ACCESS EXCLUSIVE MODE`],
  ])('knows %s', async (_, statements) => {
    const holder = await db.pool.connect();
    await holder.query('BEGIN; LOCK TABLE token IN ACCESS SHARE MODE');
    expect(isDatabaseUnavailable(await thrownBy(sql(database.url, statements)))).toBe(true);
    await holder.query('ROLLBACK');
    holder.release();
  });

  it.each([
    ['a wrong statement', 'SELECT nonsense'],
    ['a broken constraint', `INSERT INTO member (id, organization_id, user_id) VALUES ('a', 'b', 'c')`],
    ['a bad value', `SELECT 'x'::uuid`],
  ])('takes %s for what it is', async (_, statement) => {
    expect(isDatabaseUnavailable(await thrownBy(sql(database.url, statement)))).toBe(false);
    expect(isDatabaseUnavailable(new Error('no database in this at all'))).toBe(false);
  });
});
