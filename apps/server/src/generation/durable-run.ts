import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { isDatabaseUnavailable } from '../../../../libs/database/index.js';
import type { Json, StepOutcome, StepRecorder } from '../../../../libs/generator/index.js';
import type { Timings } from '../common/timings.js';
import { holdForStep, renew, storedSteps, storeStep, type StoredStep, type Work } from './work.store.js';

/** The work is another's now, or over, or deleted: stop, write nothing. */
export class Fenced extends Error {}
/** The process is to end: put the work back at this seam between two steps. */
export class HandOver extends Error {}
/** The stored steps are not those that the generator asks for: start a new run. */
export class ReplayDiverged extends Error {}

/**
 * One run of one generation in the hands of this process: replays what is stored, stores each new step before the next
 * begins, and keeps the lease. Fenced, HandOver and ReplayDiverged must pass through the generator untouched.
 */
export class DurableRun implements StepRecorder {
  private readonly controller = new AbortController();
  private readonly timers: NodeJS.Timeout[] = [];
  private lastRenewal = performance.now();
  private next = 0;
  private handOver = false;
  private stored: StoredStep[] = [];

  constructor(
    private readonly pool: Pool,
    private readonly work: Work,
    private readonly timings: Timings,
  ) {
    this.timers.push(
      setInterval(() => void this.tryRenew(), timings.renewMs),
      setTimeout(
        () => this.controller.abort(new Fenced('the deadline is over')),
        Math.max(0, work.remainingMs),
      ),
    );
  }

  /** Reads what earlier owners stored of this run; before the first step. */
  async load(): Promise<void> {
    this.stored = await this.persist(() => storedSteps(this.pool, this.work));
  }

  async step<T extends Json>(
    kind: string,
    input: Json,
    run: (signal: AbortSignal, hold: (micros: number) => Promise<void>) => Promise<StepOutcome<T>>,
  ): Promise<T> {
    const seq = this.next++;
    const inputHash = hashInput(kind, input);
    const earlier = this.stored[seq];
    if (earlier) {
      if (!earlier.inputHash.equals(inputHash)) throw new ReplayDiverged(`step ${seq} (${kind})`);
      return earlier.output as T;
    }
    await this.mayBegin();
    const {
      output,
      costMicros = 0,
      usage = null,
    } = await this.abortable(run(this.controller.signal, (micros) => this.hold(micros)));
    const stored = await this.persist(() =>
      storeStep(
        this.pool,
        this.work,
        { seq, kind, inputHash, output, costMicros, usage },
        this.timings.leaseMs,
      ),
    );
    if (!stored) throw new Fenced(`step ${seq} (${kind}) was refused`);
    this.lastRenewal = performance.now();
    // As a later replay will read it: what JSON drops (undefined) must not be seen now either.
    return JSON.parse(JSON.stringify(output)) as T;
  }

  /** Stop at the next seam. */
  requestHandOver(): void {
    this.handOver = true;
  }

  /** Stop now, in the middle of a step. */
  abort(reason: Error): void {
    this.controller.abort(reason);
  }

  /** Runs a query until the database took or refused it: an outage must not lose work that is already paid for. */
  async persist<T>(query: () => Promise<T>): Promise<T> {
    for (;;) {
      this.controller.signal.throwIfAborted();
      try {
        return await query();
      } catch (error) {
        if (!isDatabaseUnavailable(error)) throw error;
        await sleep(500);
      }
    }
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** Before each call that may cost: a process that was frozen past its lease must learn that first. */
  private async mayBegin(): Promise<void> {
    this.controller.signal.throwIfAborted();
    if (this.handOver) throw new HandOver();
    if (performance.now() - this.lastRenewal <= 2 * this.timings.renewMs) return;
    const renewed = await this.persist(() => renew(this.pool, this.work, this.timings.leaseMs));
    if (!renewed) throw new Fenced('the lease was over');
    this.lastRenewal = performance.now();
  }

  /** Before anybody who bills is asked: the organization that deletes it meanwhile pays what it may have cost. */
  private async hold(micros: number): Promise<void> {
    if (micros === 0) return;
    const held = await this.persist(() => holdForStep(this.pool, this.work, micros));
    if (!held) throw new Fenced('it may not begin a step that costs');
  }

  /** A generator that ignores its signal must not keep us. */
  private async abortable<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.controller;
    let onAbort!: () => void;
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([work, aborted]);
    } catch (error) {
      // Work that was aborted throws an error of its own; the reason says more.
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  private async tryRenew(): Promise<void> {
    try {
      if (await renew(this.pool, this.work, this.timings.leaseMs)) this.lastRenewal = performance.now();
      else this.controller.abort(new Fenced('the lease was taken over'));
    } catch {
      // The database is away. The call in hand goes on: it is paid for, and its step's write decides.
    }
  }
}

/** The identity of a step: kind and input, with the keys of objects in one order (a stored output may come back in another). */
function hashInput(kind: string, input: Json): Buffer {
  return createHash('sha256')
    .update(`${kind}\n${canonical(input)}`)
    .digest();
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value).toSorted();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`).join(',')}}`;
}
