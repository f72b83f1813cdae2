import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../../../../libs/config/index.js';
import type { Database } from '../../../../libs/database/index.js';
import type { Generator } from '../../../../libs/generator/index.js';
import type { Timings } from './timings.js';

/** What a process is made of before Nest begins; every feature may ask for it by these names. */
export interface Core {
  config: Config;
  database: Database;
  generator: Generator;
  timings: Timings;
}

export const CONFIG = Symbol('Config');
export const DATABASE = Symbol('Database');
export const GENERATOR = Symbol('Generator');
export const TIMINGS = Symbol('Timings');

@Global()
@Module({})
export class CoreModule {
  static of({ config, database, generator, timings }: Core): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: DATABASE, useValue: database },
      { provide: GENERATOR, useValue: generator },
      { provide: TIMINGS, useValue: timings },
    ];
    return { module: CoreModule, providers, exports: providers };
  }
}
