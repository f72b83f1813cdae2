import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { transaction, type Database } from '../../../../libs/database/index.js';
import { DATABASE, TIMINGS } from './core.js';
import { Notifications } from './notifications.js';
import type { Timings } from './timings.js';

interface Row {
  id: string;
  createdAt: Date;
}

const rowsAtOnce = 100;

/**
 * Writes the audit trail to the log as well, a JSON line each, marked by the key `audit`. The table is the outbox: what
 * was rolled back is never told, what was committed (by a route, a trigger, the command line) is told by one process, at
 * least once. A NOTIFY says so at once; the look each tick is the truth when none arrives.
 */
@Injectable()
export class AuditLog implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Audit');
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(TIMINGS) private readonly timings: Timings,
    private readonly notifications: Notifications,
  ) {}

  onModuleInit(): void {
    this.notifications.on('ai_drv_audit', () => void this.look());
    this.timer = setInterval(() => void this.look(), this.timings.tickMs);
  }

  /** What this process still did is told by it, if no other is quicker. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
    await this.look();
  }

  private look(): Promise<void> {
    return (this.looking ??= this.tell().finally(() => (this.looking = undefined)));
  }

  private async tell(): Promise<void> {
    try {
      while ((await this.tellSome()) === rowsAtOnce);
    } catch (error) {
      this.logger.debug(`looking for audit events: ${(error as Error).message}`);
    }
  }

  /** Marked and told in one transaction; told before it commits: a line twice is better than none. */
  private tellSome(): Promise<number> {
    return transaction(this.database.pool, async (client) => {
      const { rows } = await client.query<Row>({
        name: 'audit_log',
        text: `UPDATE audit_event SET logged_at = now() WHERE id IN (
                 SELECT id FROM audit_event WHERE logged_at IS NULL
                 ORDER BY created_at LIMIT ${rowsAtOnce} FOR UPDATE SKIP LOCKED)
               RETURNING id, created_at AS "createdAt", action, subject, detail, organization_id AS "organizationId",
                 user_id AS "userId", token_id AS "tokenId", client_address AS "clientAddress"`,
      });
      for (const audit of rows.toSorted((a, b) => +a.createdAt - +b.createdAt))
        this.logger.log({ audit }, 'audit');
      return rows.length;
    });
  }
}
