import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Scope } from '../../../../libs/contracts/index.js';
import type { Caller as CallerOfRequest, ServiceRequest } from '../common/http.js';

export const publicRoute = 'ai-drv:public';
export const routeScope = 'ai-drv:scope';

/** Opens a route to everybody. Every other route needs a token, and says which scope with @Needs. */
export const Public = () => SetMetadata(publicRoute, true);

/** The scope a token must have for this route. */
export const Needs = (scope: Scope) => SetMetadata(routeScope, scope);

/** Who calls: what the guard found. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext): CallerOfRequest =>
    context.switchToHttp().getRequest<ServiceRequest>().user!,
);
