import type { Json, StepRecorder } from './generator.js';
import { type Judgement, judgeSubmission } from './judge-submission.js';
import type { StoredCall } from './model-step.js';
import { readCall } from './model-tools.js';
import { type SourceTools, type ToolOutput, refusal } from './source-tools.js';

/** A submitted expression as it is stored with its step. */
export type Submitted = Judgement & { name: string };

/** What a call gave: the text that goes back to the model, and what was handed in. */
interface Outcome {
  text: string;
  submitted?: Submitted;
  /** Why the model ends the work without an expression. */
  gaveUp?: string;
}

/** Calls in one answer that are carried out; further ones are refused, for each may be a download. */
const maxCalls = 8;

/** Carries a tool call out, as a step of its own. What is wrong with it is told to the model. */
export async function carryOut(
  recorder: StepRecorder,
  tools: SourceTools,
  call: StoredCall,
  index: number,
): Promise<Outcome> {
  const read =
    index < maxCalls
      ? readCall(call, call.omittedBytes || undefined)
      : `At most ${maxCalls} tools are called in one answer.`;
  const step = (kind: string, input: Json, run: (signal: AbortSignal) => Promise<ToolOutput>) =>
    recorder.step<ToolOutput>(kind, input, async (signal) => ({ output: await run(signal) }));

  if (typeof read === 'string')
    return step('refused_call', { name: call.name.slice(0, 100), read }, () =>
      Promise.resolve(refusal(read)),
    );
  switch (read.tool) {
    case 'fetch_source': {
      const { source } = read.arguments;
      const output = await step(read.tool, { source }, (signal) => tools.fetch(source, signal));
      tools.learn(output.source);
      return output;
    }
    case 'read_source_file': {
      const { url, path } = read.arguments;
      return step(read.tool, { url, path }, (signal) => tools.read(url, path, signal));
    }
    case 'packager_draft': {
      const { url } = read.arguments;
      return step(read.tool, { url }, (signal) => tools.draft(url, signal));
    }
    case 'give_up': {
      const { reason } = read.arguments;
      const { text } = await step(read.tool, { reason }, () =>
        Promise.resolve({ text: reason, source: null }),
      );
      return { text, gaveUp: text };
    }
    case 'submit': {
      const submitted = await submit(recorder, tools, read.arguments);
      const text = JSON.stringify({ refused: submitted.problems.slice(0, 12) });
      return { text, submitted };
    }
  }
}

/** Judges an expression, as a step of its own: what was said of it once stays, whatever a later version would say. */
export function submit(
  recorder: StepRecorder,
  tools: SourceTools,
  { name, expression }: { name: string; expression: string },
): Promise<Submitted> {
  return recorder.step<Submitted>('submit', { name, expression }, () =>
    Promise.resolve({
      output: {
        name: name
          .replace(/\p{Cc}/gu, '')
          .slice(0, 100)
          .toWellFormed(),
        ...judgeSubmission(expression, tools.sriByUrl()),
      },
    }),
  );
}
