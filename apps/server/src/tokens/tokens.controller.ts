import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  createToken,
  page,
  renameToken,
  revokeToken,
  rotateToken,
  type CreateToken,
  type IssuedTokenView,
  type Page,
  type PageQuery,
  type TokenView,
} from '../../../../libs/contracts/index.js';
import { Caller, Needs, Public } from '../auth/decorators.js';
import type { Caller as CallerType } from '../common/http.js';
import { IssuedTokensService } from './issued-tokens.service.js';

@Controller('v1/tokens')
@Needs('manage')
export class TokensController {
  constructor(private readonly tokens: IssuedTokensService) {}

  @Get()
  @Needs('read')
  list(@Caller() caller: CallerType, @Query({ schema: page }) query: PageQuery): Promise<Page<TokenView>> {
    return this.tokens.list(caller, query);
  }

  @Post()
  issue(
    @Caller() caller: CallerType,
    @Body({ schema: createToken }) body: CreateToken,
  ): Promise<IssuedTokenView> {
    return this.tokens.issue(caller, body);
  }

  /** By presenting it: for whoever finds a leaked one. */
  @Post('revoke')
  @Public()
  @HttpCode(204)
  revokePresented(@Body({ schema: revokeToken }) { token }: z.infer<typeof revokeToken>): Promise<void> {
    return this.tokens.revokePresented(token);
  }

  @Patch(':id')
  rename(
    @Caller() caller: CallerType,
    @Param('id') id: string,
    @Body({ schema: renameToken }) { name }: z.infer<typeof renameToken>,
  ): Promise<TokenView> {
    return this.tokens.rename(caller, id, name);
  }

  @Post(':id/rotate')
  @HttpCode(200)
  rotate(
    @Caller() caller: CallerType,
    @Param('id') id: string,
    @Body({ schema: rotateToken }) { graceHours }: z.infer<typeof rotateToken>,
  ): Promise<IssuedTokenView> {
    return this.tokens.rotate(caller, id, graceHours);
  }

  @Delete(':id')
  @HttpCode(204)
  revoke(@Caller() caller: CallerType, @Param('id') id: string): Promise<void> {
    return this.tokens.revoke(caller, id);
  }
}
