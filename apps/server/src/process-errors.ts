import { isDatabaseUnavailable } from '../../../libs/database/index.js';

/**
 * What nobody caught. A rejection costs its own request at most; so does the error of a database connection that broke
 * between two owners. Anything else leaves a state that cannot be known: the process ends, and leases bring its work back.
 */
export function watchProcessErrors(say: (line: string) => void, abandon: () => void): void {
  process.on('unhandledRejection', (reason) => say(`unhandled rejection: ${shown(reason)}`));
  process.on('uncaughtException', (error) => {
    say(`uncaught error: ${shown(error)}`);
    if (isDatabaseUnavailable(error)) return;
    abandon();
    process.exit(1);
  });
}

const shown = (error: unknown): string => (error as Error | undefined)?.stack ?? String(error);
