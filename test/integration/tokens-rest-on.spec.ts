import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase, type Database } from '../../libs/database/index.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

// Triggers of the migration people_and_tokens: Prisma's schema does not know them, and drift would not show their loss.
let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.url);
});

afterAll(async () => {
  await database?.close();
  await testDatabase?.drop();
});

const sql = (text: string, values: unknown[] = []) => database.pool.query(text, values);

async function newUser(role = 'user'): Promise<string> {
  const id = randomUUID();
  await sql(`INSERT INTO "user" (id, name, email, role) VALUES ($1, 'a', $2, $3)`, [
    id,
    `${id}@example.org`,
    role,
  ]);
  return id;
}

async function newOrganization(userId: string, role = 'owner'): Promise<string> {
  const id = randomUUID();
  await sql(`INSERT INTO organization (id, name, slug) VALUES ($1, 'o', $1)`, [id]);
  await join(id, userId, role);
  return id;
}

const join = (organizationId: string, userId: string, role: string) =>
  sql('INSERT INTO member (id, organization_id, user_id, role) VALUES ($1, $2, $3, $4)', [
    randomUUID(),
    organizationId,
    userId,
    role,
  ]);

async function newToken(
  organizationId: string,
  userId: string,
  role: string,
  scopes: string[],
): Promise<string> {
  const id = randomUUID();
  await sql(
    `INSERT INTO token (id, organization_id, user_id, name, hash, prefix, last4, scopes, role)
     VALUES ($1, $2, $3, 't', $6, 'aidrv_xxxx', 'yyyy', $4, $5)`,
    [id, organizationId, userId, scopes, role, Buffer.from(id)],
  );
  return id;
}

const isRevoked = async (id: string) =>
  (await sql('SELECT revoked_at FROM token WHERE id = $1', [id])).rows[0].revoked_at !== null;

describe('tokens end with what they rested on', () => {
  it('when their user leaves the organization, and not again when they come back', async () => {
    const [owner, user] = [await newUser(), await newUser()];
    const [organization, home] = [await newOrganization(owner), await newOrganization(user)];
    await join(organization, user, 'member');
    const here = await newToken(organization, user, 'member', ['generate']);
    const there = await newToken(home, user, 'owner', ['generate']);
    await sql('DELETE FROM member WHERE organization_id = $1 AND user_id = $2', [organization, user]);
    expect(await isRevoked(here)).toBe(true);
    expect(await isRevoked(there)).toBe(false);
    await join(organization, user, 'member');
    expect(await isRevoked(here)).toBe(true);
  });

  it('when a role is lost: those that may manage, and were made with it', async () => {
    const [owner, admin] = [await newUser(), await newUser()];
    const organization = await newOrganization(owner);
    await join(organization, admin, 'admin');
    const managing = await newToken(organization, admin, 'admin', ['read', 'manage']);
    const reading = await newToken(organization, admin, 'admin', ['read']);
    const before = await newToken(organization, admin, 'member', ['manage']);
    await sql(`UPDATE member SET role = 'member' WHERE user_id = $1`, [admin]);
    expect(await isRevoked(managing)).toBe(true);
    expect(await isRevoked(reading)).toBe(false);
    expect(await isRevoked(before)).toBe(false);
    await sql(`UPDATE member SET role = 'owner' WHERE user_id = $1`, [admin]);
    expect(await isRevoked(managing)).toBe(true);
  });

  it('when the user administers the server no more', async () => {
    const admin = await newUser('admin');
    const organization = await newOrganization(admin);
    const token = await newToken(organization, admin, 'owner', ['read', 'admin']);
    const plain = await newToken(organization, admin, 'owner', ['read']);
    await sql(`UPDATE "user" SET role = 'user' WHERE id = $1`, [admin]);
    expect([await isRevoked(token), await isRevoked(plain)]).toEqual([true, false]);
  });

  it('and say so to who listens', async () => {
    const user = await newUser();
    const organization = await newOrganization(user);
    const [one, two] = [
      await newToken(organization, user, 'owner', ['read']),
      await newToken(organization, user, 'owner', ['read']),
    ];
    const client = await database.pool.connect();
    const heard: string[] = [];
    client.on('notification', ({ payload }) => heard.push(payload!));
    await client.query('LISTEN ai_drv_token');
    await client.query('UPDATE token SET name = name WHERE id = $1', [one]);
    await client.query('UPDATE token SET revoked_at = now() WHERE id = $1', [one]);
    await client.query('DELETE FROM organization WHERE id = $1', [organization]);
    await client.query('SELECT 1');
    client.release(true);
    expect(heard).toContain(two);
    expect(heard.filter((id) => id === one).length).toBeGreaterThanOrEqual(1);
  });
});

describe('a user owns at most three organizations', () => {
  it('also when the fourth and the third are made at once', async () => {
    const user = await newUser();
    const made = await Promise.allSettled([1, 2, 3, 4, 5].map(() => newOrganization(user)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const refused = made.find((one) => one.status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason.code).toBe('AD003');
    const { rows } = await sql('SELECT count(*)::int AS n FROM member WHERE user_id = $1', [user]);
    expect(rows[0].n).toBe(3);
  });

  it('nor by a promotion', async () => {
    const [user, other] = [await newUser(), await newUser()];
    for (let i = 0; i < 3; i++) await newOrganization(user);
    const organization = await newOrganization(other);
    await join(organization, user, 'admin');
    await expect(
      sql(`UPDATE member SET role = 'admin,owner' WHERE user_id = $1 AND organization_id = $2`, [
        user,
        organization,
      ]),
    ).rejects.toThrow('at most three');
  });
});

describe('an organization keeps an owner', () => {
  const leave = (organizationId: string, userId: string) =>
    sql('DELETE FROM member WHERE organization_id = $1 AND user_id = $2', [organizationId, userId]);
  const lower = (organizationId: string, userId: string) =>
    sql(`UPDATE member SET role = 'admin' WHERE organization_id = $1 AND user_id = $2`, [
      organizationId,
      userId,
    ]);

  it('also when both owners go, or step down, at once', async () => {
    for (const go of [leave, lower]) {
      const owners = [await newUser(), await newUser()];
      const organization = await newOrganization(owners[0]!);
      await join(organization, owners[1]!, 'owner');
      await join(organization, await newUser(), 'member');
      const gone = await Promise.allSettled(owners.map((owner) => go(organization, owner)));
      expect(gone.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const refused = gone.find((one) => one.status === 'rejected') as PromiseRejectedResult;
      expect(refused.reason.code).toBe('AD004');
    }
  });

  it('but ends with its last member, or by itself', async () => {
    const [owner, member] = [await newUser(), await newUser()];
    await leave(await newOrganization(owner), owner);
    const organization = await newOrganization(owner);
    await join(organization, member, 'member');
    await expect(sql('DELETE FROM "user" WHERE id = $1', [owner])).rejects.toMatchObject({ code: 'AD004' });
    await sql('DELETE FROM organization WHERE id = $1', [organization]);
    await sql('DELETE FROM "user" WHERE id = $1', [owner]);
  });
});

describe('the audit trail has a row', () => {
  const actions = async (userId: string) =>
    (await sql('SELECT action FROM audit_event WHERE user_id = $1 ORDER BY created_at', [userId])).rows.map(
      ({ action }) => action,
    );

  it('of each account that is made, and of each password that is another', async () => {
    const user = await newUser();
    await sql(
      `INSERT INTO account (id, account_id, provider_id, user_id, password, updated_at) VALUES ($1, $1, 'credential', $1, 'a', now())`,
      [user],
    );
    await sql(`UPDATE account SET password = 'a', updated_at = now() WHERE user_id = $1`, [user]);
    expect(await actions(user)).toEqual(['user.created']);
    await sql(`UPDATE account SET password = 'b' WHERE user_id = $1`, [user]);
    expect(await actions(user)).toEqual(['user.created', 'user.password_changed']);
    // And from where, when that is said for the transaction.
    await sql(
      `WITH said AS MATERIALIZED (SELECT set_config('ai_drv.client_address', '192.0.2.7', true) AS address)
       UPDATE account SET password = 'c' FROM said WHERE user_id = $1 AND address <> ''`,
      [user],
    );
    const from = await sql(
      `SELECT client_address FROM audit_event WHERE subject = $1 AND action = 'user.password_changed' ORDER BY created_at`,
      [user],
    );
    expect(from.rows).toEqual([{ client_address: null }, { client_address: '192.0.2.7' }]);
  });
});
