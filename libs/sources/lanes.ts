/** Lets at most `atOnce` holders of the same key through; the others wait in order. Resolves to the function that leaves. */
export type Enter = (key: string, signal?: AbortSignal) => Promise<() => void>;

interface Lane {
  inside: number;
  waiting: (() => void)[];
}

/** Makes the waiting room. A waiter whose signal aborts leaves the queue and rejects with the signal's reason. */
export function createLanes(atOnce: number): Enter {
  const lanes = new Map<string, Lane>();

  const leave = (key: string, lane: Lane) => {
    const next = lane.waiting.shift();
    if (next) next();
    else if (--lane.inside === 0) lanes.delete(key);
  };

  return async (key, signal) => {
    signal?.throwIfAborted();
    const lane = lanes.get(key) ?? { inside: 0, waiting: [] };
    lanes.set(key, lane);
    if (lane.inside < atOnce) lane.inside++;
    else await turn(lane, signal);
    let left = false;
    return () => {
      if (!left) leave(key, lane);
      left = true;
    };
  };
}

function turn(lane: Lane, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = () => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    };
    const giveUp = () => {
      lane.waiting.splice(lane.waiting.indexOf(enter), 1);
      reject(signal?.reason as Error);
    };
    lane.waiting.push(enter);
    signal?.addEventListener('abort', giveUp, { once: true });
  });
}
