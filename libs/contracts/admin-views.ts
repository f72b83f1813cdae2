import { z } from 'zod';
import { derivationView, micros, organizationLimitsView, roles, time, tokenView } from './views.js';

const organizationRef = z.object({ id: z.string(), name: z.string() });

export const adminOrganizationView = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  members: z.int().min(0),
  owners: z.array(z.object({ id: z.string(), email: z.string(), name: z.string() })).describe('at most ten'),
  suspension: z.object({ reason: z.string(), suspendedAt: time }).nullable(),
  month: z
    .object({ capMicros: micros, usedMicros: micros, reservedMicros: micros })
    .describe("this UTC month's budget"),
  createdAt: time,
});

/** One of them, with what it may do and what is left of that. */
export const adminOrganizationDetails = adminOrganizationView.extend(
  organizationLimitsView.omit({ organizationId: true }).shape,
);

export const adminUserView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  emailVerified: z.boolean(),
  admin: z.boolean(),
  ban: z.object({ reason: z.string().nullable(), expiresAt: time.nullable() }).nullable(),
  memberships: z
    .array(z.object({ organization: organizationRef, role: z.enum(roles) }))
    .describe('at most twenty, oldest first'),
  createdAt: time,
});

export const adminTokenView = tokenView.extend({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  organization: organizationRef,
  revokedAt: time.nullable(),
});

export const adminDerivationView = derivationView.extend({
  organization: organizationRef,
  run: z.int().min(1),
  attempts: z.int().min(0).describe('how often a worker picked this run up'),
  owner: z.string().nullable().describe('the process that works on it'),
  dueAt: time.describe('queued: when it may start; running: the end of the lease'),
  deadline: time,
});

export const settingView = z.object({
  name: z.string(),
  about: z.string(),
  secret: z.boolean(),
  set: z.boolean().describe('whether the environment, or a file that it names, sets it'),
  source: z.enum(['environment', 'file', 'default']),
  value: z.string().nullable().describe('what holds; null for secrets, and where nothing does'),
});

const recent = z
  .object({ at: time, code: z.string().nullable().describe('the failure; null for a success') })
  .nullable();

export const healthView = z.object({
  version: z.string(),
  roles: z.array(z.enum(['api', 'worker'])).describe('of the process that answered'),
  startedAt: time,
  database: z.object({
    kind: z.enum(['embedded', 'external']),
    serverVersion: z.string(),
    sizeBytes: z.int().min(0),
    connections: z.object({ used: z.int().min(0), maximum: z.int().min(0) }),
  }),
  migrations: z.object({
    applied: z.int().min(0),
    latest: z.string().nullable(),
    latestAppliedAt: time.nullable(),
  }),
  queue: z.object({
    length: z.int().min(0).describe('what may start now'),
    oldestSeconds: z.int().min(0),
    suspended: z.int().min(0).describe('what waits because its organization is suspended'),
  }),
  workers: z
    .array(
      z.object({
        owner: z.string(),
        running: z.int().min(1),
        leaseEndsAt: time.describe('the earliest; in the past: another takes it over'),
      }),
    )
    .describe('those that work on something'),
  models: z
    .array(
      z.object({
        model: z.string(),
        succeeded: z.int().min(0),
        failed: z.int().min(0),
        providerFailures: z.int().min(0).describe('failures of which the provider is the reason'),
        lastSuccess: recent,
        lastFailure: recent,
      }),
    )
    .describe('outcomes of the generations asked for in the last hour; the provider is not called for this'),
});

export const auditEventView = z.object({
  id: z.uuid(),
  action: z.string(),
  subject: z.string().nullable().describe('the id of what it was done to'),
  organizationId: z.string().nullable(),
  userId: z.string().nullable().describe('who; null: the command line, or nobody who is known'),
  tokenId: z.string().nullable().describe('by which token; null: a session'),
  clientAddress: z.string().nullable().describe('where from'),
  detail: z.record(z.string(), z.unknown()).nullable(),
  createdAt: time,
});

export type AdminOrganizationView = z.infer<typeof adminOrganizationView>;
export type AdminOrganizationDetails = z.infer<typeof adminOrganizationDetails>;
export type AdminUserView = z.infer<typeof adminUserView>;
export type AdminTokenView = z.infer<typeof adminTokenView>;
export type AdminDerivationView = z.infer<typeof adminDerivationView>;
export type SettingView = z.infer<typeof settingView>;
export type HealthView = z.infer<typeof healthView>;
export type AuditEventView = z.infer<typeof auditEventView>;
