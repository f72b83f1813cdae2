import { isNativeError } from 'node:util/types';

/**
 * Is this error the database being away (or out of connections, shutting down, too slow), rather than a wrong query?
 * Such errors are answered 503 and tried again; they never look like a missing row or a bad token.
 *
 * SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html. Prisma's codes: P1xxx are connection errors.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let cause = error, depth = 0; isNativeError(cause) && depth < 5; cause = cause.cause, depth++) {
    const { code, meta } = cause as { code?: unknown; meta?: { driverAdapterError?: unknown } };
    if (typeof code === 'string' && (unavailableCodes.has(code) || /^(08|57P0|58)/.test(code))) return true;
    if (unavailableMessages.test(cause.message)) return true;
    if (meta?.driverAdapterError && isDatabaseUnavailable(meta.driverAdapterError)) return true;
  }
  return false;
}

const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  '53300', // too_many_connections
  '53400', // configuration_limit_exceeded
  '40P01', // deadlock_detected: the other one went on, and is done when this is tried again
  '57014', // query_canceled: statement_timeout
  '55P03', // lock_not_available: lock_timeout
  '25P03', // idle_in_transaction_session_timeout
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2034', // 40P01, as Prisma tells it
  'P2028', // a transaction that could not begin, or took too long
  'P2037',
]);

// pg reports these without a code.
const unavailableMessages =
  /^(Connection terminated|Query read timeout|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end)/;
