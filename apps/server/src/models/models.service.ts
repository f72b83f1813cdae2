import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../../../libs/config/index.js';
import type { ModelView } from '../../../../libs/contracts/index.js';
import { findProfile, type ModelProfile } from '../../../../libs/generator/index.js';
import { ApiError } from '../common/api-error.js';
import { CONFIG, MODELS } from '../common/core.module.js';
import type { Models } from './resolve-models.js';

export type { Models } from './resolve-models.js';

/** The models that a caller may name. */
@Injectable()
export class ModelsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(MODELS) private readonly models: Models,
  ) {}

  /**
   * Which profile makes it: the one asked for, or the default of this moment.
   * @throws ApiError invalid_request for a model that this server does not have
   */
  resolve(requestedModel: string): string {
    if (requestedModel === '') return this.models.defaultName;
    if (requestedModel === packagerView.name || findProfile(this.models.profiles, requestedModel))
      return requestedModel;
    const names = [...this.models.profiles.map(({ name }) => name), packagerView.name].join(', ');
    throw new ApiError(
      'invalid_request',
      `This server has no model "${requestedModel}". It has: ${names}. Leave the model out for the default.`,
    );
  }

  /** What a generation by this model is to reserve, in micro-dollars; nothing for one that nobody bills. */
  reserveMicros(name: string): number {
    const profile = findProfile(this.models.profiles, name);
    const isFree =
      !profile || (profile.price !== null && Object.values(profile.price).every((price) => price === 0));
    return isFree ? 0 : this.config.model.generationCapMicros;
  }

  list(): ModelView[] {
    const { defaultName, profiles } = this.models;
    return [...profiles.map((profile) => viewOf(profile)), packagerView].map((view) => ({
      ...view,
      default: view.name === defaultName,
    }));
  }
}

const packagerView: Omit<ModelView, 'default'> = {
  name: 'packager',
  model: null,
  provider: null,
  dialect: null,
  price: { inputMicros: 0, cachedInputMicros: 0, outputMicros: 0 },
  contextTokens: null,
  experimental: false,
  shutdownDate: null,
  note: 'Built in, without a model: the prompt holds the URL of a source archive.',
};

function viewOf(profile: ModelProfile): Omit<ModelView, 'default'> {
  const { price } = profile;
  return {
    name: profile.name,
    model: profile.model,
    provider: new URL(profile.baseURL).host,
    dialect: profile.dialect,
    price: price && {
      inputMicros: price.input,
      cachedInputMicros: price.cachedInput,
      outputMicros: price.output,
    },
    contextTokens: profile.contextTokens,
    experimental: profile.experimental,
    shutdownDate: profile.shutdownDate ?? null,
    note: profile.note,
  };
}
