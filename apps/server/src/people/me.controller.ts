import { Controller, Delete, Get, HttpCode } from '@nestjs/common';
import type { MeView } from '../../../../libs/contracts/index.js';
import { Caller, Needs } from '../auth/decorators.js';
import type { Caller as CallerType } from '../common/http.js';
import { AccountService } from './account.service.js';
import { MeService } from './me.service.js';

@Controller('v1/me')
export class MeController {
  constructor(
    private readonly me: MeService,
    private readonly account: AccountService,
  ) {}

  /** Who calls, for whom, and what is left of the limits. */
  @Get()
  @Needs('read')
  show(@Caller() caller: CallerType): Promise<MeView> {
    return this.me.show(caller);
  }

  /** The account, and the organizations that nobody else is a member of. */
  @Delete()
  @Needs('manage')
  @HttpCode(204)
  remove(@Caller() caller: CallerType): Promise<void> {
    return this.account.remove(caller);
  }
}
