import { Injectable } from '@nestjs/common';
import { ApiError } from '../common/api-error.js';
import type { Caller } from '../common/http.js';

/** Requests of one token (or of one person's sessions) that wait, or follow events, at a time: beyond this a client is broken, and costs us memory. */
const maximumHeld = 256;

/** Counts what is held open for each token or person in this process. */
@Injectable()
export class HeldRequests {
  private readonly held = new Map<string, number>();

  /**
   * Counts a request that is about to wait; the returned function counts it out.
   * @throws ApiError too_many_waiting
   */
  hold({ tokenId, userId }: Caller): () => void {
    const id = tokenId ?? userId;
    const count = this.held.get(id) ?? 0;
    if (count >= maximumHeld) throw new ApiError('too_many_waiting');
    this.held.set(id, count + 1);
    return () => {
      const left = this.held.get(id)! - 1;
      if (left === 0) this.held.delete(id);
      else this.held.set(id, left);
    };
  }
}
