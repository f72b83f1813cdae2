import type { Config } from '../../../../libs/config/index.js';
import {
  createLanguageModel,
  createModelGenerator,
  createOwnKeyGenerator,
  createPackagerGenerator,
  customProfile,
  customProvider,
  findProfile,
  GenerationError,
  providerOf,
  shippedProfile,
  type Generator,
  type GenerationRequest,
} from '../../../../libs/generator/index.js';
import type { Evaluator } from '../../../../libs/evaluator/index.js';
import type { Sources } from '../../../../libs/sources/index.js';
import type { WaysOut } from '../common/core.js';
import type { KeyVault } from '../provider-keys/key-vault.service.js';
import type { Models } from './resolve-models.js';

interface Parts {
  config: Config;
  evaluator: Evaluator;
  models: Models;
  sources: Sources;
  vault: KeyVault;
  ways: WaysOut;
}

/** One generator for the worker: each request goes to the one of its model, with the operator's key or the organization's own. */
export function createGenerator({ config, evaluator, models, sources, vault, ways }: Parts): Generator {
  const generators = new Map<string, Generator>([
    ['packager', createPackagerGenerator({ sources, evaluator })],
  ]);
  for (const profile of models.profiles) {
    const apiKey = profile.keySetting === null ? null : config.model.apiKeys[profile.keySetting]!;
    const model = createLanguageModel(profile, { apiKey, fetch: ways.open });
    generators.set(profile.name, createModelGenerator({ model, profile, sources, evaluator }));
  }

  /** With the organization's own key: nothing else may make it, whatever becomes of that key. */
  async function ownGenerator({ organizationId, model }: GenerationRequest, provider: string) {
    const first = await vault.open(organizationId, provider);
    const isCustom = provider === customProvider;
    const profile = isCustom
      ? customProfile(first)
      : (findProfile(models.profiles, model) ?? shippedProfile(model));
    if (!profile || (!isCustom && providerOf(profile) !== provider)) throw noModel(model);
    const key = async () => {
      const now = await vault.open(organizationId, provider);
      // Another server was set up meanwhile: its key is not for this one.
      if (now.baseUrl === first.baseUrl) return now;
      throw new GenerationError(
        'own_key_missing',
        "Your organization's own server was changed while this was made. Ask again in a minute.",
      );
    };
    const fetch = isCustom ? ways.guarded.fetch : ways.open;
    return createOwnKeyGenerator({ profile, provider, sources, evaluator, key, fetch });
  }

  return {
    async run(request, recorder) {
      const { model, ownProvider } = request;
      if (ownProvider) {
        // Nothing is reserved for it: the cap protects the organization's own account.
        const capped = { ...request, capMicros: config.model.generationCapMicros };
        return (await ownGenerator(request, ownProvider)).run(capped, recorder);
      }
      const generator = generators.get(model);
      // Claimed before a restart that took the profile away.
      if (!generator) throw noModel(model);
      return generator.run(request, recorder);
    },
  };
}

function noModel(name: string): GenerationError {
  return new GenerationError(
    'no_model',
    `The model "${name}" is not configured on this server any more. Ask for the next revision, or name another model.`,
  );
}
