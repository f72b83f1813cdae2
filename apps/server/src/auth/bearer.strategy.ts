import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-http-bearer';
import type { Caller } from '../common/http.js';
import { TokensService } from '../tokens/tokens.service.js';

/** Passport's side of a token: what the guard put into the Authorization header is looked up. */
@Injectable()
export class BearerStrategy extends PassportStrategy(Strategy, 'bearer') {
  constructor(private readonly tokens: TokensService) {
    super();
  }

  validate(token: string): Promise<Caller> {
    return this.tokens.verify(token);
  }
}
