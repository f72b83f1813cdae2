/** The durations of durable generation, in milliseconds. Tests shorten some; a running service uses these. */
export interface Timings {
  /** A worker that neither renews nor stores a step for this long has lost its work to another. */
  leaseMs: number;
  renewMs: number;
  /** Give up what is over, pick what is due, look for what is waited for. */
  tickMs: number;
  /** From the claim of a run to its end, whatever happens. */
  deadlineMs: number;
  /** A failed request is answered with its failure for this long, then started anew: no storm on what fails. */
  retryFailedMs: number;
  /** What SIGTERM leaves to the step in hand. */
  drainMs: number;
  /** How long a request is held before it is redirected to go on waiting: below the 60 s of common proxies. */
  holdMs: number;
  /** How often the tokens of held requests are looked at again: a revoked one ends within a second, heard of or not. */
  tokenCheckMs: number;
  /** A token's last use is written this often at most. */
  lastUsedMs: number;
}

export const defaultTimings: Timings = {
  leaseMs: 12_000,
  renewMs: 3_000,
  tickMs: 1_000,
  deadlineMs: 600_000,
  retryFailedMs: 60_000,
  drainMs: 25_000,
  holdMs: 50_000,
  tokenCheckMs: 400,
  lastUsedMs: 60_000,
};
