import { z } from 'zod';
import { accounts } from './auth-accounts.js';
import { organizations } from './auth-organizations.js';
import type { AuthRoute } from './auth-route.js';
import type { ApiRoute } from './route.js';

export type { AuthRoute } from './auth-route.js';

export const authRoutes: AuthRoute[] = [...accounts, ...organizations];

/** Which route a path under /api/auth is; null: none, or the methods that it does take. */
export function matchAuthRoute(
  method: string,
  path: string,
): { route: AuthRoute } | { allow: string } | null {
  const there = authRoutes.filter((route) => sameShape(route.path, path));
  const route = there.find((one) => one.method === method.toLowerCase());
  if (route) return { route };
  return there.length === 0 ? null : { allow: there.map((one) => one.method.toUpperCase()).join(', ') };
}

const sameShape = (pattern: string, path: string) =>
  pattern.endsWith('/{provider}')
    ? /^[a-z]{1,20}$/.test(path.slice(pattern.length - '{provider}'.length)) &&
      path.startsWith(pattern.slice(0, -'{provider}'.length))
    : pattern === path;

/** The same as entries of the document. */
export const authApiRoutes: ApiRoute[] = authRoutes.map((route) => ({
  method: route.method,
  path: `/api/auth${route.path}`,
  id: route.path
    .replaceAll(/[{}]/g, '')
    .split(/[/-]/)
    .filter(Boolean)
    .map((word, at) => (at === 0 ? word : word[0]!.toUpperCase() + word.slice(1)))
    .join(''),
  tag: route.path.startsWith('/organization') ? 'Organizations (sessions)' : 'People (sessions)',
  summary: route.summary,
  access: route.access,
  ...(route.path.includes('{provider}') && {
    pathValues: { provider: { example: 'github', about: 'github or oidc' } },
  }),
  ...(route.body && { body: route.body, bodyExample: route.bodyExample ?? {} }),
  ...(route.query && { query: route.query }),
  errors: [
    ...(route.errors ?? []),
    ...(route.access === 'session' ? (['session_ended'] as const) : []),
    ...(route.path.startsWith('/organization/') ? (['not_found'] as const) : []),
  ],
  ...(route.queryExample && { queryExample: route.queryExample }),
  answers: [
    ...(route.answer === undefined
      ? []
      : [{ status: 200, about: 'Done', schema: z.unknown(), example: route.answer }]),
    ...(route.redirects ? [{ status: 302, about: 'The browser goes on', type: null }] : []),
  ],
}));
