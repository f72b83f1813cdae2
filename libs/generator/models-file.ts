import { z } from 'zod';
import { type ModelProfile, modelProfileSchema } from './model-profile.js';
import { isOwnMachine } from './own-machine.js';
import { shippedProfiles } from './profiles.js';

/** An operator's file of models that cannot be used; the message lists every mistake, one a line. */
export class ModelsFileError extends Error {
  constructor(readonly mistakes: string[]) {
    super(mistakes.join('\n'));
    this.name = 'ModelsFileError';
  }
}

const fileSchema = z.strictObject({ models: z.array(z.record(z.string(), z.unknown())).max(100) });

/**
 * Reads a models file: `{ "models": [ { "name": "big", "extends": "openai", "model": "gpt-6.1-sol", "price": { … } } ] }`.
 * A profile is complete, or `extends` a shipped one and says what differs; one of a shipped name takes its place.
 *
 * @returns the shipped profiles with those of the file, by name
 * @throws ModelsFileError
 */
export function parseModelsFile(text: string): ModelProfile[] {
  const file = fileSchema.safeParse(parseJson(text));
  if (!file.success) throw new ModelsFileError(file.error.issues.map((issue) => told(issue, 'the file')));
  const mistakes: string[] = [];
  const own = new Map<string, ModelProfile>();
  for (const [index, { extends: base, ...entry }] of file.data.models.entries()) {
    const label = typeof entry['name'] === 'string' ? `model "${entry['name']}"` : `models[${index}]`;
    const ground = shippedProfiles.find(({ name }) => name === base);
    if (base !== undefined && !ground) {
      mistakes.push(`${label}: extends must be one of ${shippedProfiles.map(({ name }) => name).join(', ')}`);
      continue;
    }
    const profile = modelProfileSchema.safeParse({ ...inherited(ground, entry), ...entry });
    if (!profile.success) {
      mistakes.push(...profile.error.issues.map((issue) => told(issue, label)));
    } else if (own.has(profile.data.name)) {
      mistakes.push(`${label}: the name is given twice`);
    } else {
      mistakes.push(...misuse(profile.data, label));
      own.set(profile.data.name, profile.data);
    }
  }
  if (mistakes.length > 0) throw new ModelsFileError(mistakes);
  return [...shippedProfiles.filter(({ name }) => !own.has(name)), ...own.values()];
}

/** The profile of that name, or undefined. */
export function findProfile(profiles: readonly ModelProfile[], name: string): ModelProfile | undefined {
  return profiles.find((profile) => profile.name === name);
}

/** What a shipped profile lends: a price and a shut-down belong to their model, and a key to its provider. */
function inherited(ground: ModelProfile | undefined, entry: Record<string, unknown>): Partial<ModelProfile> {
  if (!ground) return {};
  // A server of one's own bills nothing, whichever model it runs. One elsewhere, or with a key, has a price to be told.
  if (ground.keySetting === null) {
    const stays = !entry['keySetting'] && (typeof entry['baseURL'] !== 'string' || isFree(entry['baseURL']));
    const { price: free, ...elsewhere } = ground;
    return stays ? { ...elsewhere, price: free } : elsewhere;
  }
  const { price, shutdownDate, keySetting, note: _, ...rest } = ground;
  const sameModel = entry['model'] === undefined || entry['model'] === ground.model;
  const sameProvider = entry['baseURL'] === undefined || entry['baseURL'] === ground.baseURL;
  return {
    ...rest,
    ...(sameProvider && { keySetting }),
    ...(sameModel && sameProvider && { price, ...(shutdownDate !== undefined && { shutdownDate }) }),
  };
}

/** What is no URL is refused as one elsewhere. */
function isFree(baseURL: string): boolean {
  return !URL.canParse(baseURL) || isOwnMachine(baseURL);
}

/** A provider's key is sent to that provider and nowhere else, whatever a file says. */
function misuse({ keySetting, baseURL }: ModelProfile, label: string): string[] {
  const owner = shippedProfiles.find((shipped) => keySetting !== null && shipped.keySetting === keySetting);
  if (!owner || new URL(owner.baseURL).origin === new URL(baseURL).origin) return [];
  return [
    `${label}: keySetting: ${keySetting} is the key for ${new URL(owner.baseURL).origin} and is not sent to ${new URL(baseURL).origin}; name another setting`,
  ];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelsFileError([`the file is not JSON: ${(error as Error).message}`]);
  }
}

function told({ path, message }: z.core.$ZodIssue, label: string): string {
  return path.length > 0 ? `${label}: ${path.join('.')}: ${message}` : `${label}: ${message}`;
}
