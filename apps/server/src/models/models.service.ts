import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../../../libs/config/index.js';
import type { ModelView } from '../../../../libs/contracts/index.js';
import {
  customProfile,
  customProvider,
  findProfile,
  providerOf,
  shippedProfile,
  type ModelProfile,
} from '../../../../libs/generator/index.js';
import { ApiError } from '../common/api-error.js';
import { CONFIG, MODELS } from '../common/core.module.js';
import { ProviderKeysService } from '../provider-keys/provider-keys.service.js';
import type { Models } from './resolve-models.js';

/** Who makes a generation, and who pays its model: the operator, or an organization with its own key for this provider. */
export interface Choice {
  model: string;
  ownProvider: string | null;
}

export type { Models } from './resolve-models.js';

/** The models that a caller may name. */
@Injectable()
export class ModelsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(MODELS) private readonly models: Models,
    private readonly providerKeys: ProviderKeysService,
  ) {}

  /**
   * Who makes it: the profile asked for, or the default of this moment. Where the organization has a key of its own for
   * the profile's provider, readable or not, it is made with that and with no other.
   * @throws ApiError invalid_request for a model that this server does not have
   */
  async choose(organizationId: string, requestedModel: string): Promise<Choice> {
    const name = requestedModel === '' ? this.models.defaultName : requestedModel;
    const stored = await this.providerKeys.stored(organizationId);
    const provider = this.ownProviders(name).find((one) => stored.some((key) => key.provider === one));
    if (provider !== undefined) return { model: name, ownProvider: provider };
    if (name === customProvider)
      throw new ApiError(
        'invalid_request',
        'Your organization has no server of its own. Store its address and key first: PUT /v1/provider-keys/custom.',
      );
    return { model: this.resolve(requestedModel), ownProvider: null };
  }

  /** Whose keys an organization may have that make this model. */
  private ownProviders(name: string): string[] {
    if (name === customProvider) return [customProvider];
    const profile = findProfile(this.models.profiles, name) ?? shippedProfile(name);
    const provider = profile && providerOf(profile);
    return provider ? [provider] : [];
  }

  private resolve(requestedModel: string): string {
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

  /** What an organization may name: the server's models, and those that its own keys open. */
  async list(organizationId: string): Promise<ModelView[]> {
    const { defaultName, profiles } = this.models;
    const stored = await this.providerKeys.stored(organizationId);
    const further = stored.flatMap((key) => {
      if (key.provider === customProvider) return [customProfile(key)];
      const shipped = shippedProfile(key.provider);
      return shipped && !findProfile(profiles, shipped.name) ? [shipped] : [];
    });
    const isOwn = (profile: ModelProfile) =>
      further.includes(profile) || stored.some(({ provider }) => provider === providerOf(profile));
    return [
      ...[...profiles, ...further].map((profile) => ({ ...viewOf(profile), ownKey: isOwn(profile) })),
      { ...packagerView, ownKey: false },
    ].map((view) => ({ ...view, default: view.name === defaultName }));
  }
}

const packagerView: Omit<ModelView, 'default' | 'ownKey'> = {
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

function viewOf(profile: ModelProfile): Omit<ModelView, 'default' | 'ownKey'> {
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
