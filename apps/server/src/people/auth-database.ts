import { AsyncLocalStorage } from 'node:async_hooks';
import type { Prisma, PrismaClient } from '../../../../libs/database/index.js';
import { addressOfRequest } from '../common/request-context.js';

/** What one request to better-auth does in the database. */
interface Work {
  /** What went wrong first: better-auth turns some of it into answers of its own. */
  error?: unknown;
  /** In which all of it happens, where there is one. */
  transaction?: Prisma.TransactionClient;
  /** How many transactions of better-auth's own are under way. */
  own: number;
}

type AuditRow = Prisma.AuditEventCreateInput;

const current = new AsyncLocalStorage<Work>();

/** An answer that was no success: it leaves the transaction as an error, so that nothing of it stays. */
class Refused extends Error {
  constructor(readonly response: Response) {
    super('refused');
  }
}

/** The database as better-auth sees it: within one request we know what failed, and may put all of it into one transaction. */
export class AuthDatabase {
  /** For better-auth, and for all that its hooks call. */
  readonly prisma: PrismaClient;
  private readonly watched: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.watched = watched(prisma);
    this.prisma = new Proxy(this.watched, { get: (client, name) => memberOf(client, name) });
  }

  /**
   * @param row what the audit trail is told of a success, from the body of its answer: stored with the act, or neither is
   * @returns the answer, and what went wrong in the database
   */
  async run(
    ask: () => Promise<Response>,
    row: ((answer: Record<string, unknown>) => AuditRow) | null,
  ): Promise<{ response: Response; error: unknown }> {
    const work: Work = { own: 0 };
    const response = await current.run(work, () => (row ? this.withRow(work, ask, row) : ask()));
    return { response, error: work.error };
  }

  private async withRow(
    work: Work,
    ask: () => Promise<Response>,
    row: (answer: Record<string, unknown>) => AuditRow,
  ): Promise<Response> {
    try {
      return await this.watched.$transaction(async (transaction) => {
        await tellAddress(transaction);
        work.transaction = transaction;
        const response = await ask();
        if (!response.ok) throw new Refused(response);
        await transaction.auditEvent.create({
          data: row((await response.clone().json()) as Record<string, unknown>),
        });
        return response;
      }, patience);
    } catch (error) {
      if (error instanceof Refused) return error.response;
      throw error;
    } finally {
      delete work.transaction;
    }
  }
}

type Part = (client: Prisma.TransactionClient) => Promise<unknown>;

function memberOf(client: PrismaClient, name: string | symbol): unknown {
  const work = current.getStore();
  const transaction = work?.transaction;
  // better-auth's own transactions are parts of ours.
  if (transaction && name === '$transaction') return (part: Part) => part(transaction);
  if (work && name === '$transaction') return (part: Part) => ownTransaction(client, work, part);
  const value: unknown = Reflect.get(transaction ?? client, name);
  return typeof value === 'function' ? value.bind(transaction ?? client) : value;
}

async function ownTransaction(client: PrismaClient, work: Work, part: Part): Promise<unknown> {
  work.own++;
  try {
    return await client.$transaction(async (transaction) => {
      await tellAddress(transaction);
      return await part(transaction);
    }, patience);
  } finally {
    work.own--;
  }
}

/** Passwords are hashed in the middle, which takes its time on a busy machine; the pool's own limits are for statements. */
const patience = { maxWait: 4_000, timeout: 15_000 };

/** For the rest of the transaction: the triggers that write the audit trail read it (`client_address()`). */
const tellAddress = (client: Pick<Prisma.TransactionClient, '$executeRaw'>) =>
  client.$executeRaw`SELECT set_config('ai_drv.client_address', ${addressOfRequest() ?? ''}, true),
    set_config('idle_in_transaction_session_timeout', '12s', true)`;

/** What those triggers watch. */
const isWatched = (model: string | undefined, operation: string) =>
  (model === 'User' || model === 'Account') && /^(create|update|upsert)/.test(operation);

function watched(prisma: PrismaClient): PrismaClient {
  return prisma.$extends({
    query: {
      async $allOperations({ model, operation, args, query }) {
        const work = current.getStore();
        try {
          const isInTransaction = !work || work.transaction !== undefined || work.own > 0;
          if (isInTransaction || !isWatched(model, operation)) return await query(args);
          // Prisma's way to say something to one statement's transaction.
          const asked = query(args) as Prisma.PrismaPromise<unknown>;
          const [, result] = await prisma.$transaction([tellAddress(prisma), asked]);
          return result;
        } catch (error) {
          if (work) work.error ??= error;
          throw error;
        }
      },
    },
  }) as unknown as PrismaClient;
}
