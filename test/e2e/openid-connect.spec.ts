import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider.js';
import { Person } from '../support/person.js';
import { freePort, startService, type Service } from '../support/service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let provider: IdentityProvider;

beforeAll(async () => {
  [database, provider] = await Promise.all([createTestDatabase(), startIdentityProvider()]);
});

afterAll(async () => {
  provider?.close();
  await database?.drop();
});

async function withService(signUp: string, run: (service: Service) => Promise<void>): Promise<void> {
  const port = await freePort();
  const service = await startService({
    databaseUrl: database.url,
    port,
    environment: {
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      AI_DRV_TRUST_PROXY: '1',
      AI_DRV_SIGN_UP: signUp,
      AI_DRV_OIDC_ISSUER: provider.issuer,
      AI_DRV_OIDC_CLIENT_ID: 'drv',
      AI_DRV_OIDC_CLIENT_SECRET: 'provider secret',
      AI_DRV_GITHUB_CLIENT_ID: 'hub',
      AI_DRV_GITHUB_CLIENT_SECRET: 'hub secret',
    },
  });
  try {
    await run(service);
  } finally {
    await service.stop();
  }
}

/** Goes where a browser would: to the provider and back, with all cookies. */
async function signInAt(service: Service): Promise<{ person: Person; end: string }> {
  const person = new Person(service.url);
  const begun = await person.send('/api/auth/sign-in/social', {
    body: { provider: 'oidc', callbackURL: '/verified' },
  });
  expect(begun.status).toBe(200);
  const state = begun.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  const there = await fetch(begun.body.url, { redirect: 'manual' });
  const back = await person.send(there.headers.get('location')!, { headers: { cookie: state.join('; ') } });
  return { person, end: back.headers.get('location') ?? `${back.status} ${back.text}` };
}

describe('sign-in with OpenID Connect', () => {
  it('makes an account with a personal organization, and finds it again', async () => {
    await withService('open', async (service) => {
      provider.claims = { sub: '1', email: 'grace@example.org', email_verified: true, name: 'Grace' };
      const { person, end } = await signInAt(service);
      expect(end).toMatch(/\/verified$/);
      const { body: me } = await person.send('/v1/me');
      expect(me).toMatchObject({
        user: { email: 'grace@example.org', emailVerified: true },
        organization: { name: 'Grace', role: 'owner' },
      });
      const again = await signInAt(service);
      expect((await again.person.send('/v1/me')).body.user.id).toBe(me.user.id);
      const { url } = (await person.send('/api/auth/sign-in/social', { body: { provider: 'github' } })).body;
      expect(url).toMatch(/^https:\/\/github\.com\/login\/oauth\/authorize\?.*client_id=hub/);
    });
  });

  it('gives nobody the account of another by an address that neither side has verified', async () => {
    await withService('open', async (service) => {
      const ada = await new Person(service.url, 'ada').join();
      provider.claims = { sub: '2', email: ada.email, email_verified: true, name: 'Not Ada' };
      const { person, end } = await signInAt(service);
      expect(end).toContain('error=');
      expect((await person.send('/v1/me')).status).toBe(401);
    });
  });

  it('is no way round an invitation, or a closed door', async () => {
    for (const signUp of ['invitation', 'closed']) {
      await withService(signUp, async (service) => {
        provider.claims = { sub: signUp, email: `${signUp}@example.org`, email_verified: true, name: 'X' };
        const { person } = await signInAt(service);
        expect((await person.send('/v1/me')).status).toBe(401);
      });
    }
  });
});
