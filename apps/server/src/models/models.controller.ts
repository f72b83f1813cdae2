import { Controller, Get } from '@nestjs/common';
import type { ModelView, Page } from '../../../../libs/contracts/index.js';
import { Caller, Needs } from '../auth/decorators.js';
import type { Caller as CallerType } from '../common/http.js';
import { ModelsService } from './models.service.js';

@Controller('v1/models')
export class ModelsController {
  constructor(private readonly models: ModelsService) {}

  /** What may stand in `model`, the default first, with prices per million tokens and the day of a model's end where its provider told one. */
  @Get()
  @Needs('read')
  async list(@Caller() { organizationId }: CallerType): Promise<Page<ModelView>> {
    return { items: await this.models.list(organizationId), nextCursor: null };
  }
}
