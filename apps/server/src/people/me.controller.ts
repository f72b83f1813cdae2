import { Controller, Get } from '@nestjs/common';
import type { MeView } from '../../../../libs/contracts/index.js';
import { Caller, Needs } from '../auth/decorators.js';
import type { Caller as CallerType } from '../common/http.js';
import { MeService } from './me.service.js';

@Controller('v1/me')
export class MeController {
  constructor(private readonly me: MeService) {}

  /** Who calls, for whom, and what is left of the limits. */
  @Get()
  @Needs('read')
  show(@Caller() caller: CallerType): Promise<MeView> {
    return this.me.show(caller);
  }
}
