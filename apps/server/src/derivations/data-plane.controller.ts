import type { Response } from 'express';
import { All, Controller, Get, Head, Inject, Req, Res } from '@nestjs/common';
import { encodeChannel } from '../../../../libs/channel/index.js';
import { toBase64, toHex } from '../../../../libs/nix-hash/index.js';
import { Caller, Needs } from '../auth/decorators.js';
import type { Config } from '../../../../libs/config/index.js';
import { ApiError } from '../common/api-error.js';
import { CONFIG } from '../common/core.module.js';
import { disconnectSignal, type Caller as CallerType, type ServiceRequest } from '../common/http.js';
import { AnswersService } from './answers.service.js';
import { parseAnswerQuery, parseExpressionQuery } from './data-plane-request.js';

/** Text for Nix, curl and the original mkAIDerivation. The token needs the scope `generate`. */
@Controller()
@Needs('generate')
export class DataPlaneController {
  private readonly basePath: string;

  constructor(
    @Inject(CONFIG) { publicUrl }: Config,
    private readonly answers: AnswersService,
  ) {
    this.basePath = new URL(publicUrl).pathname.replace(/\/$/, '');
  }

  @Head('hash')
  async peekHash(
    @Caller() caller: CallerType,
    @Req() request: ServiceRequest,
    @Res() response: Response,
  ): Promise<void> {
    sendHash(response, await this.answers.peek(caller, parseAnswerQuery(request.originalUrl)));
  }

  @Head('channel')
  async peekChannel(
    @Caller() caller: CallerType,
    @Req() request: ServiceRequest,
    @Res() response: Response,
  ): Promise<void> {
    sendChannel(response, await this.answers.peek(caller, parseAnswerQuery(request.originalUrl)));
  }

  /** The 44 characters of the expression's sha256 in base64, without a newline. */
  @Get('hash')
  async hash(
    @Caller() caller: CallerType,
    @Req() request: ServiceRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.answer(caller, request, response, '/hash', sendHash);
  }

  /** The same 256 bits as a file whose MD5 is known beforehand (nix/README.md). */
  @Get('channel')
  async channel(
    @Caller() caller: CallerType,
    @Req() request: ServiceRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.answer(caller, request, response, '/channel', sendChannel);
  }

  /** The expression with this hash, exactly the hashed bytes. */
  @Get('drv')
  async drv(
    @Caller() caller: CallerType,
    @Req() request: ServiceRequest,
    @Res() response: Response,
  ): Promise<void> {
    const digest = parseExpressionQuery(request.originalUrl);
    const text = await this.answers.expression(caller, digest);
    const etag = `"${toHex(digest)}"`;
    response.set({ etag, 'cache-control': 'private, max-age=31536000, immutable' });
    if (matches(request.headers['if-none-match'], etag)) response.status(304).end();
    else send(response, 'text/plain; charset=utf-8', Buffer.from(text, 'utf8'));
  }

  @All(['hash', 'channel', 'drv'])
  otherMethod(): never {
    throw new ApiError('method_not_allowed', undefined, { headers: { allow: 'GET, HEAD' } });
  }

  private async answer(
    caller: CallerType,
    request: ServiceRequest,
    response: Response,
    route: '/hash' | '/channel',
    sendAnswer: (response: Response, digest: Uint8Array) => void,
  ): Promise<void> {
    const query = parseAnswerQuery(request.originalUrl);
    const digest = await this.answers.answer(caller, query, disconnectSignal(response));
    if (digest) return sendAnswer(response, digest);
    // Relative, and never made from Host: to another name Nix and curl would not send their credentials. Behind a proxy
    // that serves us under a path, PUBLIC_URL tells it.
    response.set('cache-control', 'no-store');
    response
      .status(302)
      .set('location', `${this.basePath}${route}?${query.rawQuery}&wait=${query.wait + 1}`)
      .end();
  }
}

function sendHash(response: Response, digest: Uint8Array): void {
  response.set('cache-control', 'private, no-cache');
  send(response, 'text/plain; charset=utf-8', Buffer.from(toBase64(digest)));
}

function sendChannel(response: Response, digest: Uint8Array): void {
  response.set('cache-control', 'private, no-cache');
  send(response, 'application/octet-stream', encodeChannel(digest));
}

/** Not through Express's send(): it would answer a Range, and add an ETag of its own. */
function send(response: Response, type: string, body: Buffer): void {
  response.set({ 'content-type': type, 'content-length': String(body.length) });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** If-None-Match: a list of entity tags, or `*` (RFC 9110, section 13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
