import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { Controller, Delete, Get, HttpCode, Query, Res } from '@nestjs/common';
import {
  page,
  type InvitationView,
  type MemberView,
  type OrganizationView,
  type Page,
  type PageQuery,
} from '../../../../libs/contracts/index.js';
import { Caller, Needs } from '../auth/decorators.js';
import type { Caller as CallerType } from '../common/http.js';
import { ExportService } from './export.service.js';
import { OrganizationService } from './organization.service.js';

@Controller('v1')
export class OrganizationController {
  constructor(
    private readonly organization: OrganizationService,
    private readonly exports: ExportService,
  ) {}

  @Get('organization')
  @Needs('read')
  show(@Caller() caller: CallerType): Promise<OrganizationView> {
    return this.organization.show(caller);
  }

  @Get('organization/members')
  @Needs('read')
  members(
    @Caller() caller: CallerType,
    @Query({ schema: page }) query: PageQuery,
  ): Promise<Page<MemberView>> {
    return this.organization.members(caller, query);
  }

  @Get('organization/invitations')
  @Needs('manage')
  invitations(
    @Caller() caller: CallerType,
    @Query({ schema: page }) query: PageQuery,
  ): Promise<Page<InvitationView>> {
    return this.organization.invitations(caller, query);
  }

  @Delete('organization')
  @Needs('manage')
  @HttpCode(204)
  remove(@Caller() caller: CallerType): Promise<void> {
    return this.organization.remove(caller);
  }

  @Get('export')
  @Needs('manage')
  async export(@Caller() caller: CallerType, @Res() response: Response): Promise<void> {
    const document = this.exports.document(caller);
    // The first piece before the head: a database that is away is still an answer of its own.
    const first = await document.next();
    response.set({
      'content-type': 'application/json',
      'content-disposition': 'attachment; filename="ai-drv-export.json"',
      'cache-control': 'no-store',
    });
    response.write(first.value);
    // A client that goes away, or a database that does, leaves a document that does not parse.
    await pipeline(document, response);
  }
}
