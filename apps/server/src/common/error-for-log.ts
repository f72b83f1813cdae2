import { pino } from 'pino';

/** What PostgreSQL says of the row that it refused: the values of its columns, which may be anybody's secrets. */
const storedValues = /\b(Failing row contains|Key) \([^\n]*/g;

/** An error as it is logged, with its causes: without the values of rows, wherever a driver put them. */
export function errorForLog(error: unknown): unknown {
  return error instanceof Error ? withoutValues(pino.stdSerializers.errWithCause(error), 0) : error;
}

function withoutValues(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.replaceAll(storedValues, '$1 (…)');
  if (typeof value !== 'object' || value === null || depth > 6) return value;
  if (Array.isArray(value)) return value.map((one) => withoutValues(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, withoutValues(one, depth + 1)]),
  );
}
