import type { Json, Usage } from './generator.js';

export type { Usage } from './generator.js';

/** A tool as a model sees it; `parameters` is a JSON schema that also OpenAI's strict mode takes. */
export interface ToolDefinition {
  name: string;
  description: string;
  parameters: { [key: string]: Json };
}

/** What a conversation is made of after the system prompt. A model's own items are kept verbatim: providers want them back so. */
export type TranscriptEntry =
  | { role: 'user'; text: string }
  | { role: 'model'; items: Json[] }
  | { role: 'tool'; callId: string; output: string };

export interface ModelRequest {
  system: string;
  transcript: TranscriptEntry[];
  tools: ToolDefinition[];
  /** `required`: it must call some tool; a profile that cannot force one is never asked to. */
  toolChoice: 'auto' | 'required' | { name: string };
  maxOutputTokens: number;
  /** Tells the provider's abuse detection one end user from another: an HMAC, never an address. */
  safetyIdentifier: string;
}

/** A call of a tool; `arguments` is what the model wrote, JSON or not. */
export type ModelCall = { id: string; name: string; arguments: string };

/** One complete answer; all of it is Json, to be stored. `usage` is null where the provider tells none. */
export type ModelAnswer = {
  items: Json[];
  calls: ModelCall[];
  text: string;
  stop: 'completed' | 'truncated' | 'refused' | 'filtered';
  usage: Usage | null;
  requestId: string | null;
  /** The exact model that answered, as the provider names it. */
  model: string;
};

/** A conversation partner behind an HTTP API; the dialects `responses` and `chat` implement it. */
export interface LanguageModel {
  /** @throws ModelError, or the signal's reason when that aborts */
  step: (request: ModelRequest, signal: AbortSignal) => Promise<ModelAnswer>;
}

/** Why a model gave no answer. */
export type ModelErrorKind =
  | 'unavailable' // not reached, overloaded or broken, also after retries
  | 'lost' // it may have worked and billed, but the answer did not arrive whole
  | 'key_rejected'
  | 'out_of_credit'
  | 'request_rejected' // it does not take this request: an unknown model, a parameter it lacks
  | 'context_exceeded' // the conversation is longer than the model can read
  | 'refused' // turned away by the provider's own rules before the model saw it
  | 'malformed'; // what answers there does not speak this API

/** A failed call of a model; `message` is a clause about the provider, such as "answered with status 500". It holds no secret. */
export class ModelError extends Error {
  /** Whether the provider may bill this call: it worked, or said so with status 200, and nothing came of it. */
  readonly billed: boolean;

  constructor(
    readonly kind: ModelErrorKind,
    message: string,
    options: ErrorOptions & { billed?: boolean } = {},
  ) {
    super(message, options);
    this.name = 'ModelError';
    this.billed = kind === 'lost' || options.billed === true;
  }
}

/** Calls in one answer that are carried out; further ones are refused, for each may be a download. */
export const maxCalls = 8;
