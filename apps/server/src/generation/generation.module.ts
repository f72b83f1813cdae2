import { Module } from '@nestjs/common';
import { GenerationService } from './generation.service.js';
import { GenerationWorker } from './generation.worker.js';
import { Notifications } from './notifications.js';
import { Waiters } from './waiters.js';

@Module({
  providers: [GenerationService, GenerationWorker, Notifications, Waiters],
  exports: [GenerationService],
})
export class GenerationModule {}
