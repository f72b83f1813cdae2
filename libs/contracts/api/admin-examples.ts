import type {
  AdminDerivationView,
  AdminOrganizationDetails,
  AdminOrganizationView,
  AdminTokenView,
  AdminUserView,
  AuditEventView,
  HealthView,
  SettingView,
} from '../admin-views.js';
import type { AdminUsageReport, UsageCounts, UsageReport } from '../usage.js';
import { derivation, exampleId, member, organization, organizationLimits, token } from './examples.js';

const at = organization.createdAt;
const { id, name, slug } = organization;
const { user } = member;

export const adminOrganization: AdminOrganizationView = {
  id,
  name,
  slug,
  members: 1,
  owners: [user],
  suspension: null,
  month: { capMicros: 20_000_000, usedMicros: 181_250, reservedMicros: 0 },
  createdAt: at,
};

const { own, limits, spent } = organizationLimits;
export const adminOrganizationDetails: AdminOrganizationDetails = {
  ...adminOrganization,
  month: {
    capMicros: limits.monthlyMicros.limit,
    usedMicros: limits.monthlyMicros.used,
    reservedMicros: limits.monthlyMicros.reserved,
  },
  own,
  limits,
  spent,
};

export const adminUser: AdminUserView = {
  ...user,
  emailVerified: true,
  admin: false,
  ban: null,
  memberships: [{ organization: { id, name }, role: 'owner' }],
  createdAt: at,
};

export const adminToken: AdminTokenView = { ...token, user, organization: { id, name }, revokedAt: null };

export const adminDerivation: AdminDerivationView = {
  ...derivation,
  state: 'failed',
  hash: null,
  expression: null,
  checks: [],
  failure: {
    code: 'build_system_unknown',
    detail: 'Nothing in the source says how it is built.',
    retryAt: at,
  },
  organization: { id, name },
  run: 1,
  attempts: 1,
  owner: null,
  dueAt: at,
  deadline: '2026-11-22T12:10:00.000Z',
};

const counts: UsageCounts = {
  generations: 3,
  failed: 1,
  inputTokens: 61_000,
  cachedInputTokens: 12_000,
  outputTokens: 4_100,
  reasoningTokens: 900,
  costMicros: 181_250,
};

export const usageReport: UsageReport = {
  from: '2026-11-01',
  to: '2026-11-22',
  total: counts,
  items: [{ day: '2026-11-22', model: 'openai', ...counts }],
};

export const usageCsv = `day,model,generations,failed,input_tokens,cached_input_tokens,output_tokens,reasoning_tokens,cost_micros\r\n2026-11-22,openai,3,1,61000,12000,4100,900,181250\r\n`;

export const adminUsageReport: AdminUsageReport = {
  from: '2026-11-01',
  to: '2026-11-22',
  total: counts,
  items: [{ day: '2026-11-22', organization: { id, name }, model: 'openai', ...counts }],
  nextCursor: null,
};

export const adminUsageCsv = `day,organization_id,organization,model,generations,failed,input_tokens,cached_input_tokens,output_tokens,reasoning_tokens,cost_micros\r\n2026-11-22,${id},Ada,openai,3,1,61000,12000,4100,900,181250\r\n`;

export const setting: SettingView = {
  name: 'PORT',
  about: 'Port the service listens on.',
  secret: false,
  set: false,
  source: 'default',
  value: '5000',
};

export const health: HealthView = {
  version: '0.1.0',
  roles: ['api', 'worker'],
  startedAt: at,
  database: {
    kind: 'embedded',
    serverVersion: '18.4',
    sizeBytes: 12_582_912,
    connections: { used: 8, maximum: 100 },
  },
  migrations: { applied: 4, latest: '20261122150000_in_hand_micros', latestAppliedAt: at },
  queue: { length: 0, oldestSeconds: 0, suspended: 0 },
  workers: [{ owner: 'host:4711:0b6f6c1e', running: 2, leaseEndsAt: at }],
  models: [
    {
      model: 'openai',
      succeeded: 12,
      failed: 1,
      providerFailures: 1,
      lastSuccess: { at, code: null },
      lastFailure: { at, code: 'provider_unavailable' },
    },
  ],
};

export const auditEvent: AuditEventView = {
  id: exampleId,
  action: 'organization.suspended',
  subject: id,
  organizationId: id,
  userId: user.id,
  tokenId: null,
  clientAddress: '192.0.2.7',
  detail: { reason: 'The invoice of October is open.' },
  createdAt: at,
};
