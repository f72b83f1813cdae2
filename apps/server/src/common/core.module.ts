import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CONFIG, DATABASE, EVALUATOR, GENERATOR, MODELS, TIMINGS, type Core } from './core.js';
import { Keys } from './keys.js';
import { Notifications } from './notifications.js';

export { CONFIG, DATABASE, EVALUATOR, GENERATOR, MODELS, TIMINGS, type Core } from './core.js';

@Global()
@Module({})
export class CoreModule {
  static of({ config, database, evaluator, generator, keys, models, timings }: Core): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: DATABASE, useValue: database },
      { provide: EVALUATOR, useValue: evaluator },
      { provide: GENERATOR, useValue: generator },
      { provide: MODELS, useValue: models },
      { provide: TIMINGS, useValue: timings },
      { provide: Keys, useValue: keys },
      Notifications,
    ];
    return { module: CoreModule, providers, exports: providers };
  }
}
