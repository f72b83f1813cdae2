import { createHash, createHmac, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../../../../libs/config/index.js';
import { errors, type ErrorCode } from '../../../../libs/contracts/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { GenerationError, type Generator, readExpression } from '../../../../libs/generator/index.js';
import { CONFIG, DATABASE, GENERATOR, TIMINGS } from '../common/core.module.js';
import { Keys } from '../common/keys.js';
import { DurableRun, Fenced, HandOver, ReplayDiverged } from './durable-run.js';
import { Notifications } from '../common/notifications.js';
import type { Timings } from '../common/timings.js';
import { pick } from './pick.store.js';
import * as settlement from './settlement.store.js';
import * as store from './work.store.js';

/**
 * How many generations a process runs at once: they mostly wait for the network. So many with the operator's models, and
 * as many with own keys: a tenant's server that hangs, and that nobody bills, must keep nobody else's work waiting.
 */
const parallel = 8;

/**
 * Picks generations and sees them through. Every process gives up what is over (else an api without workers would keep
 * its callers for ever); only one with the role `worker` picks.
 */
@Injectable()
export class GenerationWorker implements OnModuleInit, OnModuleDestroy {
  @Inject(Keys) private readonly keys!: Keys;
  private readonly logger = new Logger('Worker');
  private readonly owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  private readonly active = new Map<DurableRun, Promise<void>>();
  private ownActive = 0;
  private timer: NodeJS.Timeout | undefined;
  private ticking: Promise<void> | undefined;
  private tickAgain = false;
  private draining = false;
  private databaseFailedAt = Number.NEGATIVE_INFINITY;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(GENERATOR) private readonly generator: Generator,
    @Inject(TIMINGS) private readonly timings: Timings,
    private readonly notifications: Notifications,
  ) {}

  onModuleInit(): void {
    if (this.config.roles.worker) this.notifications.on('ai_drv_queued', () => this.wake());
    this.notifications.onConnect(() => this.wake());
    this.timer = setInterval(() => this.wake(), this.timings.tickMs);
  }

  /** Stops picking; each run is put back at its next seam, and whatever is still in a step after `drainMs` is aborted and put back. */
  async drain(): Promise<void> {
    this.draining = true;
    clearInterval(this.timer);
    await this.ticking;
    for (const run of this.active.keys()) run.requestHandOver();
    const late = setTimeout(() => {
      for (const run of this.active.keys()) run.abort(new HandOver());
    }, this.timings.drainMs);
    await Promise.all(this.active.values());
    clearTimeout(late);
  }

  async onModuleDestroy(): Promise<void> {
    await this.drain();
  }

  private wake(): void {
    if (this.draining) return;
    if (this.ticking) {
      this.tickAgain = true;
      return;
    }
    this.ticking = this.tick().finally(() => {
      this.ticking = undefined;
      if (this.tickAgain) this.wake();
    });
  }

  private async tick(): Promise<void> {
    this.tickAgain = false;
    try {
      const { pool } = this.database;
      const over = [failure('generation_timed_out'), failure('generation_abandoned')] as const;
      const { deadlineMs, leaseMs, retryFailedMs } = this.timings;
      // A queue moves at the latest when what runs is over.
      while (await settlement.giveUp(pool, ...over, retryFailedMs, 2 * deadlineMs));
      while (this.config.roles.worker && !this.draining) {
        const own = this.ownActive < parallel;
        const operators = this.active.size - this.ownActive < parallel;
        if (!own && !operators) break;
        const work = await pick(pool, this.owner, leaseMs, this.mayTakeOver(), {
          generationsAtOnce: this.config.limits.generationsAtOnce,
          deadlineMs,
          room: { own, operators },
        });
        if (!work) break;
        this.begin(work);
      }
    } catch (error) {
      this.databaseFailedAt = performance.now();
      this.logger.warn({ err: error }, 'looking for work failed; trying again');
    }
  }

  /** After an outage living owners renew first. */
  private mayTakeOver(): boolean {
    return performance.now() - this.databaseFailedAt > this.timings.renewMs;
  }

  private begin(work: store.Work): void {
    const run = new DurableRun(this.database.pool, work, this.timings);
    const isOwn = work.ownProvider === null ? 0 : 1;
    this.ownActive += isOwn;
    const done = this.see(run, work).finally(() => {
      run.close();
      this.ownActive -= isOwn;
      this.active.delete(run);
      this.wake();
    });
    this.active.set(run, done);
  }

  private async see(run: DurableRun, work: store.Work): Promise<void> {
    const told = { derivationId: work.id, run: work.run, fence: work.fence };
    this.logger.log(told, 'generation picked up');
    try {
      await run.load();
      const { prompt, model, organizationId, capMicros, ownProvider } = work;
      const safetyIdentifier = createHmac('sha256', this.keys.derive('safety identifiers'))
        .update(`organization:${organizationId}`)
        .digest('hex');
      const { expression, checks, provenance } = await this.generator.run(
        { prompt, model, organizationId, capMicros, safetyIdentifier, ownProvider },
        run,
      );
      refuseUnread(expression);
      const sha256 = createHash('sha256').update(expression, 'utf8').digest();
      const success = { expression, sha256, checks, provenance };
      if (!(await run.persist(() => settlement.finish(this.database.pool, work, success))))
        throw new Fenced('the end came late');
      this.logger.log(told, 'generation succeeded');
    } catch (error) {
      await this.end(run, work, error).catch((failed: unknown) => {
        // Its lease runs out, and another pick-up ends it.
        this.logger.warn({ ...told, err: failed }, 'the end of a generation could not be stored');
      });
    }
  }

  private async end(run: DurableRun, work: store.Work, error: unknown): Promise<void> {
    const told = { derivationId: work.id, run: work.run, fence: work.fence };
    const { pool } = this.database;
    if (error instanceof Fenced) {
      this.logger.warn({ ...told, reason: error.message }, 'generation given up: it is not ours any more');
    } else if (error instanceof HandOver) {
      await store.putBack(pool, work);
      this.logger.log(told, 'generation put back');
    } else if (error instanceof ReplayDiverged) {
      this.logger.warn(
        { ...told, reason: error.message },
        'the stored steps do not fit this version: new run',
      );
      if ((await settlement.startNewRun(pool, work)) !== null) await store.putBack(pool, work, true);
    } else if (error instanceof GenerationError) {
      this.logger.log({ ...told, code: error.code }, 'generation failed');
      await run.persist(() => settlement.fail(pool, work, error, this.timings.retryFailedMs));
    } else {
      // Not the database: `persist` waits for that. A refused connection is one of the generator's own.
      this.logger.error({ ...told, err: error }, 'generation broke');
      await run.persist(() =>
        settlement.fail(pool, work, failure('internal_error'), this.timings.retryFailedMs),
      );
    }
  }
}

/** The last gate before an expression is served, whatever generator made it. @throws GenerationError */
function refuseUnread(expression: string): void {
  const [problem] = readExpression(expression).problems;
  if (problem !== undefined)
    throw new GenerationError(
      'expression_refused',
      `The expression that was made is refused, so it is not served: ${problem.slice(0, 500)}`,
    );
}

const failure = (code: ErrorCode): settlement.Failure => ({ code, message: errors[code].detail });
