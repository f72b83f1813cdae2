import type { Json, StepRecorder } from './generator.js';
import type { createLedger } from './ledger.js';
import {
  type LanguageModel,
  type ModelAnswer,
  type ModelCall,
  ModelError,
  type ModelRequest,
} from './language-model.js';
import { failureOf } from './model-failures.js';
import type { ModelProfile } from './model-profile.js';
import { maxArgumentBytes } from './model-tools.js';

/** A call as it is stored; `omittedBytes` is how long its arguments were if they were too long to be kept, else 0. */
export type StoredCall = ModelCall & { omittedBytes: number };

/** What is stored of one call of the model; `lost` says why there is no answer in it, although it may have been billed. */
export type ModelStep = Omit<ModelAnswer, 'calls'> & {
  calls: StoredCall[];
  costMicros: number;
  ms: number;
  lost: string | null;
};

interface Asked {
  model: LanguageModel;
  profile: ModelProfile;
  ledger: ReturnType<typeof createLedger>;
  request: ModelRequest;
  /** What the step's outcome depends on, for replay. */
  identity: { [key: string]: Json };
}

/** Asks the model once, durably: admitted, answered, and its cost known before anything is made of the answer. */
export function askModel(
  recorder: StepRecorder,
  { model, profile, ledger, request, identity }: Asked,
): Promise<ModelStep> {
  return recorder.step<ModelStep>('model', identity, async (signal) => {
    // In here, so that a replayed step is not judged again by prices and limits that have changed since.
    const admitted = { ...request, maxOutputTokens: ledger.admit(request) };
    const startedAt = performance.now();
    const spent = (told: ModelAnswer['usage']) => ({
      costMicros: ledger.costOf(told, admitted),
      ms: Math.round(performance.now() - startedAt),
    });
    const deadline = new AbortController();
    const timer = setTimeout(
      () => deadline.abort(new ModelError('lost', 'did not answer in the time left')),
      ledger.remainingMs(),
    );
    try {
      const answer = await model.step(admitted, AbortSignal.any([signal, deadline.signal]));
      const cost = spent(answer.usage);
      return {
        output: { ...withoutHugeArguments(answer), ...cost, lost: null },
        costMicros: cost.costMicros,
        ...(answer.usage && { usage: answer.usage }),
      };
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      if (error.kind !== 'lost') throw failureOf(error, profile);
      const cost = spent(null);
      return { output: { ...nothing, ...cost, lost: error.message }, costMicros: cost.costMicros };
    } finally {
      clearTimeout(timer);
    }
  });
}

const nothing = {
  items: [],
  calls: [],
  text: '',
  stop: 'completed' as const,
  usage: null,
  requestId: null,
  model: '',
};

/** Arguments that are refused for their size must not be stored, nor be paid for again in each later step. */
function withoutHugeArguments(answer: ModelAnswer): Omit<ModelAnswer, 'calls'> & { calls: StoredCall[] } {
  const calls = answer.calls.map((call) => {
    const bytes = Buffer.byteLength(call.arguments);
    return bytes > maxArgumentBytes
      ? { ...call, arguments: '{}', omittedBytes: bytes }
      : { ...call, omittedBytes: 0 };
  });
  if (calls.every(({ omittedBytes }) => omittedBytes === 0)) return { ...answer, calls };
  const huge = new Set(
    answer.calls.flatMap((call, index) => (calls[index]?.omittedBytes ? [call.arguments] : [])),
  );
  const items = JSON.parse(JSON.stringify(answer.items), (_, value: unknown) =>
    typeof value === 'string' && huge.has(value) ? '{}' : value,
  ) as Json[];
  return { ...answer, calls, items };
}
