import { Module } from '@nestjs/common';
import { LimitsController } from './limits.controller.js';
import { LimitsModule } from './limits.module.js';

@Module({ imports: [LimitsModule], controllers: [LimitsController] })
export class LimitsApiModule {}
