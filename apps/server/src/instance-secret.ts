import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../../../libs/database/index.js';

/** The master secret of a data directory: made at the first start, mode 0600, part of every backup. */
export function keptSecret(dataDirectory: string): string {
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

export const secretFile = (dataDirectory: string) => join(dataDirectory, 'secret');

export const newSecret = () => randomBytes(32).toString('base64');

/**
 * The database remembers a check value of its master secret, so that another one is told at the start, not by sessions
 * and keys that fail later. With the one before in AI_DRV_SECRET_PREVIOUS the change was meant: sessions end, and the
 * check value is replaced.
 * @throws Error a sentence
 */
export async function refuseOtherSecret(
  { pool }: Pick<Database, 'pool'>,
  secret: string,
  previous: string | null,
): Promise<void> {
  await pool.query(`INSERT INTO instance (name, value) VALUES ('secret_check', $1) ON CONFLICT DO NOTHING`, [
    checkValue(secret),
  ]);
  const { rows } = await pool.query<{ value: string }>(
    `SELECT value FROM instance WHERE name = 'secret_check'`,
  );
  const stored = rows[0]!.value;
  if (same(stored, checkValue(secret))) return;
  if (previous === null || !same(stored, checkValue(previous))) {
    throw new Error(
      'The master secret is not the one that this database was used with. Set AI_DRV_SECRET (or restore the file "secret" of the data directory) as it was; after a change on purpose set AI_DRV_SECRET_PREVIOUS to the one before.',
    );
  }
  await replaceSecret({ pool }, secret);
}

/** Makes another secret the database's: what was signed with the old one ends. */
export async function replaceSecret({ pool }: Pick<Database, 'pool'>, secret: string): Promise<void> {
  await pool.query(
    `WITH ended AS (DELETE FROM session), links AS (DELETE FROM verification)
     UPDATE instance SET value = $1 WHERE name = 'secret_check'`,
    [checkValue(secret)],
  );
}

const checkValue = (secret: string) =>
  createHmac('sha256', secret).update('ai-drv secret check').digest('hex');

const same = (a: string, b: string) =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
