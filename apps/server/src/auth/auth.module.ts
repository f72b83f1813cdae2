import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { LimitsModule } from '../limits/limits.module.js';
import { SessionsModule } from '../people/sessions.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { BearerGuard } from './bearer.guard.js';
import { BearerStrategy } from './bearer.strategy.js';

@Module({
  imports: [LimitsModule, PassportModule, SessionsModule, TokensModule],
  providers: [BearerStrategy, { provide: APP_GUARD, useClass: BearerGuard }],
})
export class AuthModule {}
