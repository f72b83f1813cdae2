import type { Config } from '../../../../libs/config/index.js';
import type { Database } from '../../../../libs/database/index.js';
import type { Evaluator } from '../../../../libs/evaluator/index.js';
import type { Generator } from '../../../../libs/generator/index.js';
import type { GuardedFetch } from '../../../../libs/sources/index.js';
import type { Models } from '../models/models.service.js';
import type { Keys } from './keys.js';
import type { Timings } from './timings.js';

/** What a process is made of before Nest begins; every feature may ask for it by these names. */
export interface Core {
  config: Config;
  database: Database;
  evaluator: Evaluator;
  generator: Generator;
  keys: Keys;
  models: Models;
  timings: Timings;
  ways: WaysOut;
}

/** How providers of models are reached: `open` at addresses that we chose, `guarded` at one that a tenant did. */
export interface WaysOut {
  open: typeof fetch;
  guarded: GuardedFetch;
}

export const CONFIG = Symbol('Config');
export const DATABASE = Symbol('Database');
export const EVALUATOR = Symbol('Evaluator');
export const GENERATOR = Symbol('Generator');
export const MODELS = Symbol('Models');
export const TIMINGS = Symbol('Timings');
export const WAYS_OUT = Symbol('WaysOut');
