import { Module } from '@nestjs/common';
import { IssuedTokensService } from './issued-tokens.service.js';
import { TokensController } from './tokens.controller.js';

/** The routes; a worker verifies no tokens over HTTP and has none of them. */
@Module({ controllers: [TokensController], providers: [IssuedTokensService] })
export class TokensApiModule {}
