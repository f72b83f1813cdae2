export { DerivationState, type Prisma, type PrismaClient } from './generated/client.js';
export { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded/embedded.js';
export { listen, type Listener } from './listener.js';
export { migrate, MigrationError, type InitialData } from './migrate.js';
export { openDatabase, transaction, type Database } from './pool.js';
export { isDatabaseUnavailable } from './unavailable.js';
