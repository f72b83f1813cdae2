import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  adminRequests as requests,
  type AdminUserView,
  type BanUser,
  type ListUsers,
  type Page,
} from '../../../../libs/contracts/index.js';
import { Caller, Needs } from '../auth/decorators.js';
import type { Caller as CallerType } from '../common/http.js';
import { AdminUsersService } from './admin-users.service.js';

@Controller('v1/admin/users')
@Needs('admin')
export class AdminUsersController {
  constructor(private readonly users: AdminUsersService) {}

  @Get()
  list(@Query({ schema: requests.listUsers }) query: ListUsers): Promise<Page<AdminUserView>> {
    return this.users.list(query);
  }

  @Get(':id')
  show(@Param('id') id: string): Promise<AdminUserView> {
    return this.users.show(id);
  }

  @Post(':id/ban')
  @HttpCode(200)
  ban(
    @Caller() caller: CallerType,
    @Param('id') id: string,
    @Body({ schema: requests.banUser }) body: BanUser,
  ): Promise<AdminUserView> {
    return this.users.ban(caller, id, body);
  }

  @Post(':id/unban')
  @HttpCode(200)
  unban(@Caller() caller: CallerType, @Param('id') id: string): Promise<AdminUserView> {
    return this.users.unban(caller, id);
  }

  @Post(':id/promote')
  @HttpCode(200)
  promote(@Caller() caller: CallerType, @Param('id') id: string): Promise<AdminUserView> {
    return this.users.promote(caller, id);
  }

  @Post(':id/demote')
  @HttpCode(200)
  demote(@Caller() caller: CallerType, @Param('id') id: string): Promise<AdminUserView> {
    return this.users.demote(caller, id);
  }
}
