import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Params } from 'nestjs-pino';
import { errorForLog } from './error-for-log.js';
import type { ServiceRequest } from './http.js';

/**
 * One JSON line per request. Of the URL only the path: the query holds prompts, and may hold a token. No header is
 * logged but the user agent; and a token that somebody put into one of these by mistake is cut out.
 */
export function loggingOptions(level: string): Params {
  return {
    pinoHttp: {
      level,
      // The id was given by our own server, before Express.
      genReqId: (request: IncomingMessage) => (request as ServiceRequest).id,
      serializers: {
        req: (request: {
          id: string;
          method: string;
          url: string;
          remoteAddress: string;
          headers: Record<string, string>;
        }) => ({
          id: request.id,
          method: request.method,
          path: withoutTokens(request.url.split('?', 1)[0]!),
          remoteAddress: request.remoteAddress,
          userAgent: withoutTokens(request.headers['user-agent'] ?? ''),
        }),
        err: errorForLog,
        res: (response: { statusCode: number }) => ({ statusCode: response.statusCode }),
      },
      customProps: (request: IncomingMessage) => {
        const { user } = request as ServiceRequest;
        return user ? { organizationId: user.organizationId, tokenId: user.tokenId } : {};
      },
      customLogLevel: (_request: IncomingMessage, response: ServerResponse, error?: Error) =>
        error || response.statusCode >= 500 ? 'error' : 'info',
      // The error filter logs the cause, once; this would add an invented one.
      customErrorObject: (_request, _response, _error, line: { err?: unknown }) => ({
        ...line,
        err: undefined,
      }),
      autoLogging: { ignore: (request: IncomingMessage) => /^\/(healthz|readyz)$/.test(request.url ?? '') },
    },
  };
}

const withoutTokens = (text: string) => text.replaceAll(/aidrv_[0-9A-Za-z]{6,}/g, 'aidrv_…');
