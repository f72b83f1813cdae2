import { createToken, page, renameToken, revokeToken, rotateToken } from '../requests.js';
import { issuedTokenView, pageOf, tokenView } from '../views.js';
import { exampleId, issuedToken, token } from './examples.js';
import type { ApiRoute } from './route.js';

const tag = 'Tokens';
const pathValues = { id: { example: exampleId, about: 'the token' } };

export const tokenRoutes: ApiRoute[] = [
  {
    method: 'get',
    path: '/v1/tokens',
    id: 'listTokens',
    tag,
    summary: "The caller's tokens; to owners and admins the whole organization's",
    access: 'read',
    query: page,
    answers: [
      {
        status: 200,
        about: 'A page, newest first, without revoked ones',
        schema: pageOf(tokenView),
        example: { items: [token], nextCursor: null },
      },
    ],
  },
  {
    method: 'post',
    path: '/v1/tokens',
    id: 'createToken',
    tag,
    summary: 'Makes a token; its secret is in this answer and nowhere else',
    access: 'manage',
    body: createToken,
    bodyExample: { name: 'laptop', scopes: ['generate', 'read'] },
    answers: [{ status: 201, about: 'The token', schema: issuedTokenView, example: issuedToken }],
    errors: ['scopes_beyond_caller', 'token_limit'],
  },
  {
    method: 'patch',
    path: '/v1/tokens/{id}',
    id: 'renameToken',
    tag,
    summary: "Renames one of the caller's tokens",
    access: 'manage',
    pathValues,
    body: renameToken,
    bodyExample: { name: 'desktop' },
    answers: [{ status: 200, about: 'The token', schema: tokenView, example: { ...token, name: 'desktop' } }],
    errors: ['not_found'],
  },
  {
    method: 'post',
    path: '/v1/tokens/{id}/rotate',
    id: 'rotateToken',
    tag,
    summary: "A new secret for one of the caller's tokens; the one before is taken for `graceHours` more",
    access: 'manage',
    pathValues,
    body: rotateToken,
    bodyExample: { graceHours: 24 },
    answers: [{ status: 200, about: 'The token', schema: issuedTokenView, example: issuedToken }],
    errors: ['scopes_beyond_caller', 'not_found'],
  },
  {
    method: 'delete',
    path: '/v1/tokens/{id}',
    id: 'revokeToken',
    tag,
    summary: 'Ends a token everywhere within a second, for requests that wait too',
    access: 'manage',
    pathValues,
    answers: [{ status: 204, about: 'Revoked', type: null }],
    errors: ['not_found'],
  },
  {
    method: 'post',
    path: '/v1/tokens/revoke',
    id: 'revokePresentedToken',
    tag,
    summary: 'Ends a token by presenting it: for whoever finds a leaked one',
    access: 'public',
    body: revokeToken,
    bodyExample: { token: issuedToken.secret },
    answers: [{ status: 204, about: 'It holds no more; said of one that never existed too', type: null }],
    errors: ['token_malformed'],
  },
];
