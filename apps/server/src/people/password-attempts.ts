import { createHash } from 'node:crypto';
import { ApiError } from '../common/api-error.js';

const maximum = 20;
const windowMs = 15 * 60_000;
const maximumAddresses = 100_000;

interface Attempts {
  count: number;
  since: number;
}

/**
 * Wrong passwords by e-mail address, whether it has an account or not: better-auth counts by client, and a botnet is
 * many clients. 20 in 15 minutes, per process; the owner meets the limit too, which is why it is not lower.
 */
export class PasswordAttempts {
  private readonly attempts = new Map<string, Attempts>();

  /** @throws ApiError too_many_attempts */
  refuseTooMany(email: string): void {
    const attempts = this.current(email);
    if (!attempts || attempts.count < maximum) return;
    throw new ApiError(
      'too_many_attempts',
      'There were too many wrong passwords for this address. Wait a while.',
      {
        headers: { 'retry-after': '60' },
      },
    );
  }

  note(email: string, succeeded: boolean): void {
    const id = idOf(email);
    if (succeeded) return void this.attempts.delete(id);
    const attempts = this.current(email) ?? { count: 0, since: performance.now() };
    attempts.count++;
    // Re-inserted: the map is in the order of use, and the longest unused address makes room.
    this.attempts.delete(id);
    this.attempts.set(id, attempts);
    if (this.attempts.size > maximumAddresses) this.attempts.delete(this.attempts.keys().next().value!);
  }

  private current(email: string): Attempts | undefined {
    const attempts = this.attempts.get(idOf(email));
    return attempts && performance.now() - attempts.since < windowMs ? attempts : undefined;
  }
}

const idOf = (email: string) => createHash('sha256').update(email.toLowerCase()).digest('base64');
