import type { Response } from 'express';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  createDerivation,
  listDerivations,
  type DerivationView,
  type ListDerivations,
  type Page,
  type StepView,
} from '../../../../libs/contracts/index.js';
import type { z } from 'zod';
import { Caller, Needs } from '../auth/decorators.js';
import type { Caller as CallerType } from '../common/http.js';
import { DerivationsService } from './derivations.service.js';

@Controller('v1/derivations')
export class DerivationsController {
  constructor(private readonly derivations: DerivationsService) {}

  /** 202 and Location: the same prompt, model and revision always lead to the same derivation. */
  @Post()
  @Needs('generate')
  @HttpCode(202)
  async create(
    @Caller() caller: CallerType,
    @Body({ schema: createDerivation }) body: z.infer<typeof createDerivation>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DerivationView> {
    const derivation = await this.derivations.create(caller, body);
    response.location(`/v1/derivations/${derivation.id}`);
    return derivation;
  }

  @Get()
  @Needs('read')
  list(
    @Caller() caller: CallerType,
    @Query({ schema: listDerivations }) query: ListDerivations,
  ): Promise<Page<DerivationView>> {
    return this.derivations.list(caller, query);
  }

  @Get(':id')
  @Needs('read')
  show(@Caller() caller: CallerType, @Param('id') id: string): Promise<DerivationView> {
    return this.derivations.show(caller, id);
  }

  @Get(':id/steps')
  @Needs('read')
  steps(@Caller() caller: CallerType, @Param('id') id: string): Promise<Page<StepView>> {
    return this.derivations.steps(caller, id);
  }

  @Delete(':id')
  @Needs('manage')
  @HttpCode(204)
  remove(@Caller() caller: CallerType, @Param('id') id: string): Promise<void> {
    return this.derivations.remove(caller, id);
  }
}
