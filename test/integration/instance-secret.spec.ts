import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Keys } from '../../apps/server/src/common/keys.js';
import {
  acceptSecret,
  currentSecret,
  refuseOtherSecret,
  rotateKeptSecret,
} from '../../apps/server/src/instance-secret.js';
import { createKeyVault } from '../../apps/server/src/provider-keys/key-vault.service.js';
import { storeKey } from '../../apps/server/src/provider-keys/provider-keys.store.js';
import { seal } from '../../apps/server/src/provider-keys/seal.js';
import { openDatabase, type Database } from '../../libs/database/index.js';
import { addOrganization, sql } from '../support/organizations.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const [old, fresh, other] = ['old', 'fresh', 'other'].map(
  (word) => `${word} master secret of these tests`,
) as [string, string, string];
let database: TestDatabase;
let db: Database;
let organizations: string[];
const apiKey = (n: number) => `sk-key-of-organization-${n}`;
const open = (secret: string, n: number) =>
  createKeyVault(db, new Keys(secret))
    .open(organizations[n]!, 'openai')
    .then(
      (key) => key.apiKey,
      (error: Error & { code?: string }) => error.code,
    );
const store = (secret: string, organizationId: string, key: string) => {
  const keys = new Keys(secret);
  const where = { provider: 'openai', baseUrl: null, model: null, dialect: null };
  const caller = {
    organizationId,
    userId: 'u',
    tokenId: null,
    tokenHash: null,
    sessionId: null,
    suspensionReason: null,
    scopes: [],
    role: 'owner' as const,
  };
  return storeKey(
    db.pool,
    caller,
    { ...where, last4: key.slice(-4), ...seal(keys, key, { organizationId, ...where }) },
    keys.check(),
  );
};

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  await db.pool.query('DELETE FROM organization; DELETE FROM instance; DELETE FROM audit_event');
  await refuseOtherSecret(db, old, null);
  organizations = await Promise.all([0, 1, 2].map(async () => (await addOrganization(database.url)).id));
  for (const [n, id] of organizations.entries()) await store(old, id, apiKey(n));
});

describe('a master secret', () => {
  it('that is another one is refused with the way out, and changes nothing', async () => {
    await expect(refuseOtherSecret(db, fresh, null)).rejects.toThrow(
      /AI_DRV_SECRET_PREVIOUS.*accept-secret/s,
    );
    await expect(refuseOtherSecret(db, fresh, other)).rejects.toThrow('neither is AI_DRV_SECRET_PREVIOUS');
    expect(await open(old, 0)).toBe(apiKey(0));
  });

  it('that replaces the one before wraps every key anew, for itself alone, and says so in the audit', async () => {
    expect(await refuseOtherSecret(db, fresh, old)).toEqual({ rewrapped: 3, unreadable: 0 });
    for (const n of [0, 1, 2]) {
      expect(await open(fresh, n)).toBe(apiKey(n));
      // A process that was not restarted yet: to be asked again, of another one.
      expect(await open(old, n)).toBe('provider_unavailable');
    }
    expect(await refuseOtherSecret(db, fresh, old)).toBeNull();
    expect(await refuseOtherSecret(db, fresh, null)).toBeNull();
    expect(
      await sql(database.url, 'SELECT action, detail FROM audit_event WHERE action LIKE $1', ['secret%']),
    ).toEqual([{ action: 'secret.replaced', detail: { rewrapped: 3, unreadable: 0 } }]);
  });

  it('is replaced once by however many processes that start at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => refuseOtherSecret(db, fresh, old)));
    expect(all.reduce((sum, one) => sum + (one?.rewrapped ?? 0), 0)).toBe(3);
    expect(await open(fresh, 2)).toBe(apiKey(2));
  });

  it('is replaced whole or not at all: an interrupted rotation begins again', async () => {
    await sql(
      database.url,
      `CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
       CREATE TRIGGER cut AFTER UPDATE ON instance FOR EACH ROW EXECUTE FUNCTION cut()`,
    );
    await expect(refuseOtherSecret(db, fresh, old)).rejects.toThrow();
    expect([await open(old, 0), await open(fresh, 0)]).toEqual([apiKey(0), 'provider_unavailable']);
    await sql(database.url, 'DROP TRIGGER cut ON instance; DROP FUNCTION cut()');
    expect(await refuseOtherSecret(db, fresh, old)).toMatchObject({ rewrapped: 3 });
    expect(await open(fresh, 0)).toBe(apiKey(0));
  });

  it('leaves a damaged key shut and goes on with all others', async () => {
    await sql(database.url, `UPDATE provider_key SET wrapped_key = '\\x00' WHERE organization_id = $1`, [
      organizations[1],
    ]);
    expect(await refuseOtherSecret(db, fresh, old)).toEqual({ rewrapped: 2, unreadable: 1 });
    expect([await open(fresh, 0), await open(fresh, 1), await open(fresh, 2)]).toEqual([
      apiKey(0),
      'own_key_missing',
      apiKey(2),
    ]);
  });

  it('of a process that was not restarted seals nothing more', async () => {
    await refuseOtherSecret(db, fresh, old);
    expect(await store(old, organizations[0]!, 'sk-too-late-to-be-read')).toBeNull();
    expect(await open(fresh, 0)).toBe(apiKey(0));
  });

  it('does not open a key that was moved to another organization', async () => {
    await sql(
      database.url,
      `UPDATE provider_key k SET sealed = o.sealed, wrapped_key = o.wrapped_key FROM provider_key o
       WHERE k.organization_id = $1 AND o.organization_id = $2`,
      [organizations[0], organizations[1]],
    );
    expect([await open(old, 0), await open(old, 1)]).toEqual(['own_key_missing', apiKey(1)]);
  });

  it('that is lost may be given up: keys stay shut until they are stored again, one by one', async () => {
    await acceptSecret(db, fresh);
    expect(await refuseOtherSecret(db, fresh, null)).toBeNull();
    await store(fresh, organizations[0]!, 'sk-stored-once-again');
    expect([await open(fresh, 0), await open(fresh, 1)]).toEqual(['sk-stored-once-again', 'own_key_missing']);
  });
});

describe('the secret that is kept in the data directory', () => {
  let folder: string;
  const file = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(file(name), 'utf8').trim();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ai-drv-secret-'));
    writeFileSync(file('secret'), `${old}\n`, { mode: 0o600 });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is rotated with all that is sealed, and only its owner reads it', async () => {
    expect(await rotateKeptSecret(db, folder)).toEqual({ rewrapped: 3, unreadable: 0 });
    const secret = await currentSecret(db, folder);
    expect(secret).not.toBe(old);
    expect(await refuseOtherSecret(db, secret, null)).toBeNull();
    expect(await open(secret, 0)).toBe(apiKey(0));
    expect(existsSync(file('secret.next'))).toBe(false);
    expect(statSync(file('secret')).mode & 0o777).toBe(0o600);
  });

  it('stays what it is when a rotation was interrupted before the database had the new one', async () => {
    writeFileSync(file('secret.next'), `${fresh}\n`);
    expect(await currentSecret(db, folder)).toBe(old);
    expect(existsSync(file('secret.next'))).toBe(false);
    expect(await open(old, 0)).toBe(apiKey(0));
  });

  it('is the new one when a rotation was interrupted after the database had it', async () => {
    writeFileSync(file('secret.next'), `${fresh}\n`);
    await refuseOtherSecret(db, fresh, old);
    expect(await currentSecret(db, folder)).toBe(fresh);
    expect([read('secret'), existsSync(file('secret.next'))]).toEqual([fresh, false]);
    expect(await open(fresh, 0)).toBe(apiKey(0));
  });

  it('is not touched by a rotation that the database refuses', async () => {
    writeFileSync(file('secret'), `${other}\n`);
    await expect(rotateKeptSecret(db, folder)).rejects.toThrow('changed by another process');
    expect(await currentSecret(db, folder)).toBe(other);
  });
});
