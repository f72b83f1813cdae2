import type { Json, StepOutcome, StepRecorder } from '../../libs/generator/index.js';

interface Stored {
  kind: string;
  input: Json;
  output: Json;
  costMicros: number;
}

export interface MemoryRecorder extends StepRecorder {
  /** Everything that is stored, of earlier owners and this one. */
  stored: Stored[];
  /** What this one ran itself. */
  ran: string[];
  /** What was set aside before each step of its own that might cost. */
  held: number[];
}

/** Thrown in place of whatever comes after a killed process's last step. */
export class Killed extends Error {}

/**
 * Keeps steps as the worker does, in memory. `stored` is what an earlier owner left; with `diesAfter` the process is gone
 * once so many steps are stored. A step that is replayed with another input than before fails the test.
 */
export function memoryRecorder({
  stored = [],
  diesAfter = Number.POSITIVE_INFINITY,
  signal = new AbortController().signal,
}: { stored?: Stored[]; diesAfter?: number; signal?: AbortSignal } = {}): MemoryRecorder {
  const ran: string[] = [];
  const held: number[] = [];
  let at = 0;
  return {
    stored,
    ran,
    held,
    async step<T extends Json>(
      kind: string,
      input: Json,
      run: (signal: AbortSignal, hold: (micros: number) => Promise<void>) => Promise<StepOutcome<T>>,
    ): Promise<T> {
      const earlier = stored[at++];
      if (earlier) {
        const asked = JSON.stringify([kind, input]);
        if (asked !== JSON.stringify([earlier.kind, earlier.input]))
          throw new Error(`step ${at - 1} was replayed with another input: ${asked}`);
        return structuredClone(earlier.output) as T;
      }
      if (stored.length >= diesAfter) throw new Killed();
      ran.push(kind);
      const { output, costMicros = 0 } = await run(signal, async (micros) => void held.push(micros));
      // As the database keeps it: what JSON drops must not be seen now either.
      stored.push(JSON.parse(JSON.stringify({ kind, input, output, costMicros })) as Stored);
      return structuredClone(stored.at(-1)?.output) as T;
    },
  };
}
