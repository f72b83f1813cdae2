import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Database } from '../../../../libs/database/index.js';
import { DATABASE, TIMINGS } from '../common/core.module.js';
import type { Timings } from '../common/timings.js';
import { Notifications } from '../common/notifications.js';

/** One reader's watch over a derivation; `close` it in any case. */
export interface Watch {
  /** Resolves at the next change since the last call, or when `gone` aborts. Look first, then ask: no change is missed. */
  next(gone: AbortSignal): Promise<void>;
  close(): void;
}

interface Watched {
  wakes: Set<() => void>;
  /** State and number of steps when they were last looked at. */
  seen: string;
}

/**
 * Says when it is worth looking at a derivation again. A NOTIFY says so within milliseconds; one SELECT a tick over all
 * that are watched is the truth when a NOTIFY is lost, however many follow them.
 */
@Injectable()
export class ProgressService implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Progress');
  private readonly watched = new Map<string, Watched>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(TIMINGS) private readonly timings: Timings,
    private readonly notifications: Notifications,
  ) {}

  onModuleInit(): void {
    this.notifications.on('ai_drv_step', (id) => this.wake(id));
    this.timer = setInterval(() => void this.look(), this.timings.tickMs);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    for (const id of this.watched.keys()) this.wake(id);
  }

  watch(id: string): Watch {
    const entry = this.watched.get(id) ?? { wakes: new Set(), seen: '' };
    this.watched.set(id, entry);
    let changed = false;
    let waiting: (() => void) | undefined;
    const wake = () => {
      changed = true;
      waiting?.();
    };
    entry.wakes.add(wake);
    return {
      next: (gone) =>
        new Promise((resolve) => {
          const end = () => {
            changed = false;
            waiting = undefined;
            gone.removeEventListener('abort', end);
            resolve();
          };
          if (changed || gone.aborted) return end();
          waiting = end;
          gone.addEventListener('abort', end, { once: true });
        }),
      close: () => {
        entry.wakes.delete(wake);
        if (entry.wakes.size === 0 && this.watched.get(id) === entry) this.watched.delete(id);
      },
    };
  }

  private wake(id: string): void {
    this.watched.get(id)?.wakes.forEach((wake) => wake());
  }

  private async look(): Promise<void> {
    if (this.looking || this.watched.size === 0) return;
    this.looking = true;
    try {
      const { rows } = await this.database.pool.query<{ id: string; seen: string }>({
        name: 'progress_look',
        text: lookStatement,
        values: [[...this.watched.keys()]],
      });
      for (const { id, seen } of rows) {
        const entry = this.watched.get(id);
        if (!entry || entry.seen === seen) continue;
        entry.seen = seen;
        this.wake(id);
      }
    } catch (error) {
      this.logger.debug(`looking for progress: ${(error as Error).message}`);
    } finally {
      this.looking = false;
    }
  }
}

const lookStatement = `
  SELECT d.id, d.state || '.' || d.run || '.' || (d.deleted_at IS NOT NULL) || '.' ||
    (SELECT count(*) FROM generation_step s WHERE s.derivation_id = d.id) AS seen
  FROM derivation d WHERE d.id = ANY ($1::uuid[])`;
