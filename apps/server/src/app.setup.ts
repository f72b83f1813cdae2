import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Config } from '../../../libs/config/index.js';
import { ApiError } from './common/api-error.js';
import { clientAddress } from './common/client-address.js';
import { ErrorFilter } from './common/error.filter.js';
import { parseRawQuery } from './common/raw-query.js';
import { requestContext } from './common/request-context.js';
import { RatesService } from './limits/rates.service.js';

/** Everything between Express and the controllers; shared by the service and the tests. */
export function configureApp(
  app: NestExpressApplication,
  { publicUrl, trustedProxies }: Pick<Config, 'publicUrl' | 'trustedProxies'>,
): void {
  app.set('etag', false);
  app.disable('x-powered-by');
  app.set('query parser', queryWithoutToken);
  app.use(securityHeaders(publicUrl));
  app.use(countAddress(app.get(RatesService)));
  // Nothing else takes a body.
  app.use(['/v1', '/api'], refuseOtherMedia, json({ limit: '128kb', verify: refuseBadUtf8 }));
  // After the body: what reads it calls on from the socket's events.
  app.use((request: Request, _: Response, next: NextFunction) =>
    requestContext.run({ clientAddress: clientAddress(request, trustedProxies) }, next),
  );
  app.useGlobalFilters(new ErrorFilter(publicUrl));
  app.useGlobalPipes(
    new StandardSchemaValidationPipe({
      exceptionFactory: (issues) =>
        new ApiError(
          'invalid_request',
          issues
            .map(({ path, message }) => `${path?.map(segment).join('.') || 'request'}: ${message}`)
            .join('; '),
        ),
    }),
  );
}

/** Nothing here is a page: what a browser is told keeps a text answer from ever becoming one. */
function securityHeaders(publicUrl: string) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // On http it would be ignored at best; a proxy that ends TLS is named by PUBLIC_URL.
    strictTransportSecurity: publicUrl.startsWith('https:'),
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xFrameOptions: false, // frame-ancestors
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
}

/** Before anything is read or looked up. */
function countAddress(rates: RatesService) {
  return (request: Request, response: Response, next: NextFunction) =>
    void rates.countAddress(request, response).then(() => next(), next);
}

/**
 * `request.query` for the JSON routes. The guard has already taken the token out of the raw target: routes must not see
 * it, and passport's strategy must not find it a second time.
 */
function queryWithoutToken(query: string | null): Record<string, string | string[]> {
  const parameters = parseRawQuery(`?${query ?? ''}`);
  parameters.delete('access_token');
  return Object.fromEntries(
    [...parameters].map(([name, values]) => [name, values.length === 1 ? values[0]! : values]),
  );
}

/** As with the query: bad bytes would become U+FFFD, and two different bodies one prompt. */
function refuseBadUtf8(_: IncomingMessage, __: ServerResponse, body: Buffer): void {
  if (!isUtf8(body)) throw new ApiError('invalid_request', 'The body is not valid UTF-8.');
}

function refuseOtherMedia(request: Request, _: Response, next: NextFunction): void {
  // `false`: there is a body, and it is something else; `null`: there is none. Some clients announce a DELETE's as 0 bytes.
  const other = request.is('json') === false && request.headers['content-length'] !== '0';
  next(other ? new ApiError('unsupported_media_type') : undefined);
}

const segment = (part: PropertyKey | { key: PropertyKey }): string =>
  String(typeof part === 'object' ? part.key : part);
