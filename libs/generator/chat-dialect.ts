import type OpenAI from 'openai';
import { z } from 'zod';
import type { Json } from './generator.js';
import { type ModelAnswer, type ModelRequest, ModelError, type Usage, maxCalls } from './language-model.js';
import type { ModelProfile } from './model-profile.js';
import { ofComplaint } from './provider-errors.js';

type Body = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming;

const usageSchema = z.looseObject({
  prompt_tokens: z.int().min(0),
  completion_tokens: z.int().min(0),
  total_tokens: z.int().min(0).nullish(),
  prompt_tokens_details: z.looseObject({ cached_tokens: z.int().min(0).nullish() }).nullish(),
  completion_tokens_details: z.looseObject({ reasoning_tokens: z.int().min(0).nullish() }).nullish(),
});
const callSchema = z.looseObject({
  id: z.string().nullish(),
  function: z.looseObject({
    name: z.string(),
    // Some servers parse what the model wrote.
    arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  }),
});
const answerSchema = z.looseObject({
  model: z.string().catch(''),
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string(),
        message: z.looseObject({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z.array(callSchema).nullish(),
        }),
      }),
    )
    .min(1),
  // A count that cannot be read is none: the answer is good all the same.
  usage: usageSchema.nullish().catch(null),
});
const errorSchema = z.looseObject({
  error: z.looseObject({
    code: z.unknown().optional(),
    type: z.unknown().optional(),
    message: z.unknown().optional(),
  }),
});

/** A request of the Chat Completions API, in the subset that all compatible servers understand. */
export function chatBody(profile: ModelProfile, request: ModelRequest): Body {
  const { system, transcript, tools, toolChoice, maxOutputTokens, safetyIdentifier } = request;
  return {
    model: profile.model,
    messages: [
      { role: 'system', content: system },
      ...transcript.flatMap((entry): OpenAI.Chat.ChatCompletionMessageParam[] => {
        if (entry.role === 'user') return [{ role: 'user', content: entry.text }];
        if (entry.role === 'tool')
          return [{ role: 'tool', tool_call_id: entry.callId, content: entry.output }];
        return entry.items as unknown as OpenAI.Chat.ChatCompletionMessageParam[];
      }),
    ],
    tools: tools.map((tool) => ({
      type: 'function',
      function: { ...tool, ...(profile.strict && { strict: true }) },
    })),
    tool_choice:
      typeof toolChoice === 'string' ? toolChoice : { type: 'function', function: { name: toolChoice.name } },
    [profile.outputLimit]: maxOutputTokens,
    ...(profile.reasoningEffort !== undefined && { reasoning_effort: profile.reasoningEffort }),
    ...(profile.safetyIdentifier && { safety_identifier: safetyIdentifier }),
  };
}

/**
 * @param request what was asked: names calls that the server gave no id
 * @throws ModelError when the answer is an error or not of this API
 */
export function chatAnswer(
  body: unknown,
  { transcript }: Pick<ModelRequest, 'transcript'>,
): Omit<ModelAnswer, 'requestId'> {
  const parsed = answerSchema.safeParse(body);
  const choice = parsed.data?.choices[0];
  if (!parsed.success || !choice) {
    const { data } = errorSchema.safeParse(body);
    // OpenRouter answers 200 and then says what its upstream's status was.
    if (data) throw ofComplaint({ ...data.error, status: Number(data.error.code) || 500 }, { billed: true });
    throw new ModelError('malformed', 'answered with JSON that is not of the Chat Completions API', {
      cause: parsed.error,
      billed: true,
    });
  }
  const { finish_reason: reason } = choice;
  // One call more than is carried out stands for all the rest, and says so when it is refused.
  const message = {
    ...choice.message,
    ...(choice.message.tool_calls && { tool_calls: choice.message.tool_calls.slice(0, maxCalls + 1) }),
  };
  const calls = (message.tool_calls ?? []).map(({ id, function: { name, arguments: args } }, index) => ({
    // By its place in the whole conversation: the same id in two turns is rejected, or answers the wrong call.
    id: id || `call_${transcript.length}_${index}`,
    name,
    arguments: typeof args === 'string' ? args : JSON.stringify(args ?? {}),
  }));
  return {
    items: [echoOf(message, calls)],
    calls,
    text: message.content ?? '',
    stop: message.refusal
      ? 'refused'
      : reason === 'length'
        ? 'truncated'
        : /^(content_filter|safety)$/i.test(reason)
          ? 'filtered'
          : 'completed',
    usage: parsed.data.usage ? usageOf(parsed.data.usage) : null,
    model: parsed.data.model,
  };
}

/**
 * The message as it goes back: verbatim with all that the provider added to it (Gemini signs its thoughts in
 * `extra_content`), but for members that are null, which some servers send and do not take, and with a role and call ids
 * where it gave none.
 */
function echoOf(
  message: z.infer<typeof answerSchema>['choices'][number]['message'],
  calls: ModelAnswer['calls'],
): Json {
  const kept = Object.entries(message).filter(([name, value]) => value !== null || name === 'content');
  return {
    role: 'assistant',
    ...Object.fromEntries(kept),
    // A message of nothing at all is rejected.
    ...(calls.length === 0 && { content: message.content ?? '' }),
    ...(message.tool_calls && {
      tool_calls: message.tool_calls.map((call, index) => ({
        type: 'function',
        ...call,
        id: calls[index]?.id,
        function: { ...call.function, arguments: calls[index]?.arguments },
      })),
    }),
  } as unknown as Json;
}

function usageOf(usage: z.infer<typeof usageSchema>): Usage {
  const { prompt_tokens: input, completion_tokens: output, total_tokens: total } = usage;
  return {
    inputTokens: input,
    cachedInputTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    // Gemini counts its thoughts in the total only, and bills them as output.
    outputTokens: Math.max(output, (total ?? 0) - input),
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  };
}
