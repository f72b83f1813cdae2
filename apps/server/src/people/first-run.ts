import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashPassword } from '@better-auth/utils/password';
import type { Config } from '../../../../libs/config/index.js';
import type { Scope } from '../../../../libs/contracts/index.js';
import type { InitialData } from '../../../../libs/database/index.js';
import { mintToken } from '../tokens/tokens.service.js';

/** The files that the first start wrote, for the console. */
export interface FirstRun {
  files: string[];
}

type Client = Parameters<InitialData>[0];

/**
 * Fills an empty database: an administrator with a personal organization, and two tokens. Runs under the migration lock,
 * so of several instances one does it. The secrets are written to files (0600) before the rows are committed: a crash
 * between the two leaves files that the next start replaces, never rows that nobody holds the key of.
 */
export async function firstRun(client: Client, config: Config): Promise<FirstRun> {
  const password = config.admin.password ?? randomBytes(18).toString('base64url');
  const [token, adminToken] = [mintToken(), mintToken()];
  const files = writeFiles(config, { password, token: token.secret, adminToken: adminToken.secret });
  try {
    await client.query('BEGIN');
    const owner = await insertAdministrator(client, config.admin.email, password);
    await insertToken(client, owner, 'first token', token, ['generate', 'read']);
    await insertToken(client, owner, 'administrator', adminToken, ['generate', 'read', 'manage', 'admin']);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    for (const file of files) rmSync(file, { force: true });
    throw error;
  }
  return { files };
}

interface Secrets {
  password: string;
  token: string;
  adminToken: string;
}

function writeFiles(config: Config, { password, token, adminToken }: Secrets): string[] {
  const summary = { url: config.publicUrl, email: config.admin.email, password, token, adminToken };
  // netrc knows machines, not ports. Nix takes the entry without a login for none at all.
  const netrc = `machine ${new URL(config.publicUrl).hostname} login token password ${token}\n`;
  return [
    writePrivate(join(config.dataDirectory, 'first-run.json'), `${JSON.stringify(summary, null, 2)}\n`),
    writePrivate(join(config.dataDirectory, 'netrc'), netrc),
  ];
}

function writePrivate(path: string, text: string): string {
  // Of another database that this data directory served: they may be the only copy.
  if (existsSync(path)) renameSync(path, `${path}.${new Date().toISOString()}.old`);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

interface Owner {
  userId: string;
  organizationId: string;
}

/** The rows that better-auth would have made at a sign-up with e-mail and password. */
async function insertAdministrator(client: Client, email: string, password: string): Promise<Owner> {
  const [userId, organizationId] = [randomUUID(), randomUUID()];
  await client.query(
    `INSERT INTO "user" (id, name, email, email_verified, role) VALUES ($1, 'Administrator', $2, true, 'admin')`,
    [userId, email.toLowerCase()],
  );
  await client.query(
    `INSERT INTO account (id, account_id, provider_id, user_id, password, updated_at) VALUES ($1, $2, 'credential', $2, $3, now())`,
    [randomUUID(), userId, await hashPassword(password)],
  );
  await client.query(
    `INSERT INTO organization (id, name, slug) VALUES ($1, 'Administrator', 'administrator')`,
    [organizationId],
  );
  await client.query(`INSERT INTO member (id, organization_id, user_id, role) VALUES ($1, $2, $3, 'owner')`, [
    randomUUID(),
    organizationId,
    userId,
  ]);
  return { userId, organizationId };
}

async function insertToken(
  client: Client,
  owner: Owner,
  name: string,
  token: ReturnType<typeof mintToken>,
  scopes: Scope[],
) {
  const { hash, prefix, last4 } = token;
  await client.query(
    `INSERT INTO token (id, organization_id, user_id, name, hash, prefix, last4, scopes, role) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'owner')`,
    [randomUUID(), owner.organizationId, owner.userId, name, hash, prefix, last4, scopes],
  );
}
