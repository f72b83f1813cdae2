import { once } from 'node:events';
import { type IncomingHttpHeaders, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type OpenAI from 'openai';

/** One answer of the played model: calls of tools (arguments that are no string become JSON), a text, or a bad end. */
export interface Turn {
  calls?: { name: string; arguments: unknown }[];
  text?: string;
  stop?: 'truncated' | 'refused' | 'filtered';
  usage?: { input: number; cached?: number; output: number; reasoning?: number };
}

/** A turn may depend on what the tools answered so far, and on the request's first message. */
export type Script = (Turn | ((outputs: string[], prompt: string) => Turn))[];

export interface PlayedProvider {
  /** The base URL; both dialects are spoken there. */
  url: string;
  /** How often each turn was asked: `[1, 1, 1]` when nothing was asked twice. */
  counts: number[];
  requests: { path: string; headers: IncomingHttpHeaders; body: Record<string, unknown> }[];
  /** From now on these turns are not answered, until release(). */
  hold: (...turns: number[]) => void;
  release: () => void;
  /** From now on this key is rejected, with a sentence that repeats it. */
  refuse: (key: string) => void;
  accept: (key: string) => void;
  /** Waits until a held turn is asked. */
  held: () => Promise<void>;
  close: () => Promise<void>;
}

/**
 * A provider that plays a model by a script, over real HTTP and in both dialects. It keeps no conversation, as a stateless
 * provider does not: which turn it is stands in the request, so a generation that is taken over by another process goes on
 * rightly, and a turn that is asked twice is counted twice.
 */
export async function startPlayedProvider(script: Script): Promise<PlayedProvider> {
  const counts: number[] = [];
  const requests: PlayedProvider['requests'] = [];
  const refused = new Set<string>();
  let holding: number[] = [];
  const waiting: (() => void)[] = [];
  const onHeld: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    const body = JSON.parse(text) as Record<string, unknown>;
    const path = request.url ?? '';
    requests.push({ path, headers: request.headers, body });
    const key = request.headers.authorization?.replace('Bearer ', '') ?? '';
    if (refused.has(key)) {
      const message = `Incorrect API key provided: ${key}.`;
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message, code: 'invalid_api_key' } }));
      return;
    }
    const isChat = path.endsWith('/chat/completions');
    const { turn, outputs, prompt } = isChat ? readChat(body) : readResponses(body);
    counts[turn] = (counts[turn] ?? 0) + 1;
    if (holding.includes(turn)) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        for (const wake of onHeld.splice(0)) wake();
      });
    }
    const played = script[turn];
    const headers = { 'content-type': 'application/json', 'x-request-id': `req_${turn}` };
    if (!played) {
      const message = `The script has ${script.length} turns.`;
      response.writeHead(400, headers).end(JSON.stringify({ error: { message } }));
      return;
    }
    const answer = typeof played === 'function' ? played(outputs, prompt) : played;
    const sent = isChat ? chatCompletion(answer, turn, body) : responseObject(answer, turn, body);
    response.writeHead(200, headers).end(JSON.stringify(sent));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const release = () => {
    holding = [];
    for (const go of waiting.splice(0)) go();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    counts,
    requests,
    hold: (...turns) => (holding = turns),
    release,
    refuse: (key) => void refused.add(key),
    accept: (key) => void refused.delete(key),
    held: () => (waiting.length > 0 ? Promise.resolve() : new Promise((resolve) => onHeld.push(resolve))),
    async close() {
      release();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

type Item = Record<string, unknown>;

/** Each of our turns begins with a reasoning item, so those that came back count the turns. */
function readResponses({ input }: Record<string, unknown>) {
  const items = input as Item[];
  return {
    turn: items.filter(({ type }) => type === 'reasoning').length,
    outputs: items.filter(({ type }) => type === 'function_call_output').map(({ output }) => String(output)),
    prompt: String(items[0]?.['content']),
  };
}

function readChat({ messages }: Record<string, unknown>) {
  const items = messages as Item[];
  return {
    turn: items.filter(({ role }) => role === 'assistant').length,
    outputs: items.filter(({ role }) => role === 'tool').map(({ content }) => String(content)),
    prompt: String(items.find(({ role }) => role === 'user')?.['content']),
  };
}

const written = (args: unknown) => (typeof args === 'string' ? args : JSON.stringify(args));
const defaultUsage: NonNullable<Turn['usage']> = { input: 1_000, output: 200 };

function responseObject(
  turn: Turn,
  index: number,
  body: Item,
): Omit<OpenAI.Responses.Response, 'output_text'> {
  const { calls = [], text, stop, usage = defaultUsage } = turn;
  const output: OpenAI.Responses.ResponseOutputItem[] = [
    { id: `rs_${index}`, type: 'reasoning', summary: [], encrypted_content: `thought-${index}` },
  ];
  if (text !== undefined) {
    const content: OpenAI.Responses.ResponseOutputMessage['content'] =
      stop === 'refused'
        ? [{ type: 'refusal', refusal: text }]
        : [{ type: 'output_text', text, annotations: [] }];
    output.push({ id: `msg_${index}`, type: 'message', role: 'assistant', status: 'completed', content });
  }
  for (const [at, call] of calls.entries())
    output.push({
      id: `fc_${index}_${at}`,
      type: 'function_call',
      status: 'completed',
      call_id: `call_${index}_${at}`,
      name: call.name,
      arguments: written(call.arguments),
    });
  const isCut = stop === 'truncated' || stop === 'filtered';
  return {
    id: `resp_${index}`,
    object: 'response',
    created_at: 1_790_000_000,
    status: isCut ? 'incomplete' : 'completed',
    error: null,
    incomplete_details: isCut
      ? { reason: stop === 'truncated' ? 'max_output_tokens' : 'content_filter' }
      : null,
    instructions: null,
    metadata: null,
    model: `${String(body['model'])}-played`,
    output,
    parallel_tool_calls: true,
    temperature: null,
    tool_choice: 'auto',
    tools: [],
    top_p: null,
    usage: {
      input_tokens: usage.input,
      input_tokens_details: { cached_tokens: usage.cached ?? 0, cache_write_tokens: 0 },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
      total_tokens: usage.input + usage.output,
    },
  };
}

function chatCompletion(turn: Turn, index: number, body: Item): OpenAI.Chat.ChatCompletion {
  const { calls = [], text, stop, usage = defaultUsage } = turn;
  const reasons = { truncated: 'length', filtered: 'content_filter', refused: 'stop' } as const;
  return {
    id: `chatcmpl_${index}`,
    object: 'chat.completion',
    created: 1_790_000_000,
    model: `${String(body['model'])}-played`,
    choices: [
      {
        index: 0,
        finish_reason: stop ? reasons[stop] : calls.length > 0 ? 'tool_calls' : 'stop',
        logprobs: null,
        message: {
          role: 'assistant',
          content: stop === 'refused' ? null : (text ?? null),
          refusal: stop === 'refused' ? (text ?? 'No.') : null,
          ...(calls.length > 0 && {
            tool_calls: calls.map((call, at) => ({
              id: `call_${index}_${at}`,
              type: 'function' as const,
              function: { name: call.name, arguments: written(call.arguments) },
              // As Gemini signs its thoughts; it must come back.
              extra_content: { google: { thought_signature: `thought-${index}-${at}` } },
            })),
          }),
        },
      },
    ],
    usage: {
      prompt_tokens: usage.input,
      completion_tokens: usage.output,
      total_tokens: usage.input + usage.output,
      prompt_tokens_details: { cached_tokens: usage.cached ?? 0 },
      completion_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
    },
  };
}
