/** Ends the PostgreSQL of global-setup.ts. */
export default async function tearDown(): Promise<void> {
  const shared = globalThis as { stopPostgres?: (() => Promise<void>) | undefined };
  await shared.stopPostgres?.();
  shared.stopPostgres = undefined;
}
