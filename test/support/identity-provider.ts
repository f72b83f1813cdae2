import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small OpenID Connect provider: whoever comes is `claims`. @see OpenID Connect Core 1.0, code flow with PKCE */
export interface IdentityProvider {
  issuer: string;
  claims: Record<string, unknown>;
  close(): void;
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, { nonce: string | null; challenge: string | null }>();
  const provider: IdentityProvider = { issuer: '', claims: {}, close: () => void server.close() };

  const idToken = (audience: string, nonce: string | null) => {
    const now = Math.floor(Date.now() / 1_000);
    const body = `${base64url({ alg: 'RS256', kid: 'k' })}.${base64url({
      iss: provider.issuer,
      aud: audience,
      iat: now,
      exp: now + 300,
      ...(nonce && { nonce }),
      ...provider.claims,
    })}`;
    return `${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}`;
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, provider.issuer);
    const json = (status: number, value: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (url.pathname === '/.well-known/openid-configuration') {
      const at = (path: string) => `${provider.issuer}${path}`;
      json(200, {
        issuer: provider.issuer,
        authorization_endpoint: at('/authorize'),
        token_endpoint: at('/token'),
        jwks_uri: at('/keys'),
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      });
    } else if (url.pathname === '/keys') {
      json(200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }] });
    } else if (url.pathname === '/authorize') {
      const code = randomBytes(8).toString('hex');
      const { searchParams: asked } = url;
      codes.set(code, { nonce: asked.get('nonce'), challenge: asked.get('code_challenge') });
      const back = new URL(asked.get('redirect_uri')!);
      back.searchParams.set('code', code);
      back.searchParams.set('state', asked.get('state')!);
      response.writeHead(302, { location: back.href }).end();
    } else {
      const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
      const asked = codes.get(form.get('code') ?? '');
      const verifier = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      if (!asked || asked.challenge !== verifier) return json(400, { error: 'invalid_grant' });
      json(200, {
        access_token: 'a',
        token_type: 'Bearer',
        expires_in: 300,
        id_token: idToken('drv', asked.nonce),
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return provider;
}
