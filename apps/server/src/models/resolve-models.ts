import { ConfigError, type Config } from '../../../../libs/config/index.js';
import {
  findProfile,
  isOwnMachine,
  modelProfileSchema,
  ModelsFileError,
  parseModelsFile,
  shippedProfiles,
  type ModelProfile,
} from '../../../../libs/generator/index.js';

/** The models of this server: what callers may name, and what answers when they name none. */
export interface Models {
  /** The name of a profile, or `packager`. */
  defaultName: string;
  /** Without the packager, which is always there. */
  profiles: ModelProfile[];
}

type ModelConfig = Config['model'];

const packager = 'packager';
const openai = findProfile(shippedProfiles, 'openai')!;
const openaiKey = 'OPENAI_API_KEY';

/** What is wrong with the settings of models, a sentence each; for loadConfig, which names all mistakes at once. */
export function modelMistakes(model: ModelConfig): string[] {
  try {
    resolveModels(model);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
}

/**
 * Which profiles may be used: those whose provider's key is set, those that the operator wrote into AI_DRV_MODELS_FILE,
 * and the default. A shipped profile of a server on one's own machine is used only when it is named: callers must not
 * make us knock at its port.
 * @throws ConfigError naming every mistake
 */
export function resolveModels(model: ModelConfig): Models {
  const all = readProfiles(model.profiles).filter((profile) => keyBelongsTo(profile, model));
  const written = model.profiles === null ? [] : all.filter((profile) => !shippedProfiles.includes(profile));
  const standard = resolveDefault(model, all);
  const usable = all.filter((profile) => written.includes(profile) || hasKey(profile, model));
  const others = usable.filter(({ name }) => name !== standard?.name);
  const profiles = standard ? [standard, ...others] : others;
  const mistakes = profiles.flatMap((profile) => keyMistakes(profile, model));
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return { defaultName: standard?.name ?? packager, profiles };
}

function readProfiles(text: string | null): readonly ModelProfile[] {
  if (text === null) return shippedProfiles;
  try {
    return parseModelsFile(text);
  } catch (error) {
    if (!(error instanceof ModelsFileError)) throw error;
    throw new ConfigError(error.mistakes.map((mistake) => `AI_DRV_MODELS_FILE: ${mistake}`));
  }
}

/** With OPENAI_BASE_URL set, OPENAI_API_KEY is that server's: it goes there and to no other address. */
function keyBelongsTo({ keySetting, baseURL }: ModelProfile, { openaiBaseUrl }: ModelConfig): boolean {
  if (keySetting !== openaiKey || openaiBaseUrl === null) return true;
  return new URL(baseURL).origin === new URL(openaiBaseUrl).origin;
}

const hasKey = ({ keySetting }: ModelProfile, { apiKeys }: ModelConfig): boolean =>
  keySetting !== null && apiKeys[keySetting] !== undefined;

function keyMistakes({ name, keySetting }: ModelProfile, { apiKeys }: ModelConfig): string[] {
  if (keySetting === null) return [];
  const key = apiKeys[keySetting];
  if (key === undefined)
    return [`${keySetting} (or a readable ${keySetting}_FILE) is required by the model "${name}"`];
  return /^[!-~]+$/.test(key)
    ? []
    : [`${keySetting} is not a key: it has blanks, line ends or letters that no key has`];
}

/** null: the packager. */
function resolveDefault(model: ModelConfig, all: readonly ModelProfile[]): ModelProfile | null {
  const { name, openaiBaseUrl, dialect } = model;
  const elsewhere = [openaiBaseUrl !== null && 'OPENAI_BASE_URL', dialect !== null && 'AI_DRV_DIALECT']
    .filter(Boolean)
    .join(' and ');
  if (name === null || name === packager) {
    if (elsewhere)
      throw new ConfigError([`${elsewhere} has no effect: set AI_DRV_MODEL to a model id of that server`]);
    return name === null && model.apiKeys[openaiKey] !== undefined ? findProfile(all, 'openai')! : null;
  }
  const profile = findProfile(all, name);
  if (!profile) return ownModel(name, model, all);
  if (!elsewhere) return profile;
  throw new ConfigError([
    `AI_DRV_MODEL names the profile "${name}", which has its own address: take ${elsewhere} away, or set AI_DRV_MODEL to a model id of that server`,
  ]);
}

/** A provider's own model id, at OPENAI_BASE_URL or at OpenAI. Its price is not known, unless the server is one's own. */
function ownModel(
  id: string,
  { openaiBaseUrl, dialect, apiKeys }: ModelConfig,
  all: readonly ModelProfile[],
): ModelProfile {
  const baseURL = openaiBaseUrl ?? openai.baseURL;
  const atOpenai = new URL(baseURL).origin === new URL(openai.baseURL).origin;
  if (atOpenai && apiKeys[openaiKey] === undefined) {
    const names = [...all.map(({ name }) => name), packager].join(', ');
    throw new ConfigError([
      `AI_DRV_MODEL "${id}" is no profile (${names}), and as a model id of OpenAI it needs OPENAI_API_KEY`,
    ]);
  }
  const name = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 64);
  const {
    note: _,
    shutdownDate: __,
    ...ground
  } = atOpenai ? openai : findProfile(shippedProfiles, 'ollama')!;
  const own = {
    ...ground,
    name,
    model: id,
    baseURL,
    dialect: dialect ?? (atOpenai ? 'responses' : 'chat'),
    keySetting: apiKeys[openaiKey] === undefined ? null : openaiKey,
    price: priceOfOwn(id, baseURL, atOpenai),
  };
  const result = modelProfileSchema.safeParse(own);
  if (result.success && !findProfile(all, name)) return result.data;
  throw new ConfigError([
    `AI_DRV_MODEL "${id}" would be the model "${name}", a name that is taken or none: write it into AI_DRV_MODELS_FILE under another name`,
  ]);
}

function priceOfOwn(id: string, baseURL: string, atOpenai: boolean): ModelProfile['price'] {
  if (atOpenai) return id === openai.model ? openai.price : null;
  return isOwnMachine(baseURL) ? { input: 0, cachedInput: 0, output: 0 } : null;
}
