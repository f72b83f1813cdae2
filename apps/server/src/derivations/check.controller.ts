import type { Response } from 'express';
import type { z } from 'zod';
import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { checkRequest, type ChecksView } from '../../../../libs/contracts/index.js';
import type { Evaluator } from '../../../../libs/evaluator/index.js';
import { checkExpression } from '../../../../libs/generator/index.js';
import { Needs } from '../auth/decorators.js';
import { EVALUATOR } from '../common/core.module.js';

@Controller('v1/check')
export class CheckController {
  constructor(@Inject(EVALUATOR) private readonly evaluator: Evaluator) {}

  /** Nothing is stored, fetched or asked of a model. */
  @Post()
  @Needs('read')
  @HttpCode(200)
  async check(
    @Body({ schema: checkRequest }) { expression }: z.infer<typeof checkRequest>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ChecksView> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    return { checks: await checkExpression(expression, this.evaluator, gone.signal) };
  }
}
