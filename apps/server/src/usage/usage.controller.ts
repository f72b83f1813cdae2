import type { Response } from 'express';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { usageQuery, type UsageQuery } from '../../../../libs/contracts/index.js';
import { Caller, Needs } from '../auth/decorators.js';
import type { Caller as CallerType } from '../common/http.js';
import { UsageService } from './usage.service.js';

@Controller('v1/usage')
@Needs('read')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  /** The organization's, by UTC day and model. */
  @Get()
  async show(
    @Caller() caller: CallerType,
    @Query({ schema: usageQuery }) query: UsageQuery,
    @Res() response: Response,
  ): Promise<void> {
    if (query.format === 'json') return void response.json(await this.usage.report(caller, query));
    const csv = await this.usage.csv(caller, query);
    response.set({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="ai-drv-usage.csv"',
    });
    response.end(csv);
  }
}
