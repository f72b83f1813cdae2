import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { settings, type Setting, type SettingName } from './settings.js';

/** Everything the environment decides, read once at the start and never changed. */
export interface Config {
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
  roles: { api: boolean; worker: boolean };
  allowPrivateSources: boolean;
  admin: { email: string; password: string | null };
  monthlyBudgetMicros: number;
  logLevel: string;
  /** PATH: where a PostgreSQL is looked for when the bundled one does not run. */
  searchPath: string;
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
 * @throws ConfigError naming every mistake: a bad value, an unknown AI_DRV_* name, a file that cannot be read
 */
export function loadConfig(environment: Environment = process.env): Config {
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
  if (mistakes.length > 0) throw new ConfigError(mistakes);

  const port = (values.PORT ?? Number(settings.PORT.default)) as number;
  const roles = (values.AI_DRV_ROLES ?? ['api', 'worker']) as string[];
  return Object.freeze({
    port,
    host: (values.HOST ?? settings.HOST.default) as string,
    publicUrl: ((values.PUBLIC_URL ?? `http://localhost:${port}`) as string).replace(/\/+$/, ''),
    databaseUrl,
    dataDirectory: resolve((values.AI_DRV_DATA_DIR ?? settings.AI_DRV_DATA_DIR.default) as string),
    secret: (values.AI_DRV_SECRET ?? null) as string | null,
    roles: { api: roles.includes('api'), worker: roles.includes('worker') },
    allowPrivateSources: (values.AI_DRV_ALLOW_PRIVATE_SOURCES ?? false) as boolean,
    admin: {
      email: (values.AI_DRV_ADMIN_EMAIL ?? settings.AI_DRV_ADMIN_EMAIL.default) as string,
      password: (values.AI_DRV_ADMIN_PASSWORD ?? null) as string | null,
    },
    monthlyBudgetMicros: (values.AI_DRV_LIMIT_MONTHLY_MICROS ??
      Number(settings.AI_DRV_LIMIT_MONTHLY_MICROS.default)) as number,
    logLevel: (values.LOG_LEVEL ?? settings.LOG_LEVEL.default) as string,
    searchPath: environment.PATH ?? '',
  });
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
  setting: Setting,
  mistakes: string[],
): string | undefined {
  const file = setting.secret ? environment[`${name}_FILE`] : undefined;
  if (!file) return environment[name];
  if (environment[name]) {
    mistakes.push(`${name} and ${name}_FILE are both set; keep one`);
    return undefined;
  }
  try {
    const text = readFileSync(file, 'utf8').trim();
    if (text === '') mistakes.push(`${name}_FILE names an empty file: ${file}`);
    return text;
  } catch (error) {
    mistakes.push(`${name}_FILE cannot be read: ${(error as Error).message}`);
    return undefined;
  }
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
