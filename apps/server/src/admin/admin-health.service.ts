import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../../../libs/config/index.js';
import type { HealthView } from '../../../../libs/contracts/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { CONFIG, DATABASE } from '../common/core.module.js';
import { version } from '../common/version.js';

const startedAt = new Date();

interface ModelRow {
  model: string;
  succeeded: number;
  failed: number;
  providerFailures: number;
  successAt: Date | null;
  failureAt: Date | null;
  failureCode: string | null;
}

/** How the server does, by its database alone: a provider that bills is not called to see whether it answers. */
@Injectable()
export class AdminHealthService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  async show(): Promise<HealthView> {
    const { roles, databaseUrl } = this.config;
    // One after the other: this page must not take the whole pool of a server that is short of connections.
    const database = await this.one<{
      serverVersion: string;
      sizeBytes: number;
      used: number;
      maximum: number;
    }>(databaseStatement);
    const migrations = await this.one<{ applied: number; latest: string | null; at: Date | null }>(
      migrationsStatement,
    );
    const queue = await this.one<HealthView['queue']>(queueStatement);
    const workers = await this.all<{ owner: string; running: number; leaseEndsAt: Date }>(workersStatement);
    const models = await this.all<ModelRow>(modelsStatement);
    return {
      version,
      roles: [...(roles.api ? (['api'] as const) : []), ...(roles.worker ? (['worker'] as const) : [])],
      startedAt: startedAt.toISOString(),
      database: {
        kind: databaseUrl === null ? 'embedded' : 'external',
        serverVersion: database.serverVersion,
        sizeBytes: database.sizeBytes,
        connections: { used: database.used, maximum: database.maximum },
      },
      migrations: {
        applied: migrations.applied,
        latest: migrations.latest,
        latestAppliedAt: migrations.at?.toISOString() ?? null,
      },
      queue,
      workers: workers.map((row) => ({ ...row, leaseEndsAt: row.leaseEndsAt.toISOString() })),
      models: models.map(({ successAt, failureAt, failureCode, ...row }) => ({
        ...row,
        lastSuccess: successAt && { at: successAt.toISOString(), code: null },
        lastFailure: failureAt && { at: failureAt.toISOString(), code: failureCode },
      })),
    };
  }

  private async all<Row extends object>(statement: string): Promise<Row[]> {
    return (await this.database.pool.query<Row>(statement)).rows;
  }

  private async one<Row extends object>(statement: string): Promise<Row> {
    return (await this.all<Row>(statement))[0]!;
  }
}

const databaseStatement = `
  SELECT current_setting('server_version') AS "serverVersion",
    pg_database_size(current_database())::float8 AS "sizeBytes",
    (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
    current_setting('max_connections')::int AS maximum`;

const migrationsStatement = `
  SELECT count(*)::int AS applied, max(migration_name) AS latest, max(finished_at) AS at
  FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;

const queueStatement = `
  SELECT count(*) FILTER (WHERE o.suspended_at IS NULL AND d.due_at <= now())::int AS length,
    coalesce(extract(epoch FROM now() - min(d.due_at) FILTER (WHERE o.suspended_at IS NULL AND d.due_at <= now())), 0)::int
      AS "oldestSeconds",
    count(*) FILTER (WHERE o.suspended_at IS NOT NULL)::int AS suspended
  FROM derivation d JOIN organization o ON o.id = d.organization_id WHERE d.state = 'queued'`;

const workersStatement = `
  SELECT owner, count(*)::int AS running, min(due_at) AS "leaseEndsAt" FROM derivation
  WHERE state = 'running' AND owner IS NOT NULL GROUP BY owner ORDER BY owner LIMIT 200`;

const modelsStatement = `
  SELECT model,
    count(*) FILTER (WHERE state = 'succeeded')::int AS succeeded,
    count(*) FILTER (WHERE state = 'failed')::int AS failed,
    count(*) FILTER (WHERE failure_code LIKE 'provider\\_%')::int AS "providerFailures",
    max(finished_at) FILTER (WHERE state = 'succeeded') AS "successAt",
    max(finished_at) FILTER (WHERE state = 'failed') AS "failureAt",
    (array_agg(failure_code ORDER BY finished_at DESC) FILTER (WHERE state = 'failed'))[1] AS "failureCode"
  FROM derivation
  WHERE state IN ('succeeded', 'failed') AND created_at > now() - interval '1 hour'
    AND failure_code IS DISTINCT FROM 'deleted'
  GROUP BY model ORDER BY model LIMIT 200`;
