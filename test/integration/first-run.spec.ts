import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyPassword } from '@better-auth/utils/password';
import { hashToken, isWellFormedToken } from '../../apps/server/src/tokens/token-format.js';
import { sql } from '../support/organizations.js';
import { startService, type Service } from '../support/service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let service: Service;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await startService({
    databaseUrl: database.url,
    environment: { PUBLIC_URL: 'https://ai-drv.test.invalid/', AI_DRV_ADMIN_EMAIL: 'Root@Test.invalid' },
  });
});
afterAll(async () => {
  await service.stop();
  await database.drop();
});

describe('the first start', () => {
  it('writes first-run.json and netrc for their owner alone, and names them', () => {
    for (const name of ['first-run.json', 'netrc']) {
      const path = join(service.dataDirectory, name);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(service.output()).toContain(path);
    }
    const { token, ...others } = service.firstRun();
    expect(others).toEqual({
      url: 'https://ai-drv.test.invalid',
      email: 'Root@Test.invalid',
      password: expect.stringMatching(/^[\w-]{24}$/),
      adminToken: expect.any(String),
    });
    expect(isWellFormedToken(token) && isWellFormedToken(others.adminToken)).toBe(true);
    expect(readFileSync(join(service.dataDirectory, 'netrc'), 'utf8')).toBe(
      `machine ai-drv.test.invalid login token password ${token}\n`,
    );
  });

  it('stores hashes: of the password as better-auth does it, of the tokens as sha256', async () => {
    const { password, token, adminToken } = service.firstRun();
    const [admin] = await sql<{ email: string; role: string; hash: string; member: string }>(
      database.url,
      `SELECT u.email, u.role, a.password AS hash, m.role AS member FROM "user" u
       JOIN account a ON a.user_id = u.id AND a.provider_id = 'credential' JOIN member m ON m.user_id = u.id`,
    );
    expect(admin).toMatchObject({ email: 'root@test.invalid', role: 'admin', member: 'owner' });
    expect(await verifyPassword(admin!.hash, password)).toBe(true);
    const tokens = await sql(database.url, 'SELECT hash, scopes FROM token ORDER BY cardinality(scopes)');
    expect(tokens).toEqual([
      { hash: hashToken(token), scopes: ['generate', 'read'] },
      { hash: hashToken(adminToken), scopes: ['generate', 'read', 'manage', 'admin'] },
    ]);
  });

  it('is the only one: a further instance makes nothing and writes nothing', async () => {
    const second = await startService({ databaseUrl: database.url });
    expect(existsSync(join(second.dataDirectory, 'first-run.json'))).toBe(false);
    expect(await sql(database.url, 'SELECT count(*)::int AS n FROM "user"')).toEqual([{ n: 1 }]);
    await second.stop();
  });
});
