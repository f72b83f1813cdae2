import { z } from 'zod';
import { storeProviderKey } from '../requests.js';
import { providerKeyView } from '../views.js';
import { providerKey } from './examples.js';
import type { ApiRoute } from './route.js';

const tag = 'Provider keys';
const path = '/v1/provider-keys/{provider}';
const pathValues = {
  provider: { example: 'openai', about: '`openai`, `gemini`, `anthropic`, `openrouter` or `custom`' },
};

export const providerKeyRoutes: ApiRoute[] = [
  {
    method: 'get',
    path: '/v1/provider-keys',
    id: 'listProviderKeys',
    tag,
    summary: 'Which model providers the organization has a key of its own for; for owners and admins',
    access: 'manage',
    answers: [
      {
        status: 200,
        about: 'All of them, in one page',
        schema: z.object({ items: z.array(providerKeyView), nextCursor: z.null() }),
        example: { items: [providerKey], nextCursor: null },
      },
    ],
    errors: ['role_missing'],
  },
  {
    method: 'get',
    path,
    id: 'showProviderKey',
    tag,
    summary: 'What is known of one, without the key; for owners and admins',
    access: 'manage',
    pathValues,
    answers: [{ status: 200, about: 'The key', schema: providerKeyView, example: providerKey }],
    errors: ['role_missing', 'not_found'],
  },
  {
    method: 'put',
    path,
    id: 'storeProviderKey',
    tag,
    summary:
      "Tries a key of the organization's own and stores it sealed: from then on its models are asked with it, on its account",
    access: 'manage',
    pathValues,
    body: storeProviderKey,
    bodyExample: { key: 'sk-a-key-of-your-own' },
    answers: [
      { status: 200, about: 'It works, and is stored', schema: providerKeyView, example: providerKey },
    ],
    errors: [
      'role_missing',
      'not_found',
      'provider_key_refused',
      'provider_away',
      'too_many_attempts',
      'secret_rotating',
    ],
  },
  {
    method: 'delete',
    path,
    id: 'deleteProviderKey',
    tag,
    summary:
      "Takes the key away. What was asked with it and is not made yet fails; what is asked next is asked with the server's key",
    access: 'manage',
    pathValues,
    answers: [{ status: 204, about: 'Deleted', type: null }],
    errors: ['role_missing', 'not_found'],
  },
];
