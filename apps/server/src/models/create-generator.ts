import type { Config } from '../../../../libs/config/index.js';
import {
  createLanguageModel,
  createModelGenerator,
  createPackagerGenerator,
  GenerationError,
  type Generator,
} from '../../../../libs/generator/index.js';
import type { Evaluator } from '../../../../libs/evaluator/index.js';
import type { Sources } from '../../../../libs/sources/index.js';
import type { Models } from './resolve-models.js';

/** One generator for the worker: each request goes to the one of its model. */
export function createGenerator(
  config: Config,
  models: Models,
  { sources, evaluator }: { sources: Sources; evaluator: Evaluator },
): Generator {
  const generators = new Map<string, Generator>([
    ['packager', createPackagerGenerator({ sources, evaluator })],
  ]);
  for (const profile of models.profiles) {
    const apiKey = profile.keySetting === null ? null : config.model.apiKeys[profile.keySetting]!;
    const model = createLanguageModel(profile, { apiKey });
    generators.set(profile.name, createModelGenerator({ model, profile, sources, evaluator }));
  }
  return {
    async run(request, recorder) {
      const generator = generators.get(request.model);
      // Claimed before a restart that took the profile away.
      if (!generator) {
        throw new GenerationError(
          'no_model',
          `The model "${request.model}" is not configured on this server any more. Ask for the next revision, or name another model.`,
        );
      }
      return generator.run(request, recorder);
    },
  };
}
