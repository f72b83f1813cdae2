import { Module } from '@nestjs/common';
import { FollowersService } from './followers.service.js';
import { GenerationService } from './generation.service.js';
import { GenerationWorker } from './generation.worker.js';
import { ModelsModule } from '../models/models.module.js';
import { ProgressService } from './progress.service.js';
import { Waiters } from './waiters.js';

@Module({
  imports: [ModelsModule],
  providers: [FollowersService, GenerationService, GenerationWorker, ProgressService, Waiters],
  exports: [GenerationService, ProgressService],
})
export class GenerationModule {}
