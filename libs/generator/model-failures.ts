import { GenerationError } from './generator.js';
import type { ModelAnswer, ModelError } from './language-model.js';
import type { ModelProfile } from './model-profile.js';

/** What a failed call means to whoever asked for a package. */
export function failureOf(
  { kind, message }: Pick<ModelError, 'kind' | 'message'>,
  { name }: ModelProfile,
): GenerationError {
  const what = `The provider of the model "${name}" ${message}`;
  switch (kind) {
    case 'unavailable':
    case 'lost':
      return new GenerationError('provider_unavailable', `${what}. Ask again in a few minutes.`);
    case 'key_rejected':
      return new GenerationError(
        'provider_rejected_key',
        `${what}. Whoever set the key up must check it; asking again does not help before.`,
      );
    case 'out_of_credit':
      return new GenerationError(
        'provider_out_of_credit',
        `${what}. Whoever set the key up must add credit; asking again does not help before.`,
      );
    case 'context_exceeded':
      return new GenerationError(
        'generation_too_long',
        `${what}. Ask for something simpler, or choose a model with a larger context.`,
      );
    case 'refused':
      return new GenerationError('model_refused', `${what}. Put the prompt in other words.`);
    case 'malformed':
    case 'request_rejected':
      return new GenerationError(
        'provider_error',
        `${what}. The server's operator must check the base URL, the model and the settings of this profile.`,
      );
  }
}

/** Why an answer ends the generation; null when it does not. `said` is the model's own reason. */
export function stopFailure({ stop, text }: Pick<ModelAnswer, 'stop' | 'text'>): GenerationError | null {
  switch (stop) {
    case 'completed':
      return null;
    case 'refused':
      return new GenerationError(
        'model_refused',
        `The model refuses to answer this prompt${said(text)}. Put it in other words, or choose another model.`,
      );
    case 'filtered':
      return new GenerationError(
        'model_refused',
        "The provider's content filter stopped the model's answer. Put the prompt in other words, or choose another model.",
      );
    case 'truncated':
      return new GenerationError(
        'model_truncated',
        'The answer of the model reached the longest that one answer may be, or that the rest of the budget allows, and was cut off. Ask for something simpler, choose a model that answers longer, or have the limit raised.',
      );
  }
}

/** @param reasons why the last expression was not accepted */
export function tooManySteps(steps: number, reasons: string[]): GenerationError {
  return new GenerationError(
    'generation_too_many_steps',
    `The model did not hand in a usable expression within ${steps} steps. ${advice(reasons)}`,
  );
}

export function gaveNothing(reasons: string[]): GenerationError {
  return new GenerationError(
    'model_gave_nothing',
    `The model answered with text instead of an expression. ${advice(reasons)}`,
  );
}

/** @param reason the model's own words */
export function gaveUp(reason: string): GenerationError {
  return new GenerationError(
    'model_gave_nothing',
    `The model found no way to package this${said(reason)}. Name the source's URL in the prompt, or choose another model.`,
  );
}

function advice([reason]: string[]): string {
  const fix = "Name the source's URL in the prompt, or choose another model.";
  return reason ? `Its last one was not accepted: ${reason.slice(0, 300)} ${fix}` : fix;
}

function said(text: string): string {
  const sentence = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return sentence ? `: "${sentence.slice(0, 200)}"` : '';
}
