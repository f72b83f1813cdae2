import type { Response } from 'express';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Database } from '../../../../libs/database/index.js';
import type { Evaluator } from '../../../../libs/evaluator/index.js';
import { Public } from '../auth/decorators.js';
import { DATABASE, EVALUATOR } from '../common/core.module.js';
import { Lifecycle } from './lifecycle.js';

/** For supervisors and load balancers; no token, nothing secret. */
@Public()
@Controller()
export class HealthController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(EVALUATOR) private readonly evaluator: Evaluator,
    private readonly lifecycle: Lifecycle,
  ) {}

  /** The process answers. */
  @Get('healthz')
  health(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** It may be sent requests: the database answers (migrated it is, or this process would not run), and no shutdown has begun. */
  @Get('readyz')
  async ready(@Res({ passthrough: true }) response: Response) {
    const checks = {
      shutdown: this.lifecycle.stopping ? 'the server is shutting down' : 'ok',
      ...(await this.database.pool.query<{ queued: number; oldest: number }>(queueStatement).then(
        ({ rows }) => ({
          database: 'ok',
          queue: { length: rows[0]!.queued, oldestSeconds: rows[0]!.oldest },
        }),
        () => ({ database: 'not reachable', queue: null }),
      )),
      // Without it expressions are served unevaluated, which their checks say; so it makes nobody unready.
      evaluator: this.evaluator.state,
    };
    const ready = checks.shutdown === 'ok' && checks.database === 'ok';
    response.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not ready', checks };
  }
}

const queueStatement = `
  SELECT count(*)::int AS queued, coalesce(extract(epoch FROM now() - min(due_at)), 0)::int AS oldest
  FROM derivation WHERE state = 'queued' AND due_at <= now()`;
