/** Waits for a turn. Resolves to the function that gives it back, or to null when too many wait already. */
export type EnterSlot = (signal?: AbortSignal) => Promise<(() => void) | null>;

/**
 * Lets at most `atOnce` in; at most `waitingAtMost` wait, in order.
 * A waiter whose signal aborts leaves the queue, and rejects with the signal's reason.
 */
export function createSlots(atOnce: number, waitingAtMost: number): EnterSlot {
  const waiting: (() => void)[] = [];
  let inside = 0;

  const ticket = () => {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = waiting.shift();
      if (next) next();
      else inside--;
    };
  };

  return async (signal) => {
    signal?.throwIfAborted();
    if (inside < atOnce) {
      inside++;
      return ticket();
    }
    if (waiting.length >= waitingAtMost) return null;
    await new Promise<void>((resolve, reject) => {
      const enter = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        waiting.splice(waiting.indexOf(enter), 1);
        reject(signal?.reason as Error);
      };
      waiting.push(enter);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
    return ticket();
  };
}
