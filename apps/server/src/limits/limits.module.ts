import { Module } from '@nestjs/common';
import { LimitsService } from './limits.service.js';
import { RatesService } from './rates.service.js';

@Module({ providers: [LimitsService, RatesService], exports: [LimitsService, RatesService] })
export class LimitsModule {}
