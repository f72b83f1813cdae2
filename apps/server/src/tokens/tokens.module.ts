import { Module } from '@nestjs/common';
import { HeldTokensService } from './held-tokens.service.js';
import { LastUsed } from './last-used.js';
import { TokensService } from './tokens.service.js';
import { UsedAfterEnd } from './used-after-end.js';

@Module({
  providers: [HeldTokensService, LastUsed, TokensService, UsedAfterEnd],
  exports: [HeldTokensService, TokensService],
})
export class TokensModule {}
