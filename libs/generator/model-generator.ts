import type { Evaluator } from '../evaluator/index.js';
import type { Sources } from '../sources/index.js';
import type { Generation, Generator } from './generator.js';
import { type Submitted, carryOut, submit } from './carry-out.js';
import type { LanguageModel, ModelRequest, TranscriptEntry } from './language-model.js';
import { type GenerationLimits, createLedger, defaultGenerationLimits } from './ledger.js';
import { failureOf, gaveNothing, gaveUp, stopFailure, tooManySteps } from './model-failures.js';
import type { ModelProfile } from './model-profile.js';
import { type ModelStep, askModel } from './model-step.js';
import { toolDefinitions } from './model-tools.js';
import { priceOf } from './price.js';
import { lastCall, nudge, onlyFence, openingOf, promptVersion, systemPrompt } from './prompt.js';
import { createSourceTools } from './source-tools.js';

export interface ModelGeneratorOptions {
  model: LanguageModel;
  profile: ModelProfile;
  sources: Sources;
  evaluator: Evaluator;
  limits?: Partial<GenerationLimits>;
}

/** How often a model that answers with text alone is told to go on, and how often an answer may get lost in a row. */
const maxNudges = 2;
const maxLostInARow = 2;

/**
 * The generator that holds a conversation with a model, which has tools to look into sources and hands the expression in
 * with one. Each call of the model and of a tool is a step of the recorder, so that another process goes on after the
 * last one without asking, or paying, again.
 */
export function createModelGenerator(options: ModelGeneratorOptions): Generator {
  return {
    async run({ prompt, organizationId, capMicros, safetyIdentifier }, recorder) {
      const { model, profile, sources, evaluator } = options;
      const limits = { ...defaultGenerationLimits, ...options.limits };
      const { contextTokens, maxOutputTokens } = profile;
      const ledger = createLedger(
        { capMicros, price: priceOf(profile), contextTokens, maxOutputTokens },
        limits,
      );
      const tools = createSourceTools(sources, organizationId);
      const workshop = { tools, evaluator };
      const transcript: TranscriptEntry[] = [{ role: 'user', text: openingOf(prompt) }];
      const steps: ModelStep[] = [];
      let nudges = 0;
      let lostInARow = 0;
      let problems: string[] = [];

      const finish = (submitted: Submitted): Generation => ({
        expression: submitted.expression,
        checks: submitted.checks,
        provenance: {
          generator: 'model',
          profile: profile.name,
          model: steps.at(-1)?.model || profile.model,
          promptVersion,
          name: submitted.name,
          steps: steps.length,
          usage: { ...ledger.usage },
          costMicros: ledger.micros(),
          priceAssumed: profile.price === null,
          requestIds: steps.flatMap(({ requestId }) => (requestId === null ? [] : [requestId])),
          sources: tools.fetched.map(({ url, finalUrl, sha256, bytes }) => ({
            url,
            finalUrl,
            sha256,
            bytes,
          })),
        },
      });

      for (let n = 1; n <= limits.steps; n++) {
        const last = n === limits.steps;
        if (last) transcript.push({ role: 'user', text: lastCall });
        const request: ModelRequest = {
          system: systemPrompt,
          transcript: [...transcript],
          tools: toolDefinitions(last ? ['submit', 'give_up'] : undefined),
          toolChoice: choiceOf(profile, last),
          maxOutputTokens,
          safetyIdentifier,
        };
        const { name, dialect, baseURL } = profile;
        // Items are kept in the words of one dialect, and belong to whoever said them.
        const whom = { profile: name, dialect, baseURL, model: profile.model };
        const identity = { n, of: limits.steps, ...whom, promptVersion };
        const step = await askModel(recorder, {
          model,
          profile,
          ledger,
          request,
          identity: { ...identity, transcript: request.transcript },
        });
        steps.push(step);
        if (step.items.length > 0) transcript.push({ role: 'model', items: step.items });
        ledger.book(step, transcript.length);

        if (step.lost !== null) {
          const { kind, message } = step.lost;
          if (kind !== 'lost' && kind !== 'unavailable') throw failureOf(step.lost, profile);
          if (++lostInARow < maxLostInARow) continue;
          throw failureOf({ kind, message: `${message}, ${maxLostInARow} times in a row` }, profile);
        }
        lostInARow = 0;
        const failure = stopFailure(step);
        if (failure) throw failure;

        if (step.calls.length === 0) {
          if (nudges++ < maxNudges && !last) {
            transcript.push({ role: 'user', text: nudge });
            continue;
          }
          const fence = onlyFence(step.text);
          if (fence === null) throw gaveNothing(problems);
          const salvaged = await submit(recorder, workshop, { name: '', expression: fence });
          if (salvaged.problems.length > 0) throw gaveNothing(salvaged.problems);
          return finish(salvaged);
        }

        for (const [index, call] of step.calls.entries()) {
          const outcome = await carryOut(recorder, workshop, call, index);
          ledger.took(outcome.ms);
          if (outcome.submitted?.problems.length === 0) return finish(outcome.submitted);
          if (outcome.gaveUp !== undefined) throw gaveUp(outcome.gaveUp);
          if (outcome.submitted) ({ problems } = outcome.submitted);
          transcript.push({ role: 'tool', callId: call.id, output: outcome.text });
        }
      }
      throw tooManySteps(limits.steps, problems);
    },
  };
}

/** What the next answer must be: the last one must hand in, and a model that can be made to call a tool always is. */
function choiceOf({ forcedTool }: ModelProfile, last: boolean): ModelRequest['toolChoice'] {
  if (forcedTool === 'required') return 'required';
  return last && forcedTool === 'named' ? { name: 'submit' } : 'auto';
}
