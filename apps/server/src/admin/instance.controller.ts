import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { Controller, Get, Query, Res } from '@nestjs/common';
import {
  adminRequests as requests,
  adminUsageQuery,
  type AdminUsageQuery,
  type HealthView,
  type ListAudit,
  type Page,
  type SettingView,
} from '../../../../libs/contracts/index.js';
import { Caller, Needs } from '../auth/decorators.js';
import type { Caller as CallerType } from '../common/http.js';
import { UsageService } from '../usage/usage.service.js';
import { AdminAuditService } from './admin-audit.service.js';
import { AdminHealthService } from './admin-health.service.js';
import { AdminSettingsService } from './admin-settings.service.js';

/** What concerns the server as a whole. */
@Controller('v1/admin')
@Needs('admin')
export class AdminInstanceController {
  constructor(
    private readonly audit: AdminAuditService,
    private readonly health: AdminHealthService,
    private readonly settings: AdminSettingsService,
    private readonly usage: UsageService,
  ) {}

  @Get('usage')
  async showUsage(
    @Query({ schema: adminUsageQuery }) query: AdminUsageQuery,
    @Res() response: Response,
  ): Promise<void> {
    if (query.format === 'json') return void response.json(await this.usage.adminReport(query));
    await stream(response, 'text/csv; charset=utf-8', 'ai-drv-usage.csv', this.usage.adminCsv(query));
  }

  @Get('settings')
  showSettings(): Page<SettingView> {
    return this.settings.list();
  }

  @Get('health')
  showHealth(): Promise<HealthView> {
    return this.health.show();
  }

  @Get('audit')
  async listAudit(
    @Caller() caller: CallerType,
    @Query({ schema: requests.listAudit }) query: ListAudit,
    @Res() response: Response,
  ): Promise<void> {
    if (query.format === 'json') return void response.json(await this.audit.list(query));
    const lines = this.audit.lines(caller, query);
    await stream(response, 'application/jsonl', 'ai-drv-audit.jsonl', lines);
  }
}

/** The first piece before the head: a database that is away is still an answer of its own. */
async function stream(response: Response, type: string, file: string, pieces: AsyncGenerator<string>) {
  const first = await pieces.next();
  response.set({ 'content-type': type, 'content-disposition': `attachment; filename="${file}"` });
  response.write(first.value ?? '');
  // One that breaks off has no end of its chunks: no client takes it for the whole.
  await pipeline(pieces, response);
}
