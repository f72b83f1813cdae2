import { endScan } from './log-scan.js';

/** Ends the PostgreSQL of global-setup.ts, and the run itself in failure when a log of it holds a secret. */
export default async function tearDown(): Promise<void> {
  const shared = globalThis as { stopPostgres?: (() => Promise<void>) | undefined };
  await shared.stopPostgres?.();
  shared.stopPostgres = undefined;
  endScan();
}
