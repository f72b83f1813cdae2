import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CONFIG, DATABASE, EVALUATOR, GENERATOR, MODELS, TIMINGS, WAYS_OUT, type Core } from './core.js';
import { AuditLog } from './audit-log.js';
import { Keys } from './keys.js';
import { Notifications } from './notifications.js';

export { CONFIG, DATABASE, EVALUATOR, GENERATOR, MODELS, TIMINGS, WAYS_OUT, type Core } from './core.js';

@Global()
@Module({})
export class CoreModule {
  static of({ config, database, evaluator, generator, keys, models, timings, ways }: Core): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: DATABASE, useValue: database },
      { provide: EVALUATOR, useValue: evaluator },
      { provide: GENERATOR, useValue: generator },
      { provide: MODELS, useValue: models },
      { provide: TIMINGS, useValue: timings },
      { provide: WAYS_OUT, useValue: ways },
      { provide: Keys, useValue: keys },
      Notifications,
      AuditLog,
    ];
    return { module: CoreModule, providers, exports: providers };
  }
}
