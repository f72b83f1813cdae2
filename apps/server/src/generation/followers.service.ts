import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../../../../libs/config/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { CONFIG, DATABASE, TIMINGS } from '../common/core.module.js';
import { Notifications } from '../common/notifications.js';
import type { Timings } from '../common/timings.js';
import { ModelsService } from '../models/models.service.js';
import { claimLimits } from './claim-limits.js';
import { hasFollowers, settleFollower } from './followers.store.js';

/** A maker that has not begun after this long waits behind its own organization's work; nobody else waits with it. */
const patienceMs = 60_000;

/** Sees those further that wait for another organization's derivation: as soon as one is finished, and each tick. */
@Injectable()
export class FollowersService implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Followers');
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private again = false;
  /** After the setting was changed those that still wait are seen through; then nothing is looked for. */
  private over = false;
  private readonly startedAt = performance.now();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(TIMINGS) private readonly timings: Timings,
    private readonly models: ModelsService,
    private readonly notifications: Notifications,
  ) {}

  onModuleInit(): void {
    this.notifications.on('ai_drv_finished', () => this.wake());
    this.timer = setInterval(() => this.wake(), this.timings.tickMs);
  }

  async onModuleDestroy(): Promise<void> {
    this.over = true;
    clearInterval(this.timer);
    await this.looking;
  }

  private wake(): void {
    if (this.over) return;
    if (this.looking) {
      this.again = true;
      return;
    }
    this.again = false;
    this.looking = this.look().finally(() => {
      this.looking = undefined;
      if (this.again) this.wake();
    });
  }

  private async look(): Promise<void> {
    const { deadlineMs, retryFailedMs } = this.timings;
    try {
      const { pool } = this.database;
      if (!(await hasFollowers(pool))) {
        // Other processes may not have been restarted yet.
        const settled = performance.now() - this.startedAt > deadlineMs;
        this.over ||= settled && this.config.sharing === 'organization';
        return;
      }
      while (
        !this.over &&
        (await settleFollower(pool, {
          reserveMicrosOf: (name) => this.models.reserveMicros(name),
          ...claimLimits(this.config),
          deadlineMs,
          retryFailedMs,
          patienceMs,
        }))
      );
    } catch (error) {
      // The next tick looks again.
      this.logger.warn({ err: error }, 'looking for followers failed; trying again');
    }
  }
}
