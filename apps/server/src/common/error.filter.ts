import type { ServerResponse } from 'node:http';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { errors, type ErrorCode } from '../../../../libs/contracts/index.js';
import { isDatabaseUnavailable } from '../../../../libs/database/index.js';
import { ApiError } from './api-error.js';
import { isEvilNix, sendCutShort, type ServiceRequest } from './http.js';

/** The one place where a failure becomes an answer: problem+json (RFC 9457) under /v1 and /api, plain sentences elsewhere. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Errors');

  constructor(private readonly publicUrl: string) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<ServiceRequest>();
    const response = host.switchToHttp().getResponse<ServerResponse>();
    const error = toApiError(thrown);
    if (error.status >= 500) this.log(error, request);
    // Too late for an answer: what was begun must not look finished.
    if (response.headersSent) response.destroy();
    else sendError(request, response, error, this.publicUrl);
  }

  private log(error: ApiError, request: ServiceRequest): void {
    const cause = error.cause instanceof Error ? error.cause : error;
    const expected = error.code !== 'internal_error' && error.code !== 'expression_corrupt';
    this.logger[expected ? 'warn' : 'error'](
      { requestId: request.id, code: error.code, err: cause },
      error.message,
    );
  }
}

/** Any throw as an answer; what is not ours and not known is an internal error, whose cause only the log tells. */
function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (isDatabaseUnavailable(thrown))
    return new ApiError('database_unavailable', undefined, { cause: thrown });
  const status =
    thrown instanceof HttpException ? thrown.getStatus() : (thrown as { status?: unknown } | null)?.status;
  const code = typeof status === 'number' ? frameworkErrors[status] : undefined;
  if ((thrown as { type?: unknown } | null)?.type === 'entity.parse.failed') {
    return new ApiError('invalid_request', 'The body is not JSON.', { cause: thrown });
  }
  if (code) return new ApiError(code, undefined, { cause: thrown });
  return new ApiError('internal_error', undefined, { cause: thrown });
}

// What Nest and Express's body parser throw by themselves.
const frameworkErrors: Record<number, ErrorCode> = {
  400: 'invalid_request',
  404: 'not_found',
  413: 'content_too_large',
  415: 'unsupported_media_type',
};

const retrySeconds: Partial<Record<ErrorCode, number>> = {
  budget_in_flight: 30,
  generation_abandoned: 60,
  database_unavailable: 2,
  too_many_waiting: 5,
  shutting_down: 2,
  too_many_attempts: 60,
};

/** Also used where no Nest is: the server's own answers carry the same headers and words. */
export function sendError(
  request: ServiceRequest,
  response: ServerResponse,
  error: ApiError,
  publicUrl: string,
): void {
  const isJson = /^\/(v1|api)(?=[/?]|$)/.test(request.originalUrl);
  const headers: Record<string, string> = { 'cache-control': 'no-store', ...error.headers };
  const retryAfter = retrySeconds[error.code];
  if (retryAfter && !headers['retry-after']) headers['retry-after'] = String(retryAfter);
  if (error.status === 401) headers['www-authenticate'] = challenge(error.code);
  const detail =
    error.status === 401 ? `${error.detail} Tokens for this server come from ${publicUrl}.` : error.detail;

  headers['content-type'] = isJson ? 'application/problem+json' : 'text/plain; charset=utf-8';
  const body = isJson ? problem(error, detail, request.id) : text(error, detail, request.id);
  if (isEvilNix(request)) return sendCutShort(response, error.status, headers, body);
  response.writeHead(error.status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function problem(error: ApiError, detail: string, requestId: string): string {
  const { title } = errors[error.code];
  const type = `urn:ai-drv:error:${error.code}`;
  return `${JSON.stringify({ type, title, status: error.status, detail, code: error.code, requestId })}\n`;
}

function text(error: ApiError, detail: string, requestId: string): string {
  // curl and Nix retry on an empty 503; a full queue is the one answer that should not be printed 368 times.
  if (error.code === 'too_many_waiting') return '';
  return error.code === 'internal_error' ? `${detail} (${requestId})\n` : `${detail}\n`;
}

/** RFC 6750, section 3: no error code when no token was sent. */
function challenge(code: ErrorCode): string {
  if (code === 'token_missing' || code === 'session_ended') return 'Bearer realm="ai-drv"';
  return `Bearer realm="ai-drv", error="invalid_token", error_description="${errors[code].title}"`;
}
