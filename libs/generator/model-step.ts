import type { Json, StepRecorder } from './generator.js';
import type { createLedger } from './ledger.js';
import {
  type LanguageModel,
  type ModelAnswer,
  type ModelCall,
  ModelError,
  type ModelErrorKind,
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
  lost: { kind: ModelErrorKind; message: string } | null;
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
  return recorder.step<ModelStep>('model', identity, async (signal, hold) => {
    // In here, so that a replayed step is not judged again by prices and limits that have changed since.
    const admitted = { ...request, maxOutputTokens: ledger.admit(request) };
    await hold(ledger.costOf(null, admitted));
    const startedAt = performance.now();
    const spent = (usage: ModelAnswer['usage']) => ({
      usage,
      costMicros: ledger.costOf(usage, admitted),
      ms: Math.round(performance.now() - startedAt),
    });
    const deadline = new AbortController();
    const timer = setTimeout(
      () => deadline.abort(new ModelError('lost', 'did not answer in the time left')),
      ledger.remainingMs(),
    );
    try {
      const answer = await model.step(admitted, AbortSignal.any([signal, deadline.signal]));
      const cost = spent(ledger.believed(answer.usage, admitted));
      return {
        output: { ...labelled(withoutHugeArguments(answer)), ...cost, lost: null },
        costMicros: cost.costMicros,
        ...(cost.usage && { usage: cost.usage }),
      };
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      if (!error.billed) throw failureOf(error, profile);
      const { kind, message } = error;
      const cost = spent(null);
      return { output: { ...nothing, ...cost, lost: { kind, message } }, costMicros: cost.costMicros };
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
  requestId: null,
  model: '',
};

/** A short text that others chose, as the database takes it: no NUL, no half of a character. */
export function label(text: string): string {
  return text
    .replace(/\p{Cc}/gu, '')
    .slice(0, 100)
    .toWellFormed();
}

function labelled<T extends Pick<ModelAnswer, 'model' | 'requestId'>>(answer: T): T {
  const { model, requestId } = answer;
  return { ...answer, model: label(model), requestId: requestId === null ? null : label(requestId) };
}

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
