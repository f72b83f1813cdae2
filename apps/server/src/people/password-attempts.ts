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

  /**
   * Counts an attempt before it is made: many at once come no further than one after the other.
   * @throws ApiError too_many_attempts
   */
  begin(email: string): void {
    const id = idOf(email);
    const attempts = this.current(id) ?? { count: 0, since: performance.now() };
    if (attempts.count >= maximum) {
      throw new ApiError(
        'too_many_attempts',
        'There were too many wrong passwords for this address. Wait a while.',
        { headers: { 'retry-after': '60' } },
      );
    }
    attempts.count++;
    // Re-inserted: the map is in the order of use, and the longest unused address makes room.
    this.attempts.delete(id);
    this.attempts.set(id, attempts);
    if (this.attempts.size > maximumAddresses) this.attempts.delete(this.attempts.keys().next().value!);
  }

  /** The password was right. */
  succeeded(email: string): void {
    this.attempts.delete(idOf(email));
  }

  /** No password was looked at. */
  takeBack(email: string): void {
    const attempts = this.attempts.get(idOf(email));
    if (attempts) attempts.count--;
  }

  private current(id: string): Attempts | undefined {
    const attempts = this.attempts.get(id);
    return attempts && performance.now() - attempts.since < windowMs ? attempts : undefined;
  }
}

const idOf = (email: string) => createHash('sha256').update(email.toLowerCase()).digest('base64');
