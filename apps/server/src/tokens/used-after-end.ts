import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Database } from '../../../../libs/database/index.js';
import { auditRow } from '../common/audit.js';
import { DATABASE } from '../common/core.module.js';

const onceInMs = 3_600_000;
const maximumTokens = 10_000;

/** Who presents a token that was revoked has it still: told in the trail, once an hour for a token and process at most. */
@Injectable()
export class UsedAfterEnd {
  private readonly logger = new Logger('UsedAfterEnd');
  private readonly told = new Map<string, number>();

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Does not keep the answer waiting. */
  note(tokenId: string, organizationId: string): void {
    const last = this.told.get(tokenId);
    if (last !== undefined && performance.now() - last < onceInMs) return;
    this.told.delete(tokenId);
    this.told.set(tokenId, performance.now());
    if (this.told.size > maximumTokens) this.told.delete(this.told.keys().next().value!);
    this.database.prisma.auditEvent
      .create({ data: auditRow({ organizationId }, 'token.used_after_end', tokenId) })
      .catch((error: Error) =>
        this.logger.warn(`a use of a revoked token could not be told: ${error.message}`),
      );
  }
}
