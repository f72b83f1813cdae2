import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GenerationError, type ModelProfile } from '../../libs/generator/index.js';
import { type Fault, type FaultProvider, startFaultProvider } from '../support/fault-provider.js';
import { memoryRecorder } from '../support/memory-recorder.js';
import { dialects, modelRuns, profileAt } from '../support/model-run.js';

let provider: FaultProvider;
let runs: Awaited<ReturnType<typeof modelRuns>>;
beforeEach(async () => {
  provider = await startFaultProvider();
  runs = await modelRuns();
});
afterEach(async () => {
  await provider.close();
  await runs.close();
});

const expression = '{ runCommand }: runCommand "empty" { } "touch $out"';
const usage = {
  responses: { input_tokens: 1_000, output_tokens: 100 },
  chat: { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 },
};
/** A count in both dialects, as it stands in an answer. */
const usages = (input: number, output: number) => ({
  responses: { usage: { input_tokens: input, output_tokens: output } },
  chat: { usage: { prompt_tokens: input, completion_tokens: output } },
});
/** 1,000 tokens at $1 and 100 at $5 a million. */
const oneAnswerMicros = 1_500;

type Message = Record<string, unknown>;
/** An answer of one item. */
const answer = {
  responses: (item: Message, more: Message = {}) => ({
    object: 'response',
    status: 'completed',
    output: [item],
    usage: usage.responses,
    ...more,
  }),
  chat: (message: Message, more: Message = {}) => ({
    choices: [{ message: { role: 'assistant', ...message }, finish_reason: 'stop', ...more }],
    usage: usage.chat,
  }),
};
const calls = {
  responses: (name: string, args: string) =>
    answer.responses({ type: 'function_call', call_id: 'call_1', name, arguments: args }),
  chat: (name: string, args: string) =>
    answer.chat({ tool_calls: [{ id: 'call_1', type: 'function', function: { name, arguments: args } }] }),
};
const says = {
  responses: (text: string, more?: Message) =>
    answer.responses({ type: 'message', content: [{ type: 'output_text', text }] }, more),
  chat: (text: string, more?: Message) => answer.chat({ content: text }, more),
};
const submits = (dialect: ModelProfile['dialect']) =>
  calls[dialect]('submit', JSON.stringify({ name: 'empty', expression }));

/** A generation against the faults, with waiting made short; how it ended, how long it took, what it cost. */
async function meet(dialect: ModelProfile['dialect'], faults: Fault[], maxBodyBytes = 8_000_000) {
  provider.play(...faults);
  const recorder = memoryRecorder();
  const startedAt = performance.now();
  const ended = await runs
    .run({
      profile: profileAt(dialect, provider.url),
      recorder,
      call: { limits: { timeoutMs: 400, attempts: 3, pauseMs: 5, maxRetryAfterMs: 200, maxBodyBytes } },
      limits: { steps: 6 },
    })
    .then(
      (generation) => ({ generation, code: 'none', message: '' }),
      (error: unknown) => {
        expect(error).toBeInstanceOf(GenerationError);
        return { generation: undefined, ...(error as GenerationError), message: (error as Error).message };
      },
    );
  const micros = recorder.stored.reduce((sum, { costMicros }) => sum + costMicros, 0);
  return { ...ended, ms: performance.now() - startedAt, micros, asked: provider.requests.length, recorder };
}

describe.each(dialects)('a provider that speaks %s', (dialect) => {
  const good = { body: submits(dialect) };
  const whole = Buffer.byteLength(JSON.stringify(submits(dialect)));

  it('answers: nothing is wrong', async () => {
    const met = await meet(dialect, [good]);
    expect(met).toMatchObject({ code: 'none', asked: 1, micros: oneAnswerMicros });
    expect(met.generation?.expression).toBe(`${expression}\n`);
  });

  // What passes: it is waited for, and the same answer comes out.
  it.each<[string, Fault[], asked: number, atLeastMs: number]>([
    ['429 with Retry-After', [{ status: 429, headers: { 'retry-after': '0.15' } }, good], 2, 150],
    ['429 with retry-after-ms', [{ status: 429, headers: { 'retry-after-ms': '120' } }, good], 2, 120],
    [
      '429 with a date long past',
      [{ status: 429, headers: { 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' } }, good],
      2,
      0,
    ],
    ['429 without Retry-After', [{ status: 429 }, good], 2, 0],
    ['500, then 503', [{ status: 500, body: 'oops' }, { status: 503 }, good], 3, 0],
    ['an answer that is cut', [{ ...good, cutAfter: 20 }, good], 2, 0],
    ['an answer that ends early', [{ ...good, endAfter: whole - 5 }, good], 2, 0],
    ['an empty answer', [{ body: '' }, good], 2, 0],
  ])('%s is asked again', async (_, faults, asked, atLeastMs) => {
    const met = await meet(dialect, faults);
    expect(met).toMatchObject({ code: 'none', asked });
    expect(met.ms).toBeGreaterThanOrEqual(atLeastMs);
    expect(met.ms).toBeLessThan(2_000);
  });

  it('what may have been billed and told no usage is counted at its worst', async () => {
    const met = await meet(dialect, [{ ...good, cutAfter: 20 }, good]);
    expect(met.recorder.stored.map(({ kind }) => kind)).toEqual(['model', 'model', 'submit']);
    const [lost] = met.recorder.stored;
    expect(lost?.output).toMatchObject({
      lost: { kind: 'lost', message: 'broke its answer off' },
      usage: null,
    });
    // All 8,192 tokens of output at $5 a million, and at least a token for each three bytes of input.
    expect(lost?.costMicros).toBeGreaterThan(8_192 * 5 + 3_000);
    expect(met.generation?.provenance).toMatchObject({ costMicros: met.micros });
  });

  it.each<[string, Fault[], code: string, says: RegExp, asked: number]>([
    ['429 for ever', [{ status: 429 }], 'provider_unavailable', /status 429/, 3],
    [
      '429 with a Retry-After longer than is waited for',
      [{ status: 429, headers: { 'retry-after': '3600' } }],
      'provider_unavailable',
      /status 429/,
      1,
    ],
    ['500 for ever', [{ status: 500, body: '<h1>oops</h1>' }], 'provider_unavailable', /status 500/, 3],
    [
      'an account out of credit',
      [{ status: 429, body: { error: { code: 'insufficient_quota', message: 'pay' } } }],
      'provider_out_of_credit',
      /out of credit/,
      1,
    ],
    [
      'a rejected key',
      [{ status: 401, body: { error: { message: 'Incorrect API key: test-key' } } }],
      'provider_rejected_key',
      /rejected the key/,
      1,
    ],
    [
      'an unknown model',
      [{ status: 404, body: { error: { message: 'No model "x".' } } }],
      'provider_error',
      /does not know the model or the address \(status 404\)/,
      1,
    ],
    [
      'a rejected parameter',
      [{ status: 400, body: { error: { type: 'invalid_request_error', message: 'Unknown name.' } } }],
      'provider_error',
      /\(status 400, code invalid_request_error\)/,
      1,
    ],
    [
      'an error in an array, as Gemini sends it',
      [{ status: 400, body: [{ error: { code: 400, message: 'Bad role.', status: 'INVALID_ARGUMENT' } }] }],
      'provider_error',
      /rejected the request \(status 400\)/,
      1,
    ],
    [
      "Gemini's rejected key",
      [{ status: 400, body: [{ error: { code: 400, message: 'API key not valid. Please pass one.' } }] }],
      'provider_rejected_key',
      /rejected the key/,
      1,
    ],
    [
      'a conversation too long for it',
      [{ status: 400, body: { error: { code: 'context_length_exceeded', message: 'm' } } }],
      'generation_too_long',
      /longer than the model can read/,
      1,
    ],
    ['a redirect', [{ status: 302, headers: { location: '/elsewhere' } }], 'provider_error', /redirects/, 1],
  ])('%s', async (_, faults, code, message, asked) => {
    const met = await meet(dialect, faults, 1_000_000);
    expect(met).toMatchObject({ code, asked, micros: 0 });
    expect(met.message).toMatch(message);
    expect(met.message).not.toContain('test-key');
    expect(met.ms).toBeLessThan(2_000);
  });

  it.each<[string, Fault, RegExp]>([
    [
      'HTML',
      { headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' },
      /text\/html instead of JSON/,
    ],
    ['JSON of another shape', { body: { ...usages(1_000, 100)[dialect], hello: 'world' } }, /not of the/],
    ['JSON that is no object', { body: 'null' }, /not this API|not of the/],
    ['64 MB', { zeros: 64_000_000 }, /more than 1000000 bytes/],
  ])('%s with status 200: provider_error, asked once, counted at its worst', async (_, fault, message) => {
    const met = await meet(dialect, [fault], 1_000_000);
    expect(met).toMatchObject({ code: 'provider_error', asked: 1, message: expect.stringMatching(message) });
    expect(met.recorder.stored.map(({ kind }) => kind)).toEqual(['model']);
    expect(met.micros).toBeGreaterThan(8_192 * 5);
    expect(met.micros).toBeLessThanOrEqual(200_000);
  });

  it.each([
    ['half a token', 100_000.5, 100],
    ['less than none', -5, 100],
    ['no input at all', 0, 0],
  ])('usage that cannot be (%s) is none: the answer is taken, at its worst', async (_, input, output) => {
    const met = await meet(dialect, [{ body: { ...submits(dialect), ...usages(input, output)[dialect] } }]);
    expect(met).toMatchObject({ code: 'none', asked: 1 });
    expect(met.recorder.stored[0]?.output).toMatchObject({ usage: null });
    expect(met.micros).toBeGreaterThan(8_192 * 5);
  });

  it('usage beyond all bounds costs no more than what was admitted', async () => {
    const huge = Number.MAX_SAFE_INTEGER;
    const met = await meet(dialect, [{ body: { ...submits(dialect), ...usages(huge, huge)[dialect] } }]);
    expect(met.code).toBe('none');
    expect(met.micros).toBeGreaterThan(8_192 * 5);
    // As it was set aside before the call.
    expect([met.micros]).toEqual(met.recorder.held);
  });

  it('what names the answer is kept short and without what the database refuses', async () => {
    const model = `played\u0000${'a'.repeat(99)}`;
    const headers = { 'x-request-id': 'r'.repeat(5_000) };
    const met = await meet(dialect, [{ headers, body: { ...submits(dialect), model } }]);
    expect(met.generation?.provenance).toMatchObject({
      model: `played${'a'.repeat(94)}`,
      requestIds: ['r'.repeat(100)],
    });
  });

  it("the provider's own sentence is not told: it may repeat the key", async () => {
    const key = 'custom0123456789abcdef';
    const message = `No access with ${key.slice(0, 12)}… (${Buffer.from(key).toString('base64')})`;
    for (const status of [400, 404, 200]) {
      provider.play({ status, body: { error: { code: 'content_filter', message }, status: 'failed' } });
      const running = runs.run({ profile: profileAt(dialect, provider.url), call: { apiKey: key } });
      const told = await running.catch((error: Error) => error.message);
      expect(told).toMatch(/^The provider of the model/);
      expect(told).not.toMatch(/custom|Y3VzdG9t|No access/);
    }
  });

  it('5,000 calls at once: eight are carried out, one refusal stands for the rest, each kept call is answered', async () => {
    const each = Array.from({ length: 5_000 }, (_, at) => ({
      id: `call_${at}`,
      args: '{"source":"ftp://a"}',
    }));
    const many =
      dialect === 'responses'
        ? answer.responses(
            {},
            {
              output: each.map(({ id, args }) => ({
                type: 'function_call',
                call_id: id,
                name: 'fetch_source',
                arguments: args,
              })),
            },
          )
        : answer.chat({
            tool_calls: each.map(({ id, args }) => ({
              id,
              type: 'function',
              function: { name: 'fetch_source', arguments: args },
            })),
          });
    const met = await meet(dialect, [{ body: many }, good]);
    expect(met.code).toBe('none');
    const fetches = Array.from({ length: 8 }, () => 'fetch_source');
    const kinds = ['model', ...fetches, 'refused_call', 'model', 'submit'];
    expect(met.recorder.stored.map(({ kind }) => kind)).toEqual(kinds);
    const kept = each.slice(0, 9).map(({ id }) => id);
    const { input = [], messages = [] } = JSON.parse(provider.requests[1]!.body) as Record<string, Message[]>;
    const called = [...input, ...messages].flatMap(
      (item) =>
        (item['tool_calls'] as Message[] | undefined)?.map(({ id }) => id) ??
        (item['type'] === 'function_call' ? [item['call_id']] : []),
    );
    const told = [...input, ...messages].flatMap(
      (item) => item['tool_call_id'] ?? (item['type'] === 'function_call_output' ? [item['call_id']] : []),
    );
    expect([called, told]).toEqual([kept, kept]);
    expect(provider.requests[1]!.body).toContain('nor any after it');
  });

  it('a refused call is replayed by what was written, not by what this Node says of it', async () => {
    const met = await meet(dialect, [{ body: calls[dialect]('fetch_source', '{"source":') }, good]);
    const [, refused] = met.recorder.stored;
    expect(refused?.input).toEqual({ name: 'fetch_source', arguments: '{"source":' });
    expect(JSON.stringify(refused?.output)).toMatch(/not JSON/);
  });

  it.each<[string, Fault, RegExp]>([
    ['never answers', { hang: true }, /did not answer within 0.4 s/],
    ['stops after the headers', { stall: true }, /did not answer within 0.4 s/],
    ['cuts each answer', { ...good, cutAfter: 20 }, /broke its answer off/],
    ['ends each answer early', { ...good, endAfter: whole - 5 }, /broken or ends too early/],
    ['answers with nothing', { body: '' }, /answered with nothing/],
  ])('%s: provider_unavailable, asked twice, each counted at its worst', async (_, fault, message) => {
    const met = await meet(dialect, [fault]);
    expect(met).toMatchObject({ code: 'provider_unavailable', asked: 2 });
    expect(met.message).toMatch(message);
    expect(met.micros).toBeGreaterThan(2 * 8_192 * 5);
    expect(met.micros).toBeLessThanOrEqual(200_000);
    expect(met.ms).toBeLessThan(2_000);
  });

  it('nobody listens: provider_unavailable, and nothing is counted', async () => {
    const { url } = provider;
    await provider.close();
    const recorder = memoryRecorder();
    const call = { limits: { attempts: 2, pauseMs: 5 } };
    await expect(runs.run({ profile: profileAt(dialect, url), recorder, call })).rejects.toMatchObject({
      code: 'provider_unavailable',
      message: expect.stringContaining('cannot be reached'),
    });
    expect(recorder.stored).toEqual([]);
    provider = await startFaultProvider();
  });

  const endings: Record<string, { refusal: unknown; filtered: unknown; truncated: unknown }> = {
    responses: {
      refusal: answer.responses({ type: 'message', content: [{ type: 'refusal', refusal: 'I cannot.' }] }),
      filtered: says.responses('…', {
        status: 'incomplete',
        incomplete_details: { reason: 'content_filter' },
      }),
      truncated: says.responses('…', {
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
      }),
    },
    chat: {
      refusal: answer.chat({ content: null, refusal: 'I cannot.' }),
      filtered: says.chat('', { finish_reason: 'content_filter' }),
      truncated: says.chat('…', { finish_reason: 'length' }),
    },
  };
  it.each<['refusal' | 'filtered' | 'truncated', string, RegExp]>([
    ['refusal', 'model_refused', /refuses to answer/],
    ['filtered', 'model_refused', /content filter/],
    ['truncated', 'model_truncated', /cut off/],
  ])('%s: %s, and its usage counts', async (ending, code, message) => {
    const met = await meet(dialect, [{ body: endings[dialect]![ending] }]);
    expect(met).toMatchObject({ code, asked: 1, micros: oneAnswerMicros });
    expect(met.message).toMatch(message);
  });

  it('text alone: told to go on twice, then the one fence in it is taken', async () => {
    const chatter = { body: says[dialect]('Let me think.') };
    const fence = { body: says[dialect](`Here it is:\n\`\`\`nix\n${expression}\n\`\`\`\nEnjoy!`) };
    const met = await meet(dialect, [chatter, chatter, fence]);
    expect(met).toMatchObject({ code: 'none', asked: 3, micros: 3 * oneAnswerMicros });
    expect(met.generation?.expression).toBe(`${expression}\n`);
    expect(provider.requests[1]?.body).toContain('nobody reads it');
  });

  it('text alone for ever: model_gave_nothing after three', async () => {
    const met = await meet(dialect, [{ body: says[dialect]('Let me think.') }]);
    expect(met).toMatchObject({ code: 'model_gave_nothing', asked: 3, micros: 3 * oneAnswerMicros });
  });

  it('two tools called at once: both answered, in order', async () => {
    const one = calls[dialect]('fetch_source', '{"source":"ftp://a"}');
    const two =
      dialect === 'responses'
        ? answer.responses(
            {},
            {
              output: ['a', 'b'].map((id) => ({
                type: 'function_call',
                call_id: id,
                name: 'fetch_source',
                arguments: `{"source":"ftp://${id}"}`,
              })),
            },
          )
        : answer.chat({
            tool_calls: ['a', 'b'].map((id) => ({
              id,
              type: 'function',
              function: { name: 'fetch_source', arguments: `{"source":"ftp://${id}"}` },
            })),
          });
    const met = await meet(dialect, [{ body: two }, { body: one }, good]);
    expect(met.code).toBe('none');
    const kinds = ['model', 'fetch_source', 'fetch_source', 'model', 'fetch_source', 'model', 'submit'];
    expect(met.recorder.stored.map(({ kind }) => kind)).toEqual(kinds);
    const second = JSON.parse(provider.requests[1]!.body) as { input?: Message[]; messages?: Message[] };
    const told = (second.input ?? second.messages ?? []).flatMap(
      (item) => item['call_id'] ?? item['tool_call_id'] ?? [],
    );
    expect(told.slice(-2)).toEqual(['a', 'b']);
  });

  it.each([
    ['an unknown tool', 'run_shell', '{}', /There is no tool/],
    ['malformed arguments', 'fetch_source', '{"source":', /not JSON/],
    ['arguments of another shape', 'fetch_source', '{"url":5}', /source/],
    ['arguments of 1 MB', 'submit', `{"name":"${'a'.repeat(1_000_000)}"}`, /1000011 bytes long/],
  ])('%s: told to the model, which goes on', async (_, name, args, message) => {
    const met = await meet(dialect, [{ body: calls[dialect](name, args) }, good]);
    expect(met).toMatchObject({ code: 'none', asked: 2 });
    const [, refused] = met.recorder.stored;
    expect(JSON.stringify(refused)).toMatch(message);
    expect(provider.requests[1]?.body).toMatch(message);
    // What was too large is neither stored nor paid for again.
    expect(JSON.stringify(met.recorder.stored).length).toBeLessThan(50_000);
    expect(provider.requests[1]!.body.length).toBeLessThan(50_000);
  });

  it('a model that gives up: model_gave_nothing, in its own words', async () => {
    const reason = 'There is no such\nprogram.';
    const met = await meet(dialect, [{ body: calls[dialect]('give_up', JSON.stringify({ reason })) }]);
    expect(met).toMatchObject({ code: 'model_gave_nothing', asked: 1, micros: oneAnswerMicros });
    expect(met.message).toContain('"There is no such program."');
  });

  it('a loop: generation_too_many_steps', async () => {
    const met = await meet(dialect, [{ body: calls[dialect]('fetch_source', '{"source":"ftp://a"}') }]);
    expect(met).toMatchObject({ code: 'generation_too_many_steps', asked: 6, micros: 6 * oneAnswerMicros });
    const lastBody = JSON.parse(provider.requests[5]!.body) as { tools: unknown[] };
    expect(lastBody.tools).toHaveLength(2);
  });
});

it.each<['chat' | 'responses', unknown]>([
  // As OpenRouter sends it.
  ['chat', { error: { code: 502, message: 'upstream' } }],
  ['responses', { ...submits('responses'), status: 'failed', error: { code: 'server_error', message: 'm' } }],
])('%s: an error that stands in a 200 is that error, and each one counts', async (dialect, body) => {
  const met = await meet(dialect, [{ body }]);
  expect(met).toMatchObject({ code: 'provider_unavailable', asked: 2 });
  expect(met.recorder.stored).toHaveLength(2);
  expect(met.micros).toBeGreaterThan(2 * 8_192 * 5);
});

it('a chat server that gives calls no id: each gets one of its own, also across turns', async () => {
  const call = { type: 'function', function: { name: 'fetch_source', arguments: '{"source":"ftp://a"}' } };
  const body = answer.chat({ tool_calls: [call, call] });
  await meet('chat', [{ body }, { body }, { body: submits('chat') }]);
  const { messages } = JSON.parse(provider.requests[2]!.body) as { messages: Message[] };
  const told = messages.flatMap((message) => message['tool_call_id'] ?? []);
  const called = messages.flatMap((message) => (message['tool_calls'] as Message[] | undefined) ?? []);
  expect(told).toEqual(called.map(({ id }) => id));
  expect([told.length, new Set(told).size]).toEqual([4, 4]);
});

it('a base URL may be written in any way that means the same', async () => {
  provider.play({ body: submits('chat') });
  for (const url of [`${provider.url}/`, provider.url.replace('http:', 'HTTP:')]) {
    const { expression: made } = await runs.run({ profile: profileAt('chat', url) });
    expect(made).toBe(`${expression}\n`);
  }
  expect(provider.requests.map(({ path }) => path)).toEqual(['/v1/chat/completions', '/v1/chat/completions']);
});

it('a Responses answer that is still in progress is no answer', async () => {
  const met = await meet('responses', [{ body: { ...submits('responses'), status: 'in_progress' } }]);
  expect(met).toMatchObject({ code: 'provider_unavailable', asked: 2 });
});

it('the signal of the worker ends a call at once, with its own reason', async () => {
  provider.play({ hang: true });
  const controller = new AbortController();
  const fenced = new Error('fenced');
  setTimeout(() => controller.abort(fenced), 50);
  const recorder = memoryRecorder({ signal: controller.signal });
  const startedAt = performance.now();
  await expect(runs.run({ profile: profileAt('chat', provider.url), recorder })).rejects.toBe(fenced);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  provider.play({ status: 429, headers: { 'retry-after': '30' } });
  const second = new AbortController();
  setTimeout(() => second.abort(fenced), 50);
  const waiting = runs.run({
    profile: profileAt('chat', provider.url),
    recorder: memoryRecorder({ signal: second.signal }),
  });
  await expect(waiting).rejects.toBe(fenced);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
