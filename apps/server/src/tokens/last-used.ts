import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Database } from '../../../../libs/database/index.js';
import { DATABASE, TIMINGS } from '../common/core.module.js';
import type { Timings } from '../common/timings.js';

/** When tokens were last used: remembered here, and written at most once a minute, all in one statement. */
@Injectable()
export class LastUsed implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('LastUsed');
  private used = new Map<string, Date>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(TIMINGS) private readonly timings: Timings,
  ) {}

  note(tokenId: string): void {
    this.used.set(tokenId, new Date());
  }

  onModuleInit(): void {
    this.timer = setInterval(() => void this.flush(), this.timings.lastUsedMs);
  }

  /** The last ones are written before the process ends. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  private async flush(): Promise<void> {
    if (this.used.size === 0) return;
    const used = this.used;
    this.used = new Map();
    try {
      await this.database.pool.query({
        name: 'token_last_used',
        text: `UPDATE token t SET last_used_at = greatest(t.last_used_at, v.at)
               FROM unnest($1::uuid[], $2::timestamptz[]) AS v(id, at) WHERE t.id = v.id`,
        values: [[...used.keys()], [...used.values()]],
      });
    } catch (error) {
      // With the next minute's; what was used since is newer.
      this.used = new Map([...used, ...this.used]);
      this.logger.warn({ err: error }, 'the last use of tokens could not be written; trying again');
    }
  }
}
