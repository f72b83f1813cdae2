import { Body, Controller, Param, Patch } from '@nestjs/common';
import {
  changeLimits,
  type ChangeLimits,
  type OrganizationLimitsView,
} from '../../../../libs/contracts/index.js';
import { Caller, Needs } from '../auth/decorators.js';
import type { Caller as CallerType } from '../common/http.js';
import { LimitsService } from './limits.service.js';

@Controller('v1/admin/organizations/:id/limits')
@Needs('admin')
export class LimitsController {
  constructor(private readonly limits: LimitsService) {}

  /** Holds from the next request on; null goes back to the settings' value. */
  @Patch()
  change(
    @Caller() caller: CallerType,
    @Param('id') id: string,
    @Body({ schema: changeLimits }) changes: ChangeLimits,
  ): Promise<OrganizationLimitsView> {
    return this.limits.change(id, changes, caller);
  }
}
