import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Database } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { DATABASE, TIMINGS } from '../common/core.module.js';
import { findFinished } from './claims.store.js';
import { Notifications } from '../common/notifications.js';
import type { Outcome } from './outcome.js';
import type { Timings } from '../common/timings.js';

interface Waiter {
  promise: Promise<Outcome>;
  resolve(outcome: Outcome): void;
  reject(error: Error): void;
  count: number;
}

/** One registration; `release` it in any case. */
export interface Registration {
  finished: Promise<Outcome>;
  release(): void;
}

/**
 * Who waits for which derivation: one promise per key and process, and no database connection. A NOTIFY wakes it within
 * milliseconds; one SELECT a second over all keys is the truth when a NOTIFY is lost.
 */
@Injectable()
export class Waiters implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Waiters');
  private readonly waiters = new Map<string, Waiter>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(TIMINGS) private readonly timings: Timings,
    private readonly notifications: Notifications,
  ) {}

  /** Register before looking whether it is finished: then no end can fall between the two. */
  register(key: Buffer): Registration {
    const id = key.toString('hex');
    const waiter = this.waiters.get(id) ?? this.add(id);
    waiter.count++;
    let released = false;
    return {
      finished: waiter.promise,
      release: () => {
        if (released) return;
        released = true;
        if (--waiter.count === 0 && this.waiters.get(id) === waiter) this.waiters.delete(id);
      },
    };
  }

  /** Ends every wait with an answer that is safe to try again. */
  rejectAll(): void {
    for (const [id, waiter] of this.waiters) {
      this.waiters.delete(id);
      waiter.reject(new ApiError('shutting_down'));
    }
  }

  get size(): number {
    return this.waiters.size;
  }

  onModuleInit(): void {
    this.notifications.on('ai_drv_finished', (id) => {
      if (this.waiters.has(id)) void this.look([id]);
    });
    this.notifications.onConnect(() => void this.lookForAll());
    this.timer = setInterval(() => void this.lookForAll(), this.timings.tickMs);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.rejectAll();
  }

  private add(id: string): Waiter {
    const waiter = withResolvers();
    // Whoever waits sees the rejection; nobody waiting is no error.
    waiter.promise.catch(() => undefined);
    this.waiters.set(id, waiter);
    return waiter;
  }

  private async lookForAll(): Promise<void> {
    if (this.looking || this.waiters.size === 0) return;
    this.looking = true;
    await this.look([...this.waiters.keys()]);
    this.looking = false;
  }

  private async look(ids: string[]): Promise<void> {
    // Who registers while the query runs waits for something newer than it sees: a failure that is being tried again.
    const asked = new Map(ids.map((id) => [id, this.waiters.get(id)]));
    try {
      const keys = ids.map((id) => Buffer.from(id, 'hex'));
      for (const outcome of await findFinished(this.database.pool, keys)) {
        const id = outcome.key.toString('hex');
        const waiter = asked.get(id);
        if (!waiter || this.waiters.get(id) !== waiter) continue;
        waiter.resolve(outcome);
        this.waiters.delete(id);
      }
    } catch (error) {
      // The database is away: waiting goes on, and the next second looks again.
      this.logger.debug(`looking for finished derivations: ${(error as Error).message}`);
    }
  }
}

/** Promise.withResolvers, which Node 20 lacks. */
function withResolvers(): Waiter {
  let resolve!: Waiter['resolve'];
  let reject!: Waiter['reject'];
  const promise = new Promise<Outcome>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject, count: 0 };
}
