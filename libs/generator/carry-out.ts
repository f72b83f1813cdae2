import type { Json, StepRecorder } from './generator.js';
import { type Judgement, judgeSubmission } from './judge-submission.js';
import { maxCalls } from './language-model.js';
import { type StoredCall, label } from './model-step.js';
import { readCall } from './model-tools.js';
import { type SourceTools, type ToolOutput, refusal } from './source-tools.js';

/** A submitted expression as it is stored with its step. */
export type Submitted = Judgement & { name: string };

/** What a call gave: the text that goes back to the model, and what was handed in. */
interface Outcome {
  text: string;
  /** How long it took. */
  ms: number;
  submitted?: Submitted;
  /** Why the model ends the work without an expression. */
  gaveUp?: string;
}

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
      : `At most ${maxCalls} tools are called in one answer. This call was not carried out, nor any after it.`;
  const step = (kind: string, input: Json, run: (signal: AbortSignal) => Promise<ToolOutput>) =>
    recorder.step<ToolOutput & { ms: number }>(kind, input, async (signal) => {
      const startedAt = performance.now();
      const output = await run(signal);
      return { output: { ...output, ms: Math.round(performance.now() - startedAt) } };
    });

  if (typeof read === 'string')
    // What was written and not what is said of it: that is in the words of this Node.
    return step('refused_call', { name: call.name.slice(0, 100), arguments: call.arguments }, () =>
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
      const { text, ms } = await step(read.tool, { reason }, () =>
        Promise.resolve({ text: reason, source: null }),
      );
      return { text, ms, gaveUp: text };
    }
    case 'submit': {
      const submitted = await submit(recorder, tools, read.arguments);
      const text = JSON.stringify({ refused: submitted.problems.slice(0, 12) });
      return { text, ms: 0, submitted };
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
        name: label(name),
        ...judgeSubmission(expression, tools.known()),
      },
    }),
  );
}
