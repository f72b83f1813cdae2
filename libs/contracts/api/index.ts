import { adminRoutes, usageRoutes } from './admin.js';
import { authApiRoutes } from './auth.js';
import { dataPlaneRoutes } from './data-plane.js';
import { derivationRoutes, opsRoutes } from './derivations.js';
import { organizationRoutes } from './organization.js';
import type { ApiRoute } from './route.js';
import { tokenRoutes } from './tokens.js';

/** Every route that the service answers. */
export const apiRoutes: ApiRoute[] = [
  ...dataPlaneRoutes,
  ...derivationRoutes,
  ...tokenRoutes,
  ...organizationRoutes,
  ...usageRoutes,
  ...adminRoutes,
  ...authApiRoutes,
  ...opsRoutes,
];
