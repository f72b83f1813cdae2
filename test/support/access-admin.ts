const unknown = '0b6f6c1e-7a52-4f0e-9a86-0d1a7c0f6f11';

interface Hers {
  organizationId: string;
  derivationId: string;
  tokenId: string;
}

interface Row {
  foreign: number;
  path?: (hers: Hers) => string;
  body?: () => unknown;
}

const row = (path?: Row['path'], body?: unknown): Row => ({
  foreign: 403,
  ...(path && { path }),
  ...(body !== undefined && { body: () => body }),
});
const organization =
  (act = '') =>
  (h: Hers) =>
    `/v1/admin/organizations/${h.organizationId}${act}`;
const user =
  (act = '') =>
  () =>
    `/v1/admin/users/${unknown}${act}`;
const reason = { reason: 'by somebody who may not' };

/** The routes of administration, for access.spec.ts: to whoever is no administrator they are the same 403, whatever is asked. */
export const adminAccess: Record<string, Row> = {
  'get /v1/admin/organizations': row(),
  'get /v1/admin/organizations/{id}': row(organization()),
  'post /v1/admin/organizations/{id}/suspend': row(organization('/suspend'), reason),
  'post /v1/admin/organizations/{id}/restore': row(organization('/restore'), {}),
  'get /v1/admin/users': row(),
  'get /v1/admin/users/{id}': row(user()),
  'post /v1/admin/users/{id}/ban': row(user('/ban'), reason),
  'post /v1/admin/users/{id}/unban': row(user('/unban'), {}),
  'post /v1/admin/users/{id}/promote': row(user('/promote'), {}),
  'post /v1/admin/users/{id}/demote': row(user('/demote'), {}),
  'get /v1/admin/tokens': row(),
  'delete /v1/admin/tokens/{id}': row((h) => `/v1/admin/tokens/${h.tokenId}`),
  'get /v1/admin/derivations': row(),
  'get /v1/admin/derivations/{id}': row((h) => `/v1/admin/derivations/${h.derivationId}`),
  'get /v1/admin/usage': row(),
  'get /v1/admin/settings': row(),
  'get /v1/admin/health': row(),
  'get /v1/admin/audit': row(),
};
