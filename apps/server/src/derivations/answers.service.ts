import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { errors, type ErrorCode } from '../../../../libs/contracts/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { DATABASE } from '../common/core.module.js';
import type { Caller } from '../common/http.js';
import { GenerationService, type Outcome } from '../generation/generation.service.js';
import { HeldCallersService } from '../tokens/held-callers.service.js';
import { maximumWaits, type AnswerQuery } from './data-plane-request.js';
import { HeldRequests } from './held-requests.js';

/** The data plane: what a request is answered with. */
@Injectable()
export class AnswersService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly generation: GenerationService,
    private readonly held: HeldRequests,
    private readonly heldCallers: HeldCallersService,
  ) {}

  /**
   * The sha256 of the expression that answers a request, made first if need be.
   * @returns null when the caller is to come again: the wait was long, and is redirected to go on
   * @throws ApiError the generation's failure, too_many_waiting, still_generating after the last wait
   */
  async answer(caller: Caller, query: AnswerQuery, gone: AbortSignal): Promise<Buffer | null> {
    const watch = this.heldCallers.watch(caller);
    const end = AbortSignal.any([gone, watch.ended]);
    const outcome = await this.generation
      .answer(requestOf(caller, query), end, () => this.held.hold(caller))
      .finally(() => watch.release());
    if (watch.ended.aborted) throw watch.ended.reason;
    if (outcome) return digestOf(outcome);
    if (query.wait >= maximumWaits) throw new ApiError('still_generating');
    return null;
  }

  /** As `answer`, from what is finished only: HEAD starts nothing. */
  async peek(caller: Caller, query: AnswerQuery): Promise<Buffer> {
    const outcome = await this.generation.find(requestOf(caller, query));
    if (outcome?.state !== 'succeeded' && !outcome?.deleted) throw new ApiError('answer_not_found');
    return digestOf(outcome);
  }

  /**
   * The text with this sha256, if an answer gave it to the caller's organization.
   * @throws ApiError expression_not_found, deleted; expression_corrupt when the stored bytes have another hash
   */
  async expression(caller: Caller, sha256: Uint8Array): Promise<string> {
    const { rows } = await this.database.pool.query<{ text: string | null }>({
      name: 'expression_find',
      text: 'SELECT text FROM expression WHERE organization_id = $1 AND sha256 = $2',
      values: [caller.organizationId, Buffer.from(sha256)],
    });
    if (!rows[0]) throw new ApiError('expression_not_found');
    const { text } = rows[0];
    if (text === null) throw new ApiError('deleted');
    if (!createHash('sha256').update(text, 'utf8').digest().equals(sha256))
      throw new ApiError('expression_corrupt');
    return text;
  }
}

function requestOf({ organizationId }: Caller, { prompt, requestedModel, revision }: AnswerQuery) {
  return { organizationId, prompt, requestedModel, revision };
}

function digestOf(outcome: Outcome): Buffer {
  if (outcome.deleted) throw new ApiError('deleted');
  if (outcome.state === 'succeeded') return outcome.expressionSha256!;
  // A code of an older version that the table lost is still a failed generation.
  const known = outcome.failureCode !== null && Object.hasOwn(errors, outcome.failureCode);
  const code = known ? (outcome.failureCode as ErrorCode) : 'internal_error';
  const headers: Record<string, string> = {};
  if (errors[code].status === 503) headers['retry-after'] = String(Math.max(1, outcome.retrySeconds));
  throw new ApiError(code, outcome.failureMessage ?? undefined, { headers });
}
