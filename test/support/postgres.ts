import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../libs/database/index.js';

export interface TemporaryPostgres {
  url: string;
  stop(): Promise<void>;
}

/** A real PostgreSQL in a temporary folder, without fsync: for tests, tools and the demo. `stop` removes every trace. */
export async function startTemporaryPostgres(): Promise<TemporaryPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'ai-drv-postgres-'));
  chmodSync(folder, 0o711); // under root another user runs the server and must pass through
  const server = await startEmbeddedPostgres({
    dataDirectory: folder,
    searchPath: process.env.PATH ?? '',
    settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'],
  });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
