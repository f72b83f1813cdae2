import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import {
  adminRequests as requests,
  type AdminTokenView,
  type ListAllTokens,
  type Page,
} from '../../../../libs/contracts/index.js';
import { Caller, Needs } from '../auth/decorators.js';
import type { Caller as CallerType } from '../common/http.js';
import { AdminTokensService } from './admin-tokens.service.js';

@Controller('v1/admin/tokens')
@Needs('admin')
export class AdminTokensController {
  constructor(private readonly tokens: AdminTokensService) {}

  @Get()
  list(@Query({ schema: requests.listAllTokens }) query: ListAllTokens): Promise<Page<AdminTokenView>> {
    return this.tokens.list(query);
  }

  @Delete(':id')
  @HttpCode(204)
  revoke(@Caller() caller: CallerType, @Param('id') id: string): Promise<void> {
    return this.tokens.revoke(caller, id);
  }
}
