import { Inject, Injectable } from '@nestjs/common';
import {
  keyProviders,
  type KeyProvider,
  type Page,
  type ProviderKeyView,
  type StoreProviderKey,
} from '../../../../libs/contracts/index.js';
import type { Database } from '../../../../libs/database/index.js';
import {
  customProfile,
  customProvider,
  findProfile,
  providerOf,
  shippedProfile,
  trialFailure,
  tryKey,
  type ModelProfile,
} from '../../../../libs/generator/index.js';
import { ApiError } from '../common/api-error.js';
import { DATABASE, MODELS, WAYS_OUT } from '../common/core.module.js';
import type { Core, WaysOut } from '../common/core.js';
import type { Caller } from '../common/http.js';
import { Keys } from '../common/keys.js';
import { findKeys, removeKey, storeKey, type StoredKey } from './provider-keys.store.js';
import { keyIdOf, seal } from './seal.js';

type Server = Pick<StoredKey, 'baseUrl' | 'model' | 'dialect'>;

/** An organization's own keys of model providers: stored sealed once they were tried, and never shown. */
@Injectable()
export class ProviderKeysService {
  private readonly trying = new Set<string>();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(MODELS) private readonly models: Core['models'],
    @Inject(WAYS_OUT) private readonly ways: WaysOut,
    private readonly keys: Keys,
  ) {}

  /** For which providers an organization has a key, readable or not. */
  async stored(organizationId: string): Promise<StoredKey[]> {
    return findKeys(this.database.pool, organizationId);
  }

  async list(caller: Caller): Promise<Page<ProviderKeyView>> {
    requireRole(caller);
    const rows = await this.stored(caller.organizationId);
    return { items: rows.map((row) => this.viewOf(row)), nextCursor: null };
  }

  async show(caller: Caller, provider: string): Promise<ProviderKeyView> {
    const { items } = await this.list(caller);
    const found = items.find((item) => item.provider === provider);
    if (!found) throw new ApiError('not_found');
    return found;
  }

  /** @throws ApiError provider_key_refused when the provider does not take it, provider_away; neither stores anything */
  async store(caller: Caller, name: string, body: StoreProviderKey): Promise<ProviderKeyView> {
    requireRole(caller);
    const provider = requireProvider(name);
    const server = this.serverOf(provider, body);
    await this.oneAtATime(caller, () => this.tryOut(provider, server, body.key));
    const boundTo = { organizationId: caller.organizationId, provider, baseUrl: server.baseUrl };
    const last4 = body.key.slice(-4);
    const sealed = seal(this.keys, body.key, boundTo);
    const { pool } = this.database;
    const row = await storeKey(pool, caller, { provider, last4, ...server, ...sealed }, this.keys.check());
    if (!row) throw new ApiError('secret_rotating', undefined, { headers: { 'retry-after': '10' } });
    return this.viewOf(row);
  }

  async remove(caller: Caller, name: string): Promise<void> {
    requireRole(caller);
    if (!(await removeKey(this.database.pool, caller, requireProvider(name))))
      throw new ApiError('not_found');
  }

  private serverOf(provider: KeyProvider, { baseUrl, model, dialect }: StoreProviderKey): Server {
    if (provider !== customProvider) {
      if (baseUrl === undefined && model === undefined && dialect === undefined)
        return { baseUrl: null, model: null, dialect: null };
      throw new ApiError(
        'invalid_request',
        `baseUrl, model and dialect are for a server of your own (PUT /v1/provider-keys/custom); a key of ${provider} goes to its provider.`,
      );
    }
    if (baseUrl === undefined || model === undefined)
      throw new ApiError('invalid_request', 'A server of your own needs its baseUrl and a model.');
    const mistake = this.ways.guarded.mistakeOf(baseUrl);
    if (mistake !== null) throw new ApiError('invalid_request', `The base URL ${mistake}.`);
    return { baseUrl: new URL(baseUrl).href.replace(/\/+$/, ''), model, dialect: dialect ?? 'chat' };
  }

  /** A trial lasts as long as a tenant's server likes: an organization has one in hand at most. */
  private async oneAtATime({ organizationId }: Caller, trial: () => Promise<void>): Promise<void> {
    if (this.trying.has(organizationId))
      throw new ApiError(
        'too_many_attempts',
        'Another key of this organization is being tried right now. Try again when that is done.',
        { headers: { 'retry-after': '5' } },
      );
    this.trying.add(organizationId);
    try {
      await trial();
    } finally {
      this.trying.delete(organizationId);
    }
  }

  private async tryOut(provider: KeyProvider, server: Server, apiKey: string): Promise<void> {
    const profile = profileFor(this.models, provider, server)!;
    const fetch = provider === customProvider ? this.ways.guarded.fetch : this.ways.open;
    try {
      await tryKey(profile, { apiKey }, fetch);
    } catch (error) {
      const failure = trialFailure(error);
      if (!failure) throw error;
      const what = provider === customProvider ? 'Your server' : `The provider ${provider}`;
      throw failure.passing
        ? new ApiError(
            'provider_away',
            `${what} ${failure.clause}, so the key could not be tried. Nothing was stored; try again in a minute.`,
            { headers: { 'retry-after': '30' } },
          )
        : new ApiError(
            'provider_key_refused',
            `${what} ${failure.clause}. Nothing was stored: check the key${provider === customProvider ? ', the base URL and the model' : ''}.`,
          );
    }
  }

  private viewOf(row: StoredKey): ProviderKeyView {
    const { last4, baseUrl, model, dialect } = row;
    return {
      provider: row.provider as KeyProvider,
      last4,
      baseUrl,
      model,
      dialect,
      readable: row.keyId === keyIdOf(this.keys),
      createdAt: row.createdAt.toISOString(),
    };
  }
}

/** The model that a key is tried with: the server's own profile of the provider where it has one, which may be another model's. */
function profileFor(models: Core['models'], provider: KeyProvider, server: Server): ModelProfile | undefined {
  if (provider === customProvider) return customProfile(server);
  const own = findProfile(models.profiles, provider);
  return own && providerOf(own) === provider ? own : shippedProfile(provider);
}

function requireRole({ role }: Caller): void {
  if (role === 'member')
    throw new ApiError(
      'role_missing',
      'Only an owner or an admin of the organization may see or change its keys.',
    );
}

/** What is no provider has no key. */
function requireProvider(name: string): KeyProvider {
  const provider = keyProviders.find((one) => one === name);
  if (!provider) throw new ApiError('not_found', `There are keys for: ${keyProviders.join(', ')}.`);
  return provider;
}
