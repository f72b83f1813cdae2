import { ConfigError, type Config } from '../../../../libs/config/index.js';
import {
  findProfile,
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

const packager = 'packager';

/**
 * Which profiles may be used: those whose provider's key is set, those that the operator wrote into AI_DRV_MODELS_FILE,
 * and the default. A shipped profile of a server on one's own machine is used only when it is named: callers must not
 * make us knock at its port.
 * @throws ConfigError naming every mistake
 */
export function resolveModels({ model }: Config): Models {
  const all = readProfiles(model.profiles);
  const written = model.profiles === null ? [] : all.filter((profile) => !shippedProfiles.includes(profile));
  const defaultProfile = resolveDefault(model, all);
  const usable = all.filter(
    (profile) =>
      written.includes(profile) ||
      (profile.keySetting !== null && model.apiKeys[profile.keySetting] !== undefined),
  );
  const profiles = defaultProfile
    ? [defaultProfile, ...usable.filter(({ name }) => name !== defaultProfile.name)]
    : usable;
  const mistakes = profiles
    .filter(({ keySetting }) => keySetting !== null && model.apiKeys[keySetting] === undefined)
    .map(({ name, keySetting }) => `${keySetting} is required by the model "${name}"`);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return { defaultName: defaultProfile?.name ?? packager, profiles };
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

/** null: the packager. */
function resolveDefault(model: Config['model'], all: readonly ModelProfile[]): ModelProfile | null {
  if (model.name === packager) return null;
  if (model.name === null) {
    if (model.openaiBaseUrl !== null) {
      throw new ConfigError([
        'OPENAI_BASE_URL says where to ask, and AI_DRV_MODEL is missing: set it to a model id of that server',
      ]);
    }
    return model.apiKeys['OPENAI_API_KEY'] === undefined ? null : findProfile(all, 'openai')!;
  }
  const profile = findProfile(all, model.name);
  if (profile && model.openaiBaseUrl === null && model.dialect === null) return profile;
  return ownModel(model.name, model);
}

/** A provider's own model id, at OPENAI_BASE_URL. Its price is not known, unless the server is one's own (price.ts). */
function ownModel(id: string, { openaiBaseUrl, dialect, apiKeys }: Config['model']): ModelProfile {
  const openai = findProfile(shippedProfiles, 'openai')!;
  const baseURL = openaiBaseUrl ?? openai.baseURL;
  const atOpenai = new URL(baseURL).origin === new URL(openai.baseURL).origin;
  const atHome = /^(localhost|127\.|\[::1\])/.test(new URL(baseURL).hostname);
  const common = { name: id.toLowerCase().replaceAll(/[^a-z0-9._-]/g, '-'), model: id, baseURL };
  if (atOpenai) {
    const { note: _, shutdownDate: __, ...rest } = openai;
    return {
      ...rest,
      ...common,
      dialect: dialect ?? 'responses',
      price: id === openai.model ? openai.price : null,
      note: '',
    };
  }
  const keySetting = apiKeys['OPENAI_API_KEY'] === undefined ? null : 'OPENAI_API_KEY';
  const ground = findProfile(shippedProfiles, 'ollama')!;
  return {
    ...ground,
    ...common,
    dialect: dialect ?? 'chat',
    keySetting,
    price: atHome ? ground.price : null,
    note: '',
  };
}
