import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { TIMINGS } from '../common/core.module.js';
import type { Timings } from '../common/timings.js';
import { Notifications } from '../common/notifications.js';

/** Says when it is worth looking at a derivation again: a step was stored, or its run ended; at the latest after a tick. */
@Injectable()
export class ProgressService implements OnModuleInit {
  private readonly watchers = new Map<string, Set<() => void>>();

  constructor(
    @Inject(TIMINGS) private readonly timings: Timings,
    private readonly notifications: Notifications,
  ) {}

  onModuleInit(): void {
    this.notifications.on('ai_drv_step', (id) => this.watchers.get(id)?.forEach((wake) => wake()));
  }

  /** Resolves at the next change of a derivation, after a tick in case its notification was lost, or when `gone` aborts. */
  next(id: string, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const watchers = this.watchers.get(id) ?? new Set();
      this.watchers.set(id, watchers);
      const wake = () => {
        clearTimeout(timer);
        gone.removeEventListener('abort', wake);
        watchers.delete(wake);
        if (watchers.size === 0 && this.watchers.get(id) === watchers) this.watchers.delete(id);
        resolve();
      };
      const timer = setTimeout(wake, this.timings.tickMs);
      gone.addEventListener('abort', wake, { once: true });
      watchers.add(wake);
    });
  }
}
