import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { effectiveSettings, type EffectiveSetting } from './effective.js';
import { peopleConfig, type PeopleConfig } from './people.js';
import { settings, type Setting, type SettingName } from './settings.js';

/** Everything the environment decides, read once at the start and never changed. */
export interface Config extends PeopleConfig {
  port: number;
  host: string;
  /** Without a trailing slash. */
  publicUrl: string;
  /** null: the embedded PostgreSQL. */
  databaseUrl: string | null;
  /** Absolute. */
  dataDirectory: string;
  /** null: made once and kept in the data directory. */
  secret: string | null;
  /** What the secret was before it was changed on purpose. */
  secretPrevious: string | null;
  roles: { api: boolean; worker: boolean };
  allowPrivateSources: boolean;
  sharing: 'organization' | 'instance';
  model: {
    /** AI_DRV_MODEL: a profile or a provider's model id; null: the default. */
    name: string | null;
    openaiBaseUrl: string | null;
    dialect: 'responses' | 'chat' | null;
    /** Contents of AI_DRV_MODELS_FILE. */
    profiles: string | null;
    /** Keys of providers, by the name of their setting: OPENAI_API_KEY, GEMINI_API_KEY, whatever a profile names. */
    apiKeys: Record<string, string>;
    generationCapMicros: number;
  };
  evaluator: {
    /** A folder, absolute; null: stubs only. */
    nixpkgs: string | null;
    /** 0: no evaluations. */
    atOnce: number;
  };
  admin: { email: string; password: string | null };
  monthlyBudgetMicros: number;
  /** Of all organizations together. */
  instanceMonthlyCapMicros: number;
  limits: Limits;
  logLevel: string;
  /** What is set, and by what: for people. Without the values of secrets. */
  settings: EffectiveSetting[];
  /** PATH: where Nix is looked for, and a PostgreSQL when the bundled one does not run. */
  searchPath: string;
}

/** What each organization, token and address may do, where an administrator has not said otherwise. */
export interface Limits {
  generationsPerMinute: number;
  generationsPerDay: number;
  generationsAtOnce: number;
  /** A minute, in each process. */
  requestsPerToken: number;
  requestsPerAddress: number;
}

/** Every mistake of the environment at once, one line each. */
export class ConfigError extends Error {
  constructor(readonly mistakes: string[]) {
    super(`The configuration has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:`);
    this.name = 'ConfigError';
  }
}

type Environment = Record<string, string | undefined>;

// Set by users of the Nix library in the same shell; they mean nothing to the server.
const libraryVariables = new Set(['AI_DRV_SERVER', 'AI_DRV_TOKEN']);

/**
 * Reads the settings of an environment.
 * @param check what else is wrong with the models, which only their profiles can tell
 * @throws ConfigError naming every mistake: a bad value, an unknown AI_DRV_* name, a file that cannot be read
 */
export function loadConfig(
  environment: Environment = process.env,
  check: (model: Config['model']) => string[] = () => [],
): Config {
  const mistakes: string[] = [...unknownNames(environment)];
  const values = Object.fromEntries(
    Object.entries<Setting>(settings).map(([name, setting]) => [
      name,
      readSetting(environment, name, setting, mistakes),
    ]),
  ) as Record<SettingName, unknown>;

  const databaseUrl = (values.DATABASE_URL ?? null) as string | null;
  if (
    databaseUrl &&
    values.AI_DRV_SECRET === undefined &&
    !mistakes.some((mistake) => /^AI_DRV_SECRET(_FILE)? /.test(mistake))
  ) {
    mistakes.push('AI_DRV_SECRET is required with DATABASE_URL; make one with: openssl rand -base64 32');
  }
  const apiKeys = readApiKeys(environment, values);
  const profiles = readFile(values.AI_DRV_MODELS_FILE as string | undefined, 'AI_DRV_MODELS_FILE', mistakes);
  const model = { ...modelOf(values), profiles, apiKeys };
  const basics = build(values);
  const people = peopleConfig(values, basics, mistakes);
  mistakes.push(...check(model));
  if (mistakes.length > 0) throw new ConfigError(mistakes);

  return Object.freeze({
    ...basics,
    ...people,
    model,
    settings: effectiveSettings(environment, Object.keys(apiKeys)),
    searchPath: environment.PATH ?? '',
  });
}

type Values = Record<SettingName, unknown>;

/** A value as it was read, or the setting's default; `null` for one whose default is "nothing" or depends on others. */
function pick<T>(values: Values, name: SettingName, fallback: T): T {
  return (values[name] ?? fallback) as T;
}

const numberOf = (values: Values, name: SettingName): number =>
  pick(values, name, Number(settings[name].default));
const textOf = (values: Values, name: SettingName): string => pick(values, name, settings[name].default);
const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

function build(values: Values): Omit<Config, 'model' | 'settings' | 'searchPath' | keyof PeopleConfig> {
  const port = numberOf(values, 'PORT');
  const roles = pick(values, 'AI_DRV_ROLES', ['api', 'worker']);
  return {
    port,
    host: textOf(values, 'HOST'),
    publicUrl: withoutSlash(pick(values, 'PUBLIC_URL', `http://localhost:${port}`)),
    databaseUrl: pick(values, 'DATABASE_URL', null),
    dataDirectory: resolve(textOf(values, 'AI_DRV_DATA_DIR')),
    secret: pick(values, 'AI_DRV_SECRET', null),
    secretPrevious: pick(values, 'AI_DRV_SECRET_PREVIOUS', null),
    roles: { api: roles.includes('api'), worker: roles.includes('worker') },
    allowPrivateSources: pick(values, 'AI_DRV_ALLOW_PRIVATE_SOURCES', false),
    sharing: textOf(values, 'AI_DRV_SHARING') as Config['sharing'],
    evaluator: {
      nixpkgs: pick(values, 'AI_DRV_NIXPKGS', null),
      atOnce: numberOf(values, 'AI_DRV_EVALUATIONS'),
    },
    admin: {
      email: textOf(values, 'AI_DRV_ADMIN_EMAIL'),
      password: pick(values, 'AI_DRV_ADMIN_PASSWORD', null),
    },
    monthlyBudgetMicros: numberOf(values, 'AI_DRV_LIMIT_MONTHLY_MICROS'),
    instanceMonthlyCapMicros: numberOf(values, 'AI_DRV_MONTHLY_CAP_MICROS'),
    limits: limitsOf(values),
    logLevel: textOf(values, 'LOG_LEVEL'),
  };
}

function limitsOf(values: Values): Limits {
  return {
    generationsPerMinute: numberOf(values, 'AI_DRV_LIMIT_GENERATIONS_PER_MINUTE'),
    generationsPerDay: numberOf(values, 'AI_DRV_LIMIT_GENERATIONS_PER_DAY'),
    generationsAtOnce: numberOf(values, 'AI_DRV_LIMIT_GENERATIONS_AT_ONCE'),
    requestsPerToken: numberOf(values, 'AI_DRV_LIMIT_REQUESTS_PER_TOKEN'),
    requestsPerAddress: numberOf(values, 'AI_DRV_LIMIT_REQUESTS_PER_ADDRESS'),
  };
}

function modelOf(values: Values): Omit<Config['model'], 'profiles' | 'apiKeys'> {
  const openaiBaseUrl = pick<string | null>(values, 'OPENAI_BASE_URL', null);
  return {
    name: pick(values, 'AI_DRV_MODEL', null),
    openaiBaseUrl: openaiBaseUrl && withoutSlash(openaiBaseUrl),
    dialect: pick(values, 'AI_DRV_DIALECT', null),
    generationCapMicros: numberOf(values, 'AI_DRV_GENERATION_CAP_MICROS'),
  };
}

function readSetting(environment: Environment, name: string, setting: Setting, mistakes: string[]): unknown {
  const text = readText(environment, name, setting, mistakes);
  // Compose files pass unset variables on as empty ones.
  if (text === undefined || text === '') return undefined;
  const result = setting.schema.safeParse(text);
  if (result.success) return result.data;
  mistakes.push(
    `${name} ${result.error.issues[0]?.message ?? 'is wrong'}${setting.secret ? '' : `, not "${text}"`}`,
  );
  return undefined;
}

function readText(
  environment: Environment,
  name: string,
  setting: Pick<Setting, 'secret'>,
  mistakes: string[],
): string | undefined {
  const file = setting.secret ? environment[`${name}_FILE`] : undefined;
  if (!file) return environment[name];
  if (environment[name]) {
    mistakes.push(`${name} and ${name}_FILE are both set; keep one`);
    return undefined;
  }
  const text = readFile(file, `${name}_FILE`, mistakes)?.trim() ?? undefined;
  if (text === '') mistakes.push(`${name}_FILE names an empty file: ${file}`);
  return text;
}

function readFile(path: string | undefined, name: string, mistakes: string[]): string | null {
  if (!path) return null;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    mistakes.push(`${name} cannot be read: ${(error as Error).message}`);
    return null;
  }
}

/**
 * Every NAME_API_KEY (or its _FILE): which of them mean something, the model profiles say. Those that are settings were
 * read with them; of the others, which may be meant for other programs, nothing is a mistake.
 */
function readApiKeys(environment: Environment, values: Record<string, unknown>): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const variable of Object.keys(environment)) {
    const name = /^([A-Z][A-Z0-9_]*_API_KEY)(_FILE)?$/.exec(variable)?.[1];
    if (!name) continue;
    const key = name in settings ? values[name] : readText(environment, name, { secret: true }, []);
    if (typeof key === 'string' && key !== '') keys[name] = key;
  }
  return keys;
}

function unknownNames(environment: Environment): string[] {
  const known = new Set<string>();
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    known.add(name);
    if (setting.secret) known.add(`${name}_FILE`);
  }
  return Object.keys(environment)
    .filter((name) => name.startsWith('AI_DRV_') && !known.has(name) && !libraryVariables.has(name))
    .map((name) => `${name} is not a setting; .env.example lists them all`);
}
