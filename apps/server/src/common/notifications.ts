import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { listen, type Database, type Listener } from '../../../../libs/database/index.js';
import { DATABASE } from './core.js';

const channels = ['ai_drv_queued', 'ai_drv_step', 'ai_drv_finished', 'ai_drv_token', 'ai_drv_audit'] as const;
type Channel = (typeof channels)[number];

/** The process's one LISTEN connection. What it says is a hint, never the truth: every subscriber also looks by itself. */
@Injectable()
export class Notifications implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Notifications');
  private readonly handlers: { [C in Channel]: ((payload: string) => void)[] } = {
    ai_drv_queued: [],
    ai_drv_step: [],
    ai_drv_finished: [],
    ai_drv_token: [],
    ai_drv_audit: [],
  };
  private readonly connectHandlers: (() => void)[] = [];
  private listener: Listener | undefined;

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  on(channel: Channel, handler: (payload: string) => void): void {
    this.handlers[channel].push(handler);
  }

  /** Called after each (re)connection: notifications may have been lost before it. */
  onConnect(handler: () => void): void {
    this.connectHandlers.push(handler);
  }

  onModuleInit(): void {
    this.listener = listen({
      url: this.database.url,
      channels: [...channels],
      onNotify: (channel, payload) =>
        this.handlers[channel as Channel].forEach((handler) => handler(payload)),
      onConnect: () => this.connectHandlers.forEach((handler) => handler()),
      onError: (error) => this.logger.warn(`${error.message}; connecting again`),
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.listener?.close();
  }
}
