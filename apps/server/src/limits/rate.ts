import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

export interface Rate {
  name: string;
  perMinute: number;
  /** Counts one request of this key. */
  take(key: string): Promise<Taken>;
}

interface Taken {
  refused: boolean;
  left: number;
  /** Until the key's minute is over: 1 to 60. */
  resetSeconds: number;
}

const windowMs = 60_000;
/** Keys that begin to be counted in a minute: beyond them (a flood of addresses) the rest share `sharedKeys` counts, so that memory has a bound. */
const maximumKeys = 20_000;
const sharedKeys = 256;

/** So many requests of a key in a minute, which begins with its first one. */
export function createRate(name: string, perMinute: number, onFull: () => void): Rate {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: windowMs / 1_000, keyPrefix: '' });
  let fresh = 0;
  let since = performance.now();

  async function countedAs(key: string): Promise<string> {
    if (performance.now() - since >= windowMs) [fresh, since] = [0, performance.now()];
    if ((await limiter.get(key)) !== null) return key;
    if (fresh < maximumKeys) {
      fresh++;
      return key;
    }
    onFull();
    return `shared ${Buffer.from(key).reduce((sum, byte) => (sum * 31 + byte) % sharedKeys, 0)}`;
  }

  return {
    name,
    perMinute,
    async take(key) {
      const result = await limiter.consume(await countedAs(key)).then(
        (taken) => ({ taken, refused: false }),
        (taken: unknown) => ({ taken, refused: true }),
      );
      // It is rejected with the same; anything else is no refusal but a failure.
      if (!(result.taken instanceof RateLimiterRes)) throw result.taken;
      const { msBeforeNext, remainingPoints } = result.taken;
      return {
        refused: result.refused,
        left: remainingPoints,
        resetSeconds: Math.min(60, Math.max(1, Math.ceil(msBeforeNext / 1_000))),
      };
    },
  };
}
