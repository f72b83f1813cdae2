import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseUnavailable, type Database } from '../../../../libs/database/index.js';
import { GenerationError, type OwnKey } from '../../../../libs/generator/index.js';
import type { Keys } from '../common/keys.js';
import { findKeys, isCurrentSecret, type StoredKey } from './provider-keys.store.js';
import { SealError, unseal } from './seal.js';

/** For how long a database that is away is waited for: the work that needs the key is paid for. */
const patienceMs = 60_000;

/** The one place where keys are opened, for the generator of their organization alone. */
export interface KeyVault {
  /** @throws GenerationError own_key_missing when there is none, or it cannot be opened */
  open: (organizationId: string, provider: string) => Promise<OwnKey>;
}

export function createKeyVault({ pool }: Pick<Database, 'pool'>, keys: Keys): KeyVault {
  return {
    async open(organizationId, provider) {
      const row = (await patiently(() => findKeys(pool, organizationId))).find(
        (stored) => stored.provider === provider,
      );
      if (!row) throw missing(provider, 'was taken away');
      try {
        return { apiKey: unseal(keys, row, row), ...serverOf(row) };
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
        // In the middle of a rotation: the processes that were started since can open it.
        if (!(await patiently(() => isCurrentSecret(pool, keys.check())))) throw rotating();
        throw missing(provider, "cannot be opened with the server's master secret any more");
      }
    },
  };
}

const serverOf = ({ baseUrl, model, dialect }: StoredKey) => ({ baseUrl, model, dialect });

function missing(provider: string, what: string): GenerationError {
  return new GenerationError(
    'own_key_missing',
    `This was asked with your organization's own key for ${provider}, which ${what}. An owner or an admin must store it again (PUT /v1/provider-keys/${provider}), or ask for the next revision without it; the server's key is not used in its place.`,
  );
}

function rotating(): GenerationError {
  return new GenerationError(
    'provider_unavailable',
    "The server's master secret was changed, and this process still has the one before. Ask again in a minute.",
  );
}

async function patiently<T>(query: () => Promise<T>): Promise<T> {
  for (const end = performance.now() + patienceMs; ;) {
    try {
      return await query();
    } catch (error) {
      if (!isDatabaseUnavailable(error) || performance.now() > end) throw error;
      await sleep(500);
    }
  }
}
