import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { ApiError } from '../common/api-error.js';
import { TIMINGS } from '../common/core.module.js';
import type { Caller } from '../common/http.js';
import { Notifications } from '../common/notifications.js';
import type { Timings } from '../common/timings.js';
import { SessionsService } from '../people/sessions.service.js';
import { TokensService } from './tokens.service.js';

/** One watch; `release` it in any case. */
export interface Watch {
  /** Aborts when the token or session ends; its reason is the ApiError to answer with. */
  ended: AbortSignal;
  release(): void;
}

/** Those of one token, or of one session and organization. */
interface Held {
  caller: Caller;
  controllers: Set<AbortController>;
}

/**
 * Who is behind requests that are held: when a token is revoked, expires or loses what it rested on, or a session ends or
 * its user is removed, the request ends within a second. A NOTIFY says so of a token at once; the look every 0.4 s is the
 * truth when none arrives (a notification connection may be dead without being closed).
 */
@Injectable()
export class HeldCallersService implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('HeldCallers');
  private readonly held = new Map<string, Held>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private lookAgain = false;

  constructor(
    @Inject(TIMINGS) private readonly timings: Timings,
    private readonly tokens: TokensService,
    private readonly sessions: SessionsService,
    private readonly notifications: Notifications,
  ) {}

  watch(caller: Caller): Watch {
    const controller = new AbortController();
    const id = idOf(caller);
    const held = this.held.get(id) ?? { caller, controllers: new Set() };
    held.controllers.add(controller);
    this.held.set(id, held);
    return {
      ended: controller.signal,
      release: () => {
        held.controllers.delete(controller);
        if (held.controllers.size === 0 && this.held.get(id) === held) this.held.delete(id);
      },
    };
  }

  onModuleInit(): void {
    this.notifications.on('ai_drv_token', () => void this.look());
    this.notifications.onConnect(() => void this.look());
    this.timer = setInterval(() => void this.look(), this.timings.tokenCheckMs);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.looking) {
      this.lookAgain = true;
      return;
    }
    this.looking = true;
    do {
      this.lookAgain = false;
      await this.lookOnce();
    } while (this.lookAgain);
    this.looking = false;
  }

  private async lookOnce(): Promise<void> {
    const callers = [...this.held.values()].map(({ caller }) => caller);
    if (callers.length === 0) return;
    try {
      const ended = await Promise.all([
        this.tokens.ended(callers.filter(({ tokenHash }) => tokenHash)),
        this.sessions.ended(callers.filter(({ sessionId }) => sessionId)),
      ]);
      for (const [caller, reason] of ended.flat()) this.end(idOf(caller), reason);
    } catch (error) {
      // The database is away: no answer can come meanwhile either, and the next look comes soon.
      this.logger.debug(`looking for what ended: ${(error as Error).message}`);
    }
  }

  private end(id: string, reason: ApiError): void {
    const controllers = this.held.get(id)?.controllers ?? [];
    this.held.delete(id);
    for (const controller of controllers) controller.abort(reason);
  }
}

const idOf = ({ tokenHash, sessionId, organizationId }: Caller) =>
  tokenHash ? `token ${tokenHash.toString('hex')}` : `session ${sessionId} ${organizationId}`;
