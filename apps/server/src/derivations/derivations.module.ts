import { Module } from '@nestjs/common';
import { GenerationModule } from '../generation/generation.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { AnswersService } from './answers.service.js';
import { CheckController } from './check.controller.js';
import { DataPlaneController } from './data-plane.controller.js';
import { DerivationsController } from './derivations.controller.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { HeldRequests } from './held-requests.js';
import { DerivationsService } from './derivations.service.js';

@Module({
  imports: [GenerationModule, TokensModule],
  controllers: [CheckController, DataPlaneController, DerivationsController, EventsController],
  providers: [AnswersService, DerivationsService, EventsService, HeldRequests],
})
export class DerivationsModule {}
