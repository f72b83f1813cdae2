import { adminRoutes, usageRoutes } from './admin.js';
import { authApiRoutes } from './auth.js';
import { dataPlaneRoutes } from './data-plane.js';
import { derivationRoutes, opsRoutes } from './derivations.js';
import { limitRoutes } from './limits.js';
import { organizationRoutes } from './organization.js';
import { providerKeyRoutes } from './provider-keys.js';
import type { ApiRoute } from './route.js';
import { tokenRoutes } from './tokens.js';

/** Every route that the service answers. */
export const apiRoutes: ApiRoute[] = [
  ...dataPlaneRoutes,
  ...derivationRoutes,
  ...tokenRoutes,
  ...providerKeyRoutes,
  ...organizationRoutes,
  ...limitRoutes,
  ...usageRoutes,
  ...adminRoutes,
  ...authApiRoutes,
  ...opsRoutes,
];
