import type OpenAI from 'openai';
import { z } from 'zod';
import type { Json } from './generator.js';
import { type ModelAnswer, type ModelRequest, ModelError, maxCalls } from './language-model.js';
import type { ModelProfile } from './model-profile.js';
import { ofComplaint } from './provider-errors.js';

type Body = OpenAI.Responses.ResponseCreateParamsNonStreaming;

/** What is needed of an answer; everything else is kept as it came. */
const answerSchema = z.looseObject({
  status: z.string(),
  model: z.string().catch(''),
  output: z.array(z.looseObject({ type: z.string() })),
  error: z.looseObject({ code: z.unknown().optional(), message: z.unknown().optional() }).nullish(),
  incomplete_details: z.looseObject({ reason: z.string().optional() }).nullish(),
  usage: z
    .looseObject({
      input_tokens: z.int().min(0),
      output_tokens: z.int().min(0),
      input_tokens_details: z.looseObject({ cached_tokens: z.int().min(0).nullish() }).nullish(),
      output_tokens_details: z.looseObject({ reasoning_tokens: z.int().min(0).nullish() }).nullish(),
    })
    .nullish()
    // A count that cannot be read is none: the answer is good all the same.
    .catch(null),
});
const callSchema = z.looseObject({ call_id: z.string().min(1), name: z.string(), arguments: z.string() });
const messageSchema = z.looseObject({
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
});

/** A request of OpenAI's Responses API, stateless: nothing is stored there, so reasoning travels with us, encrypted. */
export function responsesBody(profile: ModelProfile, request: ModelRequest): Body {
  const { system, transcript, tools, toolChoice, maxOutputTokens, safetyIdentifier } = request;
  const effort = profile.reasoningEffort;
  return {
    model: profile.model,
    instructions: system,
    input: transcript.flatMap((entry): OpenAI.Responses.ResponseInputItem[] => {
      if (entry.role === 'user') return [{ type: 'message', role: 'user', content: entry.text }];
      if (entry.role === 'tool')
        return [{ type: 'function_call_output', call_id: entry.callId, output: entry.output }];
      return entry.items as unknown as OpenAI.Responses.ResponseInputItem[];
    }),
    tools: tools.map((tool) => ({ type: 'function', ...tool, strict: profile.strict })),
    tool_choice: typeof toolChoice === 'string' ? toolChoice : { type: 'function', name: toolChoice.name },
    max_output_tokens: maxOutputTokens,
    store: false,
    ...(effort !== 'none' && { include: ['reasoning.encrypted_content'] }),
    ...(effort !== undefined && { reasoning: { effort } }),
    ...(profile.safetyIdentifier && { safety_identifier: safetyIdentifier }),
  };
}

/** @throws ModelError when the answer is an error, not finished, or not of this API */
export function responsesAnswer(body: unknown): Omit<ModelAnswer, 'requestId'> {
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success)
    throw new ModelError('malformed', 'answered with JSON that is not of the Responses API', {
      cause: parsed.error,
      billed: true,
    });
  const { status, usage, model, error, incomplete_details: incomplete } = parsed.data;
  const output = upToLastCall(parsed.data.output);
  if (status === 'failed') {
    const code = String(error?.code);
    throw ofComplaint(
      {
        status: code === 'rate_limit_exceeded' ? 429 : /invalid|unsupported/.test(code) ? 400 : 500,
        ...error,
      },
      { billed: true },
    );
  }
  if (status !== 'completed' && status !== 'incomplete')
    throw new ModelError('lost', 'ended before the answer was complete');

  const calls = output
    .filter(({ type }) => type === 'function_call')
    .map((item) => {
      const call = callSchema.safeParse(item);
      if (!call.success)
        throw new ModelError('malformed', 'answered with a tool call that is none', { billed: true });
      return { id: call.data.call_id, name: call.data.name, arguments: call.data.arguments };
    });
  const parts = output
    .filter(({ type }) => type === 'message')
    .flatMap((item) => messageSchema.safeParse(item).data?.content ?? []);
  const stop = parts.some(({ type }) => type === 'refusal')
    ? 'refused'
    : status === 'completed'
      ? 'completed'
      : incomplete?.reason === 'content_filter'
        ? 'filtered'
        : 'truncated';
  return {
    items: output as unknown as Json[],
    calls,
    text: parts.flatMap(({ type, text }) => (type === 'output_text' && text ? [text] : [])).join('\n'),
    stop,
    usage: usage
      ? {
          inputTokens: usage.input_tokens,
          cachedInputTokens: usage.input_tokens_details?.cached_tokens ?? 0,
          outputTokens: usage.output_tokens,
          reasoningTokens: usage.output_tokens_details?.reasoning_tokens ?? 0,
        }
      : null,
    model,
  };
}

/**
 * One call more than is carried out stands for all the rest, and says so when it is refused. Everything behind it goes
 * too: a thought without the call that it led to is rejected.
 */
function upToLastCall<T extends { type: string }>(output: T[]): T[] {
  const calls = output.flatMap(({ type }, index) => (type === 'function_call' ? [index] : []));
  const last = calls[maxCalls];
  return last === undefined ? output : output.slice(0, last + 1);
}
