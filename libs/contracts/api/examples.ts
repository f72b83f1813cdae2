import type {
  ChecksView,
  DerivationView,
  InvitationView,
  IssuedTokenView,
  LimitsView,
  MemberView,
  MeView,
  ModelView,
  OrganizationLimitsView,
  OrganizationView,
  ProviderKeyView,
  SpentView,
  StepView,
  TokenView,
  UsageView,
} from '../views.js';

/** What the document shows. Tests check that each fits its schema. */
export const exampleId = '0b6f6c1e-7a52-4f0e-9a86-0d1a7c0f6f11';
const otherId = '4c6c1d2e-3b0f-4f4b-8a53-5b8f0d9f7a22';
const at = '2026-11-22T12:00:00.000Z';

export const token: TokenView = {
  id: exampleId,
  name: 'laptop',
  prefix: 'aidrv_Kc3p',
  last4: '0vQm',
  scopes: ['generate', 'read'],
  user: { id: otherId, name: 'Ada' },
  expiresAt: null,
  lastUsedAt: at,
  rotatedAt: null,
  previousUntil: null,
  createdAt: at,
};

export const issuedToken: IssuedTokenView = {
  ...token,
  lastUsedAt: null,
  secret: 'aidrv_000000000000000000000000000000154Bxe',
};

export const providerKey: ProviderKeyView = {
  provider: 'openai',
  last4: 'x7Qa',
  baseUrl: null,
  model: null,
  dialect: null,
  readable: true,
  createdAt: at,
};

export const organization: OrganizationView = {
  id: exampleId,
  name: 'Ada',
  slug: 'ada-1f2e3d4c',
  role: 'owner',
  members: 1,
  createdAt: at,
};

export const member: MemberView = {
  id: exampleId,
  role: 'owner',
  user: { id: otherId, email: 'ada@example.org', name: 'Ada' },
  createdAt: at,
};

export const invitation: InvitationView = {
  id: exampleId,
  email: 'grace@example.org',
  role: 'member',
  url: `https://drv.example.org/invitation?id=${exampleId}`,
  expiresAt: at,
  createdAt: at,
};

const limits: LimitsView = {
  requestsPerMinute: { token: 3_000, address: 6_000 },
  generationsPerMinute: { limit: 60, left: 59, resetsAt: '2026-11-22T12:01:00.000Z' },
  generationsPerDay: { limit: 1_000, left: 990, resetsAt: '2026-11-23T00:00:00.000Z' },
  generationsAtOnce: { limit: 4, running: 1, queued: 0 },
  monthlyMicros: {
    limit: 20_000_000,
    used: 0,
    reserved: 200_000,
    left: 19_800_000,
    resetsAt: '2026-12-01T00:00:00.000Z',
  },
};

const spent: SpentView = {
  day: {
    generations: 9,
    costMicros: 0,
    since: '2026-11-22T00:00:00.000Z',
    resetsAt: '2026-11-23T00:00:00.000Z',
  },
  week: {
    generations: 9,
    costMicros: 0,
    since: '2026-11-16T00:00:00.000Z',
    resetsAt: '2026-11-23T00:00:00.000Z',
  },
  month: {
    generations: 9,
    costMicros: 0,
    since: '2026-11-01T00:00:00.000Z',
    resetsAt: '2026-12-01T00:00:00.000Z',
  },
};

export const organizationLimits: OrganizationLimitsView = {
  organizationId: exampleId,
  own: {
    monthlyCapMicros: 20_000_000,
    generationsPerMinute: null,
    generationsPerDay: null,
    generationsAtOnce: null,
  },
  limits,
  spent,
};

export const me: MeView = {
  user: { id: otherId, email: 'ada@example.org', emailVerified: true, name: 'Ada', admin: false },
  organization: { id: exampleId, name: 'Ada', slug: 'ada-1f2e3d4c', role: 'owner' },
  scopes: ['generate', 'read'],
  token: {
    id: exampleId,
    name: 'laptop',
    prefix: 'aidrv_Kc3p',
    last4: '0vQm',
    scopes: ['generate', 'read'],
    expiresAt: null,
  },
  budget: {
    capMicros: 20_000_000,
    usedMicros: 0,
    reservedMicros: 200_000,
    resetsAt: '2026-12-01T00:00:00.000Z',
  },
  limits,
  spent,
};

const usage: UsageView = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };

export const derivation: DerivationView = {
  id: exampleId,
  prompt: 'Package https://ftp.gnu.org/gnu/hello/hello-2.12.1.tar.gz',
  model: 'packager',
  ownProvider: null,
  revision: 1,
  state: 'succeeded',
  hash: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  expression: '{ stdenv, fetchurl }: …',
  checks: [{ name: 'hashes', outcome: 'passed', reason: 'downloaded and hashed', diagnostics: [] }],
  steps: 2,
  costMicros: 0,
  usage,
  failure: null,
  provenance: { generator: 'packager' },
  createdAt: at,
  finishedAt: at,
};

const evaluated = { outcome: 'skipped' as const, reason: 'It was refused before.', diagnostics: [] };

export const checks: ChecksView = {
  checks: [
    { name: 'parsed', outcome: 'passed', reason: 'It is a Nix expression.', diagnostics: [] },
    {
      name: 'policy',
      outcome: 'failed',
      reason: 'It breaks a rule: path-literal.',
      diagnostics: [
        {
          rule: 'path-literal',
          message: 'a path is refused: there are no files beside the expression',
          hint: 'write a string in quotes, or the text of the file in a phase',
          line: 1,
          column: 44,
        },
      ],
    },
    { name: 'evaluated', ...evaluated },
    { name: 'evaluated-nixpkgs', ...evaluated },
    {
      name: 'hashes',
      outcome: 'skipped',
      reason: 'Sources are fetched and hashed only for expressions that are made here.',
      diagnostics: [],
    },
    { name: 'built', outcome: 'skipped', reason: 'Only your own machine builds it.', diagnostics: [] },
  ],
};

export const step: StepView = {
  index: 0,
  run: 1,
  kind: 'source',
  output: { sha256: '…' },
  costMicros: 0,
  usage: null,
  createdAt: at,
};

export const model: ModelView = {
  name: 'packager',
  model: null,
  provider: null,
  dialect: null,
  default: true,
  ownKey: false,
  price: { inputMicros: 0, cachedInputMicros: 0, outputMicros: 0 },
  contextTokens: null,
  experimental: false,
  shutdownDate: null,
  note: 'Built in, without a model: the prompt holds the URL of a source archive.',
};

/** A stream of events, as much as shows their form. */
export const events = `event: state
data: {"state":"running","steps":0,"costMicros":0}

id: 1.0
event: step
data: ${JSON.stringify(step)}

event: done
data: ${JSON.stringify(derivation)}

`;

export const sessionAnswer = {
  redirect: false,
  token: '…',
  user: { id: otherId, name: 'Ada', email: 'ada@example.org', emailVerified: true },
};

/** base64 of a sha256, as /hash answers. */
export const hash = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
