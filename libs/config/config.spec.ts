import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig, settings, type Setting } from './index.js';

const secret = 'kW5yq0rB3nXzT8vLh2cFj7sD4gPm1aQe';
const url = 'postgres://ai_drv:hunter2@db.internal/ai_drv';

function mistakesOf(environment: Record<string, string>): string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('needs nothing set', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      port: 5000,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:5000',
      databaseUrl: null,
      dataDirectory: resolve('.data'),
      secret: null,
      roles: { api: true, worker: true },
      allowPrivateSources: false,
      admin: { email: 'admin@ai-drv.invalid', password: null },
      monthlyBudgetMicros: 20_000_000,
      logLevel: 'info',
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  // What they are unset depends on others, and their default is told in words.
  const derived = new Set([
    'PUBLIC_URL',
    'AI_DRV_ADMIN_PASSWORD',
    'OPENAI_BASE_URL',
    'AI_DRV_DIALECT',
    'AI_DRV_MODEL',
    'AI_DRV_SIGN_UP',
    'AI_DRV_MAIL_FROM',
  ]);

  it('has the defaults that the table of settings tells', () => {
    const told = Object.entries<Setting>(settings).filter(
      ([name, setting]) => setting.default !== '' && !derived.has(name),
    );
    // What set them, besides, is another.
    const { settings: _, ...set } = loadConfig(
      Object.fromEntries(told.map(([name, setting]) => [name, setting.default])),
    );
    const { settings: __, ...unset } = loadConfig({});
    expect(set).toEqual(unset);
  });

  it('takes empty variables for unset ones, as Compose files pass them on', () => {
    expect(loadConfig(Object.fromEntries(Object.keys(settings).map((name) => [name, ''])))).toEqual(
      loadConfig({}),
    );
  });

  it('takes the port into the public address, and no slash at its end', () => {
    expect(loadConfig({ PORT: '8080' }).publicUrl).toBe('http://localhost:8080');
    expect(loadConfig({ PUBLIC_URL: 'https://ai.example.org/' }).publicUrl).toBe('https://ai.example.org');
  });

  it.each([
    ['api', { api: true, worker: false }],
    ['worker', { api: false, worker: true }],
    [' worker , api ', { api: true, worker: true }],
  ])('reads the roles %j', (text, roles) => {
    expect(loadConfig({ AI_DRV_ROLES: text }).roles).toEqual(roles);
  });

  it.each([
    ['PORT', '0', 'PORT must be between 1 and 65535, not "0"'],
    ['PORT', '65536', 'PORT must be between 1 and 65535, not "65536"'],
    ['PORT', '5e3', 'PORT must be a whole number, not "5e3"'],
    ['HOST', 'a b', 'HOST must be an IP address or a host name, not "a b"'],
    ['PUBLIC_URL', 'ai.example.org', 'PUBLIC_URL must be an address such as https://ai-drv.example.org'],
    ['PUBLIC_URL', 'ftp://ai.example.org', 'PUBLIC_URL must be an address'],
    ['DATABASE_URL', 'mysql://db', 'DATABASE_URL must begin with postgres://'],
    ['AI_DRV_SECRET', 'short', 'AI_DRV_SECRET must have at least 32 characters'],
    ['AI_DRV_SECRET', 'change-me-change-me-change-me-change-me', 'AI_DRV_SECRET is a sample value'],
    ['AI_DRV_SECRET', 'a'.repeat(40), 'AI_DRV_SECRET is a sample value'],
    ['AI_DRV_ROLES', 'api,web', 'AI_DRV_ROLES must be "api", "worker" or "api,worker", not "api,web"'],
    ['AI_DRV_ROLES', 'api,', 'AI_DRV_ROLES must be'],
    ['AI_DRV_ALLOW_PRIVATE_SOURCES', 'yes', 'AI_DRV_ALLOW_PRIVATE_SOURCES must be "true" or "false"'],
    ['AI_DRV_ADMIN_EMAIL', 'root', 'AI_DRV_ADMIN_EMAIL must be an e-mail address'],
    ['AI_DRV_ADMIN_PASSWORD', 'short', 'AI_DRV_ADMIN_PASSWORD must have at least 12 characters'],
    ['AI_DRV_LIMIT_MONTHLY_MICROS', '-1', 'AI_DRV_LIMIT_MONTHLY_MICROS must be a whole number'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be fatal, error, warn'],
  ])('refuses %s=%s', (name, value, sentence) => {
    const mistakes = mistakesOf({ [name]: value });
    expect(mistakes).toEqual([expect.stringContaining(sentence)]);
  });

  it('names every mistake at once', () => {
    const mistakes = mistakesOf({
      PORT: 'http',
      LOG_LEVEL: 'loud',
      AI_DRV_PROT: '1',
      DATABASE_URL: url,
      AI_DRV_SECRETS: secret,
    });
    expect(mistakes.map((line) => line.split(' ', 1)[0]).toSorted()).toEqual([
      'AI_DRV_PROT',
      'AI_DRV_SECRET',
      'AI_DRV_SECRETS',
      'LOG_LEVEL',
      'PORT',
    ]);
  });

  it("refuses unknown AI_DRV_ names, and knows the library's own", () => {
    expect(mistakesOf({ AI_DRV_SERVER: 'x', AI_DRV_TOKEN: 'y', OTHER: 'z' })).toEqual([]);
    expect(mistakesOf({ AI_DRV_TYPO: '', AI_DRV_ROLES_FILE: '/x' })).toEqual([
      'AI_DRV_TYPO is not a setting; .env.example lists them all',
      'AI_DRV_ROLES_FILE is not a setting; .env.example lists them all',
    ]);
  });

  it('requires a secret of its own beside a database of its own', () => {
    expect(mistakesOf({ DATABASE_URL: url })).toEqual([
      'AI_DRV_SECRET is required with DATABASE_URL; make one with: openssl rand -base64 32',
    ]);
    expect(loadConfig({ DATABASE_URL: url, AI_DRV_SECRET: secret }).secret).toBe(secret);
  });

  it('never repeats a secret in a mistake', () => {
    const bad = {
      AI_DRV_SECRET: 'hunter2',
      DATABASE_URL: 'mysql://x:hunter2@db',
      AI_DRV_ADMIN_PASSWORD: 'hunter2',
    };
    expect(mistakesOf(bad)).toHaveLength(3);
    expect(mistakesOf(bad).join('\n')).not.toContain('hunter2');
  });
});

describe('NAME_FILE', () => {
  let folder: string;
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ai-drv-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('gives a secret from a file, without the line end that editors add', () => {
    const config = loadConfig({
      DATABASE_URL_FILE: file('url', `${url}\n`),
      AI_DRV_SECRET_FILE: file('secret', `${secret}\n`),
    });
    expect(config).toMatchObject({ databaseUrl: url, secret });
  });

  it.each([
    [
      'both are set',
      () => ({ AI_DRV_SECRET: secret, AI_DRV_SECRET_FILE: file('s', secret) }),
      'are both set',
    ],
    ['the file is not there', () => ({ AI_DRV_SECRET_FILE: join(folder, 'none') }), 'cannot be read: ENOENT'],
    ['the file is empty', () => ({ AI_DRV_SECRET_FILE: file('e', ' \n') }), 'names an empty file'],
    [
      'what stands in it is bad',
      () => ({ AI_DRV_SECRET_FILE: file('b', 'short') }),
      'at least 32 characters',
    ],
  ])('is a mistake when %s', (_, environment, sentence) => {
    const mistakes = mistakesOf(environment());
    expect(mistakes).toEqual([expect.stringContaining(sentence)]);
  });

  it('is the only mistake named when it is the reason that a secret is missing', () => {
    expect(mistakesOf({ DATABASE_URL: url, AI_DRV_SECRET_FILE: join(folder, 'none') })).toHaveLength(1);
  });
});

describe('.env.example', () => {
  it('lists exactly the settings', () => {
    const text = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
    const names = [...text.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]);
    // What compose makes its own database with.
    expect(names.toSorted()).toEqual([...Object.keys(settings), 'POSTGRES_PASSWORD'].toSorted());
  });
});
