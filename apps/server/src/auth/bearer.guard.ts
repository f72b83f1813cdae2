import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { Scope } from '../../../../libs/contracts/index.js';
import { ApiError } from '../common/api-error.js';
import type { Caller, ServiceRequest } from '../common/http.js';
import { suspension } from '../common/suspension.js';
import { RatesService } from '../limits/rates.service.js';
import { SessionsService } from '../people/sessions.service.js';
import { findCredentials } from './credentials.js';
import { publicRoute, routeScope } from './decorators.js';

/**
 * Global and closed by default: a route is open only with @Public, and otherwise names its scope with @Needs. A token is
 * taken everywhere; a session of the web under /v1 only, where no token was sent.
 */
@Injectable()
export class BearerGuard extends AuthGuard('bearer') {
  constructor(
    private readonly rates: RatesService,
    private readonly reflector: Reflector,
    private readonly sessions: SessionsService,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const on = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(publicRoute, on)) return true;
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(routeScope, on);
    if (!scope) throw new Error(`${context.getClass().name}.${context.getHandler().name} names no scope`);

    const request = context.switchToHttp().getRequest<ServiceRequest>();
    const credentials = findCredentials(request, request.originalUrl);
    if (credentials) {
      if (/\s/.test(credentials.token)) throw new ApiError('token_malformed');
      // The strategy knows Bearer only.
      request.headers.authorization = `Bearer ${credentials.token}`;
      await super.canActivate(context);
    } else {
      const caller = request.originalUrl.startsWith('/v1/') ? await this.sessions.verify(request) : null;
      if (!caller) throw new ApiError('token_missing');
      request.user = caller;
    }

    await this.rates.countCaller(request.user!, context.switchToHttp().getResponse());
    const { scopes, suspensionReason } = request.user!;
    if (!scopes.includes(scope)) {
      throw new ApiError(
        'scope_missing',
        `This needs a token with the scope "${scope}"; this one has ${scopes.join(', ') || 'none'}.`,
      );
    }
    if (credentials?.inUrl && (scopes.length !== 1 || scopes[0] !== 'generate'))
      throw new ApiError('token_not_for_urls');
    // Who administers acts for the server, not for an organization: nobody can lock themselves out.
    const suspended = scope === 'admin' ? null : suspension(suspensionReason);
    if (suspended) throw suspended;
    return true;
  }

  override handleRequest<T = Caller>(
    error: unknown,
    user: T | false,
    _info: unknown,
    _context: ExecutionContext,
    status?: number,
  ): T {
    // What the strategy threw says why (the database away, an expired token); without one it could not read the token.
    if (error) throw error;
    // 400: it found a second one, an access_token in the body.
    if (!user) throw new ApiError(status === 400 ? 'tokens_conflict' : 'token_malformed');
    return user;
  }
}
