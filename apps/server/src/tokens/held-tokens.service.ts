import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { ApiError } from '../common/api-error.js';
import { TIMINGS } from '../common/core.module.js';
import type { Caller } from '../common/http.js';
import { Notifications } from '../common/notifications.js';
import type { Timings } from '../common/timings.js';
import { memberId, type Member } from './held-members.js';
import { TokensService } from './tokens.service.js';

/** One watch; `release` it in any case. */
export interface Watch {
  /** Aborts when the token ends, or its organization is suspended; its reason is the ApiError to answer with. */
  ended: AbortSignal;
  release(): void;
}

interface Watched {
  /** The sha256 of a token, or who has a session. */
  subject: Buffer | Member;
  controllers: Set<AbortController>;
}

/**
 * The tokens of requests that are held: when one is revoked, expires or loses what it rested on, or the organization is
 * suspended, the request ends within a second. For who calls by a session their membership is watched. A NOTIFY says so at once; the look every 0.4 s is the truth when none arrives (a notification connection may
 * be dead without being closed).
 */
@Injectable()
export class HeldTokensService implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('HeldTokens');
  private readonly watched = new Map<string, Watched>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private lookAgain = false;

  constructor(
    @Inject(TIMINGS) private readonly timings: Timings,
    private readonly tokens: TokensService,
    private readonly notifications: Notifications,
  ) {}

  watch({ tokenHash, userId, organizationId }: Caller): Watch {
    const controller = new AbortController();
    const id = tokenHash?.toString('hex') ?? memberId({ userId, organizationId });
    const entry = this.watched.get(id) ?? {
      subject: tokenHash ?? { userId, organizationId },
      controllers: new Set(),
    };
    this.watched.set(id, entry);
    entry.controllers.add(controller);
    return {
      ended: controller.signal,
      release: () => {
        entry.controllers.delete(controller);
        if (entry.controllers.size === 0 && this.watched.get(id) === entry) this.watched.delete(id);
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
    if (this.watched.size === 0) return;
    try {
      const subjects = [...this.watched.values()].map(({ subject }) => subject);
      const hashes = subjects.filter((subject) => Buffer.isBuffer(subject));
      const members = subjects.filter((subject): subject is Member => !Buffer.isBuffer(subject));
      const ended = [
        ...(hashes.length > 0 ? await this.tokens.ended(hashes) : []),
        ...(members.length > 0 ? await this.tokens.endedMembers(members) : []),
      ];
      for (const [id, reason] of ended) this.end(id, reason);
    } catch (error) {
      // The database is away: no answer can come meanwhile either, and the next look comes soon.
      this.logger.debug(`looking for ended tokens: ${(error as Error).message}`);
    }
  }

  private end(id: string, reason: ApiError): void {
    const entry = this.watched.get(id);
    this.watched.delete(id);
    for (const controller of entry?.controllers ?? []) controller.abort(reason);
  }
}
