import type { Json, StepRecorder } from './generator.js';
import type { Evaluator } from '../evaluator/index.js';
import { type Assessment, assess } from './assess.js';
import { maxCalls } from './language-model.js';
import { type StoredCall, label } from './model-step.js';
import { readCall } from './model-tools.js';
import { type SourceTools, type ToolOutput, refusal } from './source-tools.js';

/** A submitted expression as it is stored with its step. */
export type Submitted = Assessment & { name: string };

/** What calls are carried out with. */
export interface Workshop {
  tools: SourceTools;
  evaluator: Evaluator;
}

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
  workshop: Workshop,
  call: StoredCall,
  index: number,
): Promise<Outcome> {
  const { tools } = workshop;
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
    case 'check': {
      const { expression } = read.arguments;
      return step(read.tool, { expression }, (signal) => tryOut(expression, workshop, signal));
    }
    case 'give_up': {
      const { reason } = read.arguments;
      const { text, ms } = await step(read.tool, { reason }, () =>
        Promise.resolve({ text: reason, source: null }),
      );
      return { text, ms, gaveUp: text };
    }
    case 'submit': {
      const submitted = await submit(recorder, workshop, read.arguments);
      const text = JSON.stringify({ refused: submitted.problems.slice(0, 12) });
      return { text, ms: 0, submitted };
    }
  }
}

/** Checks an expression, as a step of its own: what was said of it once stays, whatever a later version would say. */
export function submit(
  recorder: StepRecorder,
  { tools, evaluator }: Workshop,
  { name, expression }: { name: string; expression: string },
): Promise<Submitted> {
  return recorder.step<Submitted>('submit', { name, expression }, async (signal) => ({
    output: {
      name: label(name),
      ...(await assess(expression, tools.known(), { evaluator, signal })),
    },
  }));
}

/** The checks without handing in, for the model. */
async function tryOut(
  expression: string,
  { tools, evaluator }: Workshop,
  signal: AbortSignal,
): Promise<ToolOutput> {
  const { problems, checks } = await assess(expression, tools.known(), { evaluator, signal });
  const said = {
    ...(problems.length > 0 ? { problems: problems.slice(0, 12) } : { accepted: true }),
    checks: checks.map(({ name, outcome, reason }) => `${name}: ${outcome}. ${reason}`),
  };
  return { text: JSON.stringify(said), source: null };
}
