import type { Check } from '../contracts/index.js';

export type { Check };

/** A JSON value: what a step's input and output are made of, so that they can be stored and replayed. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * What is asked of a generator. `organizationId` is whose downloads it counts as; `prompt` is trimmed; `model` is the
 * profile that was resolved when the answer was claimed.
 */
export interface GenerationRequest {
  organizationId: string;
  prompt: string;
  model: string;
  /** The most that it may cost, in micro-dollars: what was reserved for it. */
  capMicros: number;
  /** Tells a provider's abuse detection one end user from another: an HMAC, never an address. */
  safetyIdentifier: string;
  /** The provider whose key of the organization's own makes it; null or absent: the operator's. */
  ownProvider?: string | null;
}

/** What one step gave: its output, and what it cost in micro-dollars (0 for work that nobody bills). */
export interface StepOutcome<T extends Json> {
  output: T;
  costMicros?: number;
  /** What a model's provider counted; absent where no model was asked, or it told nothing. */
  usage?: Usage;
}

/** Tokens as the provider counted them; cached ones are part of the input, reasoning is part of the output. */
export type Usage = {
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  reasoningTokens: number;
};

/**
 * Runs the steps of one generation durably. A step that was stored by an earlier owner of the generation is not run
 * again: its stored output is returned. What `run` throws other than a GenerationError (a fence lost, a hand-over)
 * must pass through the generator untouched.
 */
export interface StepRecorder {
  /**
   * @param kind  what the step does, `fetch_source` for example; people read it
   * @param input all that the step's outcome depends on: replay compares its hash, and starts anew when it differs
   * @param run   does the work, and gives up when the signal aborts. Awaits `hold` with the most that it may cost before
   *              anybody is asked who bills: a deletion meanwhile is charged that
   */
  step<T extends Json>(
    kind: string,
    input: Json,
    run: (signal: AbortSignal, hold: (micros: number) => Promise<void>) => Promise<StepOutcome<T>>,
  ): Promise<T>;
}

/** A finished generation. `expression` is what is hashed and served, byte for byte. */
export interface Generation {
  expression: string;
  checks: Check[];
  /** Where it came from, for people: generator, source URL and hash, build system and the evidence for it, … */
  provenance: { [key: string]: Json };
}

/** Why no expression came out; each code has its HTTP status in the error table of `contracts`. */
export type GenerationFailureCode =
  | 'no_model' // the prompt needs a model and none is configured
  | 'source_unavailable' // the source could not be downloaded, or may not be
  | 'source_unusable' // it was downloaded, and is no archive that can be read safely
  | 'build_system_unknown' // nothing in the archive says how it is built
  | 'expression_refused' // what was written does not parse, or breaks the policy
  | 'model_refused' // the model, or its provider's filter, would not answer this
  | 'model_gave_nothing' // it went on without handing in an expression that can be used
  | 'model_truncated' // its answer reached the longest that it may be
  | 'generation_over_budget' // the next step might cost more than is left
  | 'generation_too_many_steps'
  | 'generation_too_long' // more tokens than one generation may have, or than the model can read
  | 'generation_timed_out'
  | 'provider_unavailable' // not reached, overloaded, or its answers do not arrive
  | 'provider_rejected_key'
  | 'provider_out_of_credit'
  | 'own_key_missing' // claimed with the organization's own key, which was taken away or cannot be read
  | 'own_key_rejected'
  | 'own_key_out_of_credit'
  | 'own_key_misfit' // what answers to it speaks another API, or rejects what is asked of it
  | 'provider_error'; // it speaks another API, or rejects what is asked of it

/** A failure that is an answer: it is stored and told to whoever asked, so `message` is one or two plain sentences with the fix. */
export class GenerationError extends Error {
  constructor(
    readonly code: GenerationFailureCode,
    message: string,
  ) {
    super(message);
    this.name = 'GenerationError';
  }
}

/** The port between the worker, which owns durability, and whatever makes expressions. */
export interface Generator {
  run(request: GenerationRequest, recorder: StepRecorder): Promise<Generation>;
}
