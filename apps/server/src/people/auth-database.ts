import { AsyncLocalStorage } from 'node:async_hooks';
import type { Prisma, PrismaClient } from '../../../../libs/database/index.js';
import { addressOfRequest } from '../common/request-context.js';

/** What one request to better-auth does in the database. */
interface Work {
  /** What went wrong first: better-auth turns some of it into answers of its own. */
  error?: unknown;
  /** In which all of it happens, where there is one. */
  transaction?: Prisma.TransactionClient;
  /** Whether a transaction of better-auth's own is open. */
  inOwnTransaction?: boolean;
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
    const work: Work = {};
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
      });
    } catch (error) {
      if (error instanceof Refused) return error.response;
      throw error;
    } finally {
      delete work.transaction;
    }
  }
}

function memberOf(client: PrismaClient, name: string | symbol): unknown {
  const transaction = current.getStore()?.transaction;
  // better-auth's own transactions are parts of ours.
  if (transaction && name === '$transaction')
    return (part: (client: Prisma.TransactionClient) => Promise<unknown>) => part(transaction);
  if (name === '$transaction')
    return (part: (client: Prisma.TransactionClient) => Promise<unknown>) => ownTransaction(client, part);
  const value: unknown = Reflect.get(transaction ?? client, name);
  return typeof value === 'function' ? value.bind(transaction ?? client) : value;
}

function watched(prisma: PrismaClient): PrismaClient {
  return prisma.$extends({
    query: {
      async $allOperations({ model, operation, args, query }) {
        try {
          // What a trigger writes down of it is in the same transaction, and asks there who did it.
          if (!isTold(model, operation)) return await query(args);
          const [, result] = await prisma.$transaction([tellAddress(prisma), query(args)]);
          return result;
        } catch (error) {
          const work = current.getStore();
          if (work) work.error ??= error;
          throw error;
        }
      },
    },
  }) as unknown as PrismaClient;
}

/** Acts on people that triggers tell the audit trail of, outside of a transaction that knows the address already. */
function isTold(model: string | undefined, operation: string): boolean {
  const work = current.getStore();
  return (
    (model === 'User' || model === 'Account') &&
    /^(?:create|update|upsert)/.test(operation) &&
    addressOfRequest() !== null &&
    !work?.transaction &&
    !work?.inOwnTransaction
  );
}

/** To the end of the transaction; triggers read it (migration acts_with_their_rows). */
function tellAddress(client: Pick<Prisma.TransactionClient, '$queryRaw'>) {
  return client.$queryRaw<
    unknown[]
  >`SELECT set_config('ai_drv.client_address', ${addressOfRequest() ?? ''}, true)`;
}

async function ownTransaction(
  client: PrismaClient,
  part: (client: Prisma.TransactionClient) => Promise<unknown>,
): Promise<unknown> {
  const work = current.getStore() ?? {};
  work.inOwnTransaction = true;
  try {
    return await client.$transaction(async (transaction) => {
      await tellAddress(transaction);
      return part(transaction);
    });
  } finally {
    delete work.inOwnTransaction;
  }
}
