import { randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transaction, type Database } from '../../../libs/database/index.js';
import { Keys } from './common/keys.js';
import { rewrapKeys } from './provider-keys/provider-keys.store.js';

/** The master secret of a data directory: made at the first start, mode 0600, part of every backup. */
function keptSecret(dataDirectory: string): string {
  const file = secretFile(dataDirectory);
  try {
    writeFileSync(file, `${newSecret()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < 32) {
    throw new Error(
      `${file} holds no master secret. Restore it from a backup, or set AI_DRV_SECRET to the one that this database was used with.`,
    );
  }
  return secret;
}

const secretFile = (dataDirectory: string) => join(dataDirectory, 'secret');
const nextFile = (dataDirectory: string) => join(dataDirectory, 'secret.next');

export const newSecret = () => randomBytes(32).toString('base64');

type Pooled = Pick<Database, 'pool'>;

/** The kept secret, after a rotation that was interrupted was brought to its end, or undone: the database says which. */
export async function currentSecret(database: Pooled, dataDirectory: string): Promise<string> {
  const next = nextFile(dataDirectory);
  if (existsSync(next)) {
    const stored = await storedCheck(database);
    if (stored !== null && same(stored, checkValue(readFileSync(next, 'utf8').trim())))
      renameSync(next, secretFile(dataDirectory));
    else rmSync(next);
  }
  return keptSecret(dataDirectory);
}

/**
 * Replaces the kept secret. The new one is on disk before the database has it, and takes the old one's place only
 * afterwards: whenever this is interrupted, `currentSecret` finds the right one.
 */
export async function rotateKeptSecret(database: Pooled, dataDirectory: string): Promise<Replaced> {
  const before = await currentSecret(database, dataDirectory);
  const secret = newSecret();
  const next = nextFile(dataDirectory);
  writeFileSync(next, `${secret}\n`, { mode: 0o600, flush: true });
  const replaced = await replaceSecret(database, before, secret);
  renameSync(next, secretFile(dataDirectory));
  return replaced;
}

/**
 * The database remembers a check value of its master secret, so that another one is told at the start, not by sessions
 * and keys that fail later. With the one before in AI_DRV_SECRET_PREVIOUS the change was meant: sessions end, stored
 * provider keys are wrapped anew, and the check value is replaced.
 * @returns what was done to the provider keys, when the secret was replaced
 * @throws Error a sentence
 */
export async function refuseOtherSecret(
  database: Pooled,
  secret: string,
  previous: string | null,
): Promise<Replaced | null> {
  await database.pool.query(
    `INSERT INTO instance (name, value) VALUES ('secret_check', $1) ON CONFLICT DO NOTHING`,
    [checkValue(secret)],
  );
  const stored = (await storedCheck(database))!;
  if (same(stored, checkValue(secret))) return null;
  if (previous !== null && same(stored, checkValue(previous)))
    return replaceSecret(database, previous, secret);
  throw new Error(
    `The master secret is not the one that this database was used with${previous === null ? '' : ', and neither is AI_DRV_SECRET_PREVIOUS'}. Set AI_DRV_SECRET (or restore the file "secret" of the data directory) as it was; after a change on purpose set AI_DRV_SECRET_PREVIOUS to the one before. If it is lost for good: npm run admin -- accept-secret.`,
  );
}

/** How many provider keys were wrapped anew, and how many could not be. */
export interface Replaced {
  rewrapped: number;
  unreadable: number;
}

/**
 * Makes another secret the database's, all in one transaction: what was signed with the old one ends, and every provider
 * key is wrapped with the new one. Who stores a provider key meanwhile waits, and is then refused.
 */
async function replaceSecret({ pool }: Pooled, before: string, secret: string): Promise<Replaced> {
  return transaction(pool, async (client) => {
    const { rows } = await client.query<{ value: string }>(
      `SELECT value FROM instance WHERE name = 'secret_check' FOR UPDATE`,
    );
    // Another process was first.
    if (same(rows[0]!.value, checkValue(secret))) return { rewrapped: 0, unreadable: 0 };
    if (!same(rows[0]!.value, checkValue(before)))
      throw new Error('The master secret was changed by another process meanwhile. Start again.');
    const replaced = await rewrapKeys(client, new Keys(before), new Keys(secret));
    await client.query(endOfOldSecret, [checkValue(secret)]);
    await client.query(
      `INSERT INTO audit_event (id, action, subject, detail) VALUES (gen_random_uuid(), 'secret.replaced', 'instance', $1)`,
      [replaced],
    );
    return replaced;
  });
}

/** The old secret is lost: this one holds from now on, and provider keys under the old one stay shut. */
export async function acceptSecret({ pool }: Pooled, secret: string): Promise<void> {
  await pool.query(endOfOldSecret, [checkValue(secret)]);
}

const endOfOldSecret = `
  WITH ended AS (DELETE FROM session), links AS (DELETE FROM verification)
  INSERT INTO instance (name, value) VALUES ('secret_check', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value`;

async function storedCheck({ pool }: Pooled): Promise<string | null> {
  const { rows } = await pool.query<{ value: string }>(
    `SELECT value FROM instance WHERE name = 'secret_check'`,
  );
  return rows[0]?.value ?? null;
}

const checkValue = (secret: string) => new Keys(secret).check();

const same = (a: string, b: string) =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
