import type { Response as ExpressResponse } from 'express';
import { All, Controller, Req, Res } from '@nestjs/common';
import { Public } from '../auth/decorators.js';
import type { ServiceRequest } from '../common/http.js';
import { AuthService } from './auth.service.js';

/** Sign-up, sign-in, sessions and organizations: better-auth's routes (libs/contracts/api/auth.ts lists them). */
@Public()
@Controller('api/auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @All('*path')
  async handle(
    @Req() request: ServiceRequest & { body?: unknown; query?: unknown },
    @Res() response: ExpressResponse,
  ): Promise<void> {
    const answer = await this.auth.handle(request, request.body, request.query);
    response.status(answer.status);
    const body = Buffer.from(await answer.arrayBuffer());
    for (const name of ['content-type', 'location']) {
      const value = answer.headers.get(name);
      if (value !== null && (body.length > 0 || name === 'location')) response.setHeader(name, value);
    }
    response.setHeader('cache-control', 'no-store');
    const cookies = answer.headers.getSetCookie();
    if (cookies.length > 0) response.setHeader('set-cookie', cookies);
    response.end(body);
  }
}
