import { Inject, Injectable } from '@nestjs/common';
import type { DerivationView, StepView } from '../../../../libs/contracts/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { DATABASE } from '../common/core.module.js';
import type { Caller } from '../common/http.js';
import { ProgressService } from '../generation/progress.service.js';
import { HeldCallersService } from '../tokens/held-callers.service.js';
import { stepView } from './derivation-view.js';
import { DerivationsService } from './derivations.service.js';
import { HeldRequests } from './held-requests.js';

/** The id of the last event: a reader that comes back with it has seen everything. */
export const doneId = 'done';

/** One server-sent event. The id of a step is its run and index, `1.3`: what Last-Event-ID brings back. */
export interface ProgressEvent {
  id?: string;
  event: 'step' | 'state' | 'done';
  data:
    StepView | Pick<DerivationView, 'state' | 'steps' | 'costMicros'> | DerivationView | { state: 'deleted' };
}

/** How far a reader has come. */
interface Position {
  run: number;
  index: number;
}

/** Follows a derivation: its stored steps in order, each change of its state, and its end. */
@Injectable()
export class EventsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly derivations: DerivationsService,
    private readonly held: HeldRequests,
    private readonly progress: ProgressService,
    private readonly heldCallers: HeldCallersService,
  ) {}

  /**
   * Yields what is stored after `lastEventId`, then what comes, until the derivation is finished or deleted, the reader is
   * gone, or the token or session ends: who reconnects is told why. The rows are the truth; notifications only say when to look. No
   * connection is held in between.
   * @throws ApiError not_found, too_many_waiting, before the first event
   */
  async *follow(
    caller: Caller,
    id: string,
    lastEventId: string | undefined,
    gone: AbortSignal,
  ): AsyncGenerator<ProgressEvent> {
    const watch = this.heldCallers.watch(caller);
    try {
      yield* this.eventsAfter(caller, id, lastEventId, AbortSignal.any([gone, watch.ended]));
    } finally {
      watch.release();
    }
  }

  private async *eventsAfter(
    caller: Caller,
    id: string,
    lastEventId: string | undefined,
    end: AbortSignal,
  ): AsyncGenerator<ProgressEvent> {
    let position = readPosition(lastEventId);
    let state = '';
    await this.derivations.show(caller, id);
    const release = this.held.hold(caller);
    const watch = this.progress.watch(id);
    try {
      while (!end.aborted) {
        const derivation = await this.derivations.show(caller, id);
        for (const step of await this.stepsAfter(caller, id, position)) {
          position = { run: step.run, index: step.index };
          yield { id: `${step.run}.${step.index}`, event: 'step', data: step };
        }
        if (derivation.state === 'succeeded' || derivation.state === 'failed') {
          yield { id: doneId, event: 'done', data: derivation };
          return;
        }
        if (derivation.state !== state) {
          ({ state } = derivation);
          const { steps, costMicros } = derivation;
          yield { event: 'state', data: { state: derivation.state, steps, costMicros } };
        }
        await watch.next(end);
      }
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'not_found')) throw error;
      yield { id: doneId, event: 'done', data: { state: 'deleted' } };
    } finally {
      watch.close();
      release();
    }
  }

  private async stepsAfter(
    { organizationId }: Caller,
    id: string,
    { run, index }: Position,
  ): Promise<StepView[]> {
    const rows = await this.database.prisma.generationStep.findMany({
      where: { organizationId, derivationId: id, OR: [{ run: { gt: run } }, { run, seq: { gt: index } }] },
      orderBy: [{ run: 'asc' }, { seq: 'asc' }],
    });
    return rows.map(stepView);
  }
}

/** From the beginning, unless it is an id that an earlier stream gave. */
function readPosition(lastEventId: string | undefined): Position {
  const [, run, index] = /^(\d{1,9})\.(\d{1,9})$/.exec(lastEventId ?? '') ?? [];
  return run === undefined ? { run: 0, index: -1 } : { run: Number(run), index: Number(index) };
}
