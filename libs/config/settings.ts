import { z } from 'zod';
import { apiKey, baseUrl, flag, notASample, publicUrl, roles, wholeNumber } from './values.js';

/** One environment variable: how it is read, and what people are told of it. */
export interface Setting {
  /** Reads the text; what it refuses becomes one line of the start's error. */
  schema: z.ZodType;
  /** What holds when it is unset, in words for .env.example; empty: nothing. */
  default: string;
  /** One sentence for .env.example and error messages. */
  about: string;
  /** May also be given as NAME_FILE, a path to a file with the value; never shown. */
  secret?: boolean;
}

/**
 * Every setting the service knows. Bounds say why they are there; .env.example is compared with this table.
 * The names are part of the product's contract: never rename one, only add.
 */
export const settings = {
  PORT: {
    schema: wholeNumber(1, 65_535),
    default: '5000',
    about: 'Port the service listens on.',
  },
  HOST: {
    schema: z.string().regex(/^[\w.:-]+$/, { error: 'must be an IP address or a host name' }),
    default: '127.0.0.1',
    about: 'Address the service listens on; 0.0.0.0 for every network interface.',
  },
  PUBLIC_URL: {
    schema: publicUrl,
    default: 'http://localhost:$PORT',
    about: 'Address under which users reach the service; it stands in error messages and first-run.json.',
  },
  DATABASE_URL: {
    schema: z.string().regex(/^postgres(ql)?:\/\/./, { error: 'must begin with postgres://' }),
    default: '',
    about: 'PostgreSQL 15 or newer. Unset: an embedded PostgreSQL under the data directory.',
    secret: true,
  },
  AI_DRV_DATA_DIR: {
    schema: z.string().min(1),
    default: '.data',
    about: 'Folder for the embedded database, the source cache and the files of the first start.',
  },
  AI_DRV_SECRET: {
    // 32 characters of base64 or hex hold at least 128 bits.
    schema: z.string().min(32, { error: 'must have at least 32 characters' }).refine(notASample, {
      error: 'is a sample value',
    }),
    default: '',
    about:
      'Master secret (make one with: openssl rand -base64 32). Required with DATABASE_URL; else made once and kept in the data directory.',
    secret: true,
  },
  AI_DRV_SECRET_PREVIOUS: {
    schema: z.string().min(32, { error: 'must have at least 32 characters' }),
    default: '',
    about:
      'The master secret before this one: for the first start after AI_DRV_SECRET was changed on purpose (npm run admin -- rotate-secret).',
    secret: true,
  },
  AI_DRV_ROLES: {
    schema: roles,
    default: 'api,worker',
    about: 'What this process does: answer requests (api), make expressions (worker), or both.',
  },
  OPENAI_API_KEY: {
    schema: apiKey,
    default: '',
    about: 'Key for OpenAI, or for the server at OPENAI_BASE_URL.',
    secret: true,
  },
  GEMINI_API_KEY: {
    schema: apiKey,
    default: '',
    about: 'Key for Google Gemini.',
    secret: true,
  },
  ANTHROPIC_API_KEY: {
    schema: apiKey,
    default: '',
    about: 'Key for Anthropic.',
    secret: true,
  },
  OPENROUTER_API_KEY: {
    schema: apiKey,
    default: '',
    about: 'Key for OpenRouter.',
    secret: true,
  },
  OPENAI_BASE_URL: {
    schema: baseUrl,
    default: 'https://api.openai.com/v1',
    about:
      "Where AI_DRV_MODEL is asked, when it is a provider's own model id: any server that speaks OpenAI's API.",
  },
  AI_DRV_DIALECT: {
    schema: z.enum(['responses', 'chat'], { error: 'must be "responses" or "chat"' }),
    default: 'responses for OpenAI itself, else chat',
    about: 'Which of the two APIs that server speaks: Responses, or Chat Completions.',
  },
  AI_DRV_MODEL: {
    schema: z.string().regex(/^[\w.:/@-]{1,200}$/, { error: 'is not the name of a model' }),
    default: 'openai where OPENAI_API_KEY is set, else packager',
    about:
      "The model that answers when a request names none: a profile (openai, gemini, anthropic, openrouter, ollama, llama-cpp, vllm, lm-studio, packager, or one of AI_DRV_MODELS_FILE), or a provider's own model id.",
  },
  AI_DRV_MODELS_FILE: {
    schema: z.string().min(1),
    default: '',
    about:
      'A JSON file of model profiles: further ones, and changes to those that come with ai-drv (docs/models.md).',
  },
  AI_DRV_GENERATION_CAP_MICROS: {
    schema: wholeNumber(1_000, 1e9),
    default: '200000',
    about: 'What one generation may cost at most, in micro-dollars: reserved from the budget when it begins.',
  },
  AI_DRV_MONTHLY_CAP_MICROS: {
    schema: wholeNumber(0, 1e12),
    default: '100000000',
    about:
      'What all organizations together may spend in a month (UTC), in micro-dollars (1,000,000 = 1 USD): the most that the operator pays.',
  },
  AI_DRV_NIXPKGS: {
    schema: z.string().regex(/^\/./, { error: 'must be the absolute path of a folder' }),
    default: '',
    about:
      'Folder with a nixpkgs. Set, and with nix-instantiate on PATH: expressions are evaluated with its packages too, not only with stubs.',
  },
  AI_DRV_EVALUATIONS: {
    // Each may take a gibibyte of memory and a processor.
    schema: wholeNumber(0, 64),
    default: '2',
    about:
      'How many expressions are evaluated at once, where nix-instantiate is on PATH; 0: Nix is never started.',
  },
  AI_DRV_ALLOW_PRIVATE_SOURCES: {
    schema: flag,
    default: 'false',
    about:
      'true lets prompts name sources on http, any port and private addresses: for tests and local trial.',
  },
  AI_DRV_ADMIN_EMAIL: {
    schema: z.email({ error: 'must be an e-mail address' }),
    default: 'admin@ai-drv.invalid',
    about: 'E-mail address of the administrator that the first start makes.',
  },
  AI_DRV_ADMIN_PASSWORD: {
    schema: z.string().min(12, { error: 'must have at least 12 characters' }).max(128),
    default: 'made at random',
    about: 'Password of that administrator.',
    secret: true,
  },
  AI_DRV_SIGN_UP: {
    schema: z.enum(['open', 'invitation', 'closed'], { error: 'must be open, invitation or closed' }),
    default: 'open with SMTP_URL or on a loopback HOST, else invitation',
    about: 'Who may make an account: everybody (open), who was invited (invitation), nobody (closed).',
  },
  SMTP_URL: {
    schema: z.string().regex(/^smtps?:\/\/[^\s/]+/, {
      error: 'must be an address such as smtps://user:password@mail.example.org',
    }),
    default: '',
    about:
      'Mail server. Unset: e-mail addresses are not verified, and links to reset a password or to invite are handed over by an administrator.',
    secret: true,
  },
  AI_DRV_MAIL_FROM: {
    schema: z.string().regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, {
      error: 'must be an e-mail address, or Name <address>',
    }),
    default: 'ai-drv@ and the host of PUBLIC_URL',
    about: 'Sender of the mails.',
  },
  AI_DRV_TRUST_PROXY: {
    // More hops than there are proxies would let clients choose the address that limits are counted by.
    schema: wholeNumber(0, 10),
    default: '0',
    about:
      'How many reverse proxies stand in front: the address of a client is taken that many places from the right end of X-Forwarded-For.',
  },
  AI_DRV_GITHUB_CLIENT_ID: {
    schema: z.string().min(1),
    default: '',
    about: 'Sign-in with GitHub: client id of the OAuth app (callback PUBLIC_URL/api/auth/callback/github).',
  },
  AI_DRV_GITHUB_CLIENT_SECRET: {
    schema: z.string().min(1),
    default: '',
    about: 'Sign-in with GitHub: client secret.',
    secret: true,
  },
  AI_DRV_OIDC_ISSUER: {
    schema: publicUrl,
    default: '',
    about: 'Sign-in with OpenID Connect: the issuer (callback PUBLIC_URL/api/auth/callback/oidc).',
  },
  AI_DRV_OIDC_CLIENT_ID: {
    schema: z.string().min(1),
    default: '',
    about: 'Sign-in with OpenID Connect: client id.',
  },
  AI_DRV_OIDC_CLIENT_SECRET: {
    schema: z.string().min(1),
    default: '',
    about: 'Sign-in with OpenID Connect: client secret.',
    secret: true,
  },
  AI_DRV_LIMIT_MONTHLY_MICROS: {
    schema: wholeNumber(0, 1e12),
    default: '20000000',
    about:
      'Monthly budget of each organization in micro-dollars (1,000,000 = 1 USD). The packager costs none.',
  },
  AI_DRV_SHARING: {
    schema: z.enum(['organization', 'instance'], { error: 'must be organization or instance' }),
    default: 'organization',
    about:
      'organization: each organization has answers of its own. instance: the first revision of a prompt is made once for all of them (a server of one team).',
  },
  AI_DRV_LIMIT_GENERATIONS_PER_MINUTE: {
    // Each of the last minute is kept in a row.
    schema: wholeNumber(1, 1_000),
    default: '60',
    about: 'How many generations an organization may begin in any 60 seconds; more are answered 429.',
  },
  AI_DRV_LIMIT_GENERATIONS_PER_DAY: {
    schema: wholeNumber(0, 1e6),
    default: '1000',
    about: 'How many generations an organization may begin on a day (UTC); more are answered 403.',
  },
  AI_DRV_LIMIT_GENERATIONS_AT_ONCE: {
    schema: wholeNumber(1, 1_000),
    default: '4',
    about: 'How many generations of an organization are made at the same time; more wait for their turn.',
  },
  AI_DRV_LIMIT_REQUESTS_PER_TOKEN: {
    // The original client asks 368 times for one prompt.
    schema: wholeNumber(1, 1e9),
    default: '3000',
    about:
      'How many requests a token, or a person signed in, may send in a minute to one process; more are answered 429.',
  },
  AI_DRV_LIMIT_REQUESTS_PER_ADDRESS: {
    schema: wholeNumber(1, 1e9),
    default: '6000',
    about:
      'The same for all that comes from one address (of IPv6 a /56), with a token or without: a whole office may stand behind one.',
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], {
      error: 'must be fatal, error, warn, info, debug or trace',
    }),
    default: 'info',
    about: 'How much is logged (JSON lines on standard output).',
  },
} satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
