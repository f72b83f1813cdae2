import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../../../../libs/config/index.js';
import type { Database } from '../../../../libs/database/index.js';
import type { Generator } from '../../../../libs/generator/index.js';
import type { Models } from '../models/models.service.js';
import type { Timings } from './timings.js';

/** The configuration with its master secret: the environment's, or the one kept in the data directory. */
export type SettledConfig = Config & { secret: string };

/** What a process is made of before Nest begins; every feature may ask for it by these names. */
export interface Core {
  config: SettledConfig;
  database: Database;
  generator: Generator;
  models: Models;
  timings: Timings;
}

export const CONFIG = Symbol('Config');
export const DATABASE = Symbol('Database');
export const GENERATOR = Symbol('Generator');
export const MODELS = Symbol('Models');
export const TIMINGS = Symbol('Timings');

@Global()
@Module({})
export class CoreModule {
  static of({ config, database, generator, models, timings }: Core): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: DATABASE, useValue: database },
      { provide: GENERATOR, useValue: generator },
      { provide: MODELS, useValue: models },
      { provide: TIMINGS, useValue: timings },
    ];
    return { module: CoreModule, providers, exports: providers };
  }
}
