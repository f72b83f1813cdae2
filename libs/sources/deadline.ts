/** A signal that aborts with its caller's, or when the time is over; `end` must be called, or the timer lives on. */
export interface Deadline {
  signal: AbortSignal;
  isOver: () => boolean;
  end: () => void;
}

/** Starts a deadline. (`AbortSignal.any` would do, but keeps what it made alive as long as the caller's signal is.) */
export function startDeadline(timeoutMs: number, caller?: AbortSignal): Deadline {
  const controller = new AbortController();
  let over = false;
  const abort = () => controller.abort(caller?.reason);
  const timer = setTimeout(() => {
    over = true;
    controller.abort(new Error('the time is over'));
  }, timeoutMs);
  if (caller?.aborted) abort();
  caller?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    isOver: () => over,
    end: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', abort);
    },
  };
}
