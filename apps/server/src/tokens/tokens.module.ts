import { Module } from '@nestjs/common';
import { SessionsModule } from '../people/sessions.module.js';
import { HeldCallersService } from './held-callers.service.js';
import { LastUsed } from './last-used.js';
import { TokensService } from './tokens.service.js';
import { UsedAfterEnd } from './used-after-end.js';

@Module({
  imports: [SessionsModule],
  providers: [HeldCallersService, LastUsed, TokensService, UsedAfterEnd],
  exports: [HeldCallersService, TokensService],
})
export class TokensModule {}
