import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  adminRequests as requests,
  type AdminOrganizationDetails,
  type AdminOrganizationView,
  type ListOrganizations,
  type Page,
} from '../../../../libs/contracts/index.js';
import { Caller, Needs } from '../auth/decorators.js';
import type { Caller as CallerType } from '../common/http.js';
import { AdminOrganizationsService } from './admin-organizations.service.js';

@Controller('v1/admin/organizations')
@Needs('admin')
export class AdminOrganizationsController {
  constructor(private readonly organizations: AdminOrganizationsService) {}

  @Get()
  list(
    @Query({ schema: requests.listOrganizations }) query: ListOrganizations,
  ): Promise<Page<AdminOrganizationView>> {
    return this.organizations.list(query);
  }

  @Get(':id')
  show(@Param('id') id: string): Promise<AdminOrganizationDetails> {
    return this.organizations.show(id);
  }

  @Post(':id/suspend')
  @HttpCode(200)
  suspend(
    @Caller() caller: CallerType,
    @Param('id') id: string,
    @Body({ schema: requests.suspendOrganization }) { reason }: { reason: string },
  ): Promise<AdminOrganizationDetails> {
    return this.organizations.suspend(caller, id, reason);
  }

  @Post(':id/restore')
  @HttpCode(200)
  restore(@Caller() caller: CallerType, @Param('id') id: string): Promise<AdminOrganizationDetails> {
    return this.organizations.restore(caller, id);
  }
}
