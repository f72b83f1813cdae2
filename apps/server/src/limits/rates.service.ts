import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Config } from '../../../../libs/config/index.js';
import { ApiError } from '../common/api-error.js';
import { clientAddress, proxyMistake } from '../common/client-address.js';
import { CONFIG } from '../common/core.module.js';
import type { Caller } from '../common/http.js';
import { createRate, type Rate } from './rate.js';

/**
 * How many requests came in the last minute: counted in this process, for each address before anything is looked up, and
 * for each token once it is known to be one. Junk costs nobody but the address it comes from.
 */
@Injectable()
export class RatesService {
  private readonly logger = new Logger('Rates');
  private readonly addresses: Rate;
  private readonly tokens: Rate;
  private readonly told = new Set<string>();

  constructor(@Inject(CONFIG) private readonly config: Config) {
    const { requestsPerAddress, requestsPerToken } = config.limits;
    const onFull = () =>
      this.tell(
        'Requests come from more addresses than are counted one by one; further ones share their counts until it is less.',
      );
    this.addresses = createRate('address', requestsPerAddress, onFull);
    this.tokens = createRate('token', requestsPerToken, onFull);
  }

  /** @throws ApiError too_many_requests */
  async countAddress(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Supervisors must never be told to come later.
    if (/^\/(healthz|readyz)(?=\?|$)/.test(request.url ?? '')) return;
    const { trustedProxies } = this.config;
    const mistake = proxyMistake(request, trustedProxies);
    if (mistake) this.tell(mistake);
    await this.count(this.addresses, clientAddress(request, trustedProxies), response);
  }

  /** By its token, or the person whose session it is. @throws ApiError too_many_requests */
  countCaller({ tokenId, userId }: Caller, response: ServerResponse): Promise<void> {
    return this.count(this.tokens, tokenId ?? userId, response);
  }

  /** The fields of draft-ietf-httpapi-ratelimit-headers-10, a member for each limit that the request was counted by. */
  private async count(rate: Rate, key: string, response: ServerResponse): Promise<void> {
    // Of one length, whatever it is made of.
    const id = createHash('sha256').update(key).digest('base64url').slice(0, 22);
    const { refused, left, resetSeconds } = await rate.take(id);
    append(response, 'RateLimit-Policy', `"${rate.name}";q=${rate.perMinute};w=60`);
    append(response, 'RateLimit', `"${rate.name}";r=${left};t=${resetSeconds}`);
    if (!refused) return;
    throw new ApiError(
      'too_many_requests',
      `There were more than ${rate.perMinute} requests of this ${rate.name} in a minute. Try again in ${resetSeconds} s.`,
      { headers: { 'retry-after': String(resetSeconds) } },
    );
  }

  private tell(sentence: string): void {
    if (this.told.has(sentence)) return;
    this.told.add(sentence);
    this.logger.warn(sentence);
  }
}

function append(response: ServerResponse, name: string, member: string): void {
  const before = response.getHeader(name);
  response.setHeader(name, before === undefined ? member : `${String(before)}, ${member}`);
}
