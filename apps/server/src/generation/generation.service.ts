import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../../../libs/config/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { createLanes } from '../../../../libs/sources/index.js';
import { ApiError } from '../common/api-error.js';
import type { Actor } from '../common/audit.js';
import { CONFIG, DATABASE, TIMINGS } from '../common/core.module.js';
import { claim, findAnswer } from './claims.store.js';
import { derivationKey, type DerivationRequest } from './derivation-key.js';
import { isFinished, type Outcome } from './outcome.js';
import type { Timings } from '../common/timings.js';
import { removeDerivation } from './removal.store.js';
import { ModelsService } from '../models/models.service.js';
import { claimLimits } from './claim-limits.js';
import { Waiters } from './waiters.js';

export type { Outcome } from './outcome.js';

/** The answer once it is there, or null when the time to hold a request is over, or its client has gone. */
type Held = Outcome | null;

/** Asks for a generation, at most once however often it is asked, and waits for it. */
@Injectable()
export class GenerationService {
  /** Claims of one organization wait for each other in the database; the others must not run out of connections for it. */
  private readonly enter = createLanes(2);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(TIMINGS) private readonly timings: Timings,
    private readonly models: ModelsService,
    private readonly waiters: Waiters,
  ) {}

  /** What stands, without starting anything. */
  find(request: DerivationRequest): Promise<Outcome | null> {
    return findAnswer(this.database.pool, request);
  }

  /** Claims the answer when nobody has, or its failure is old enough; returns the derivation's id. */
  async ask(request: DerivationRequest): Promise<string> {
    const standing = await this.find(request);
    if (standing?.deleted) throw new ApiError('deleted');
    return standing && stands(standing) ? standing.derivationId : await this.claim(request);
  }

  /**
   * As `ask`, then waits up to `holdMs`. No database connection is held meanwhile.
   * @param onHold called before the wait, if there is one; may refuse it by a throw. What it returns is called after.
   */
  async answer(request: DerivationRequest, gone: AbortSignal, onHold: () => () => void): Promise<Held> {
    // Registered before the look: an end between look and registration would be missed.
    let registration = this.waiters.register(derivationKey(request));
    try {
      const standing = await this.find(request);
      if (standing && isFinished(standing) && stands(standing)) return standing;
      // Before the claim: who may not wait must not fill the queue either.
      const onRelease = onHold();
      try {
        if (!standing || !stands(standing)) {
          await this.claim(request);
          // What was registered before may have been woken by the old failure.
          registration.release();
          registration = this.waiters.register(derivationKey(request));
        }
        return await this.hold(registration.finished, gone);
      } finally {
        onRelease();
      }
    } finally {
      registration.release();
    }
  }

  /** Deletes it, whatever its state. @throws ApiError not_found */
  async remove(by: Actor & { organizationId: string }, id: string): Promise<void> {
    if (!(await removeDerivation(this.database.pool, by.organizationId, id, by)))
      throw new ApiError('not_found');
  }

  private async claim(request: DerivationRequest): Promise<string> {
    const leave = await this.enter(request.organizationId);
    try {
      return await this.claimNow(request);
    } finally {
      leave();
    }
  }

  private async claimNow(request: DerivationRequest): Promise<string> {
    // Here and not before: an answer that stands is given also when its model is gone.
    const choice = await this.models.choose(request.organizationId, request.requestedModel);
    return claim(this.database.pool, request, {
      ...choice,
      sharing: this.config.sharing === 'instance',
      reserveMicrosOf: (name) => this.models.reserveMicros(name),
      ...claimLimits(this.config),
      deadlineMs: this.timings.deadlineMs,
    });
  }

  private async hold(finished: Promise<Outcome>, gone: AbortSignal): Promise<Held> {
    if (gone.aborted) return null;
    let timer: NodeJS.Timeout | undefined;
    let onGone: (() => void) | undefined;
    const over = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), this.timings.holdMs);
      onGone = () => resolve(null);
      if (gone.aborted) onGone();
      gone.addEventListener('abort', onGone, { once: true });
    });
    try {
      return await Promise.race([finished, over]);
    } finally {
      clearTimeout(timer);
      if (onGone) gone.removeEventListener('abort', onGone);
    }
  }
}

/** Is this the answer, rather than a failure that may be tried again? */
function stands(outcome: Outcome): boolean {
  return outcome.deleted || outcome.state !== 'failed' || outcome.retrySeconds > 0;
}
