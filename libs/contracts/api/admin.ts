import { z } from 'zod';
import * as requests from '../admin-requests.js';
import {
  adminDerivationView,
  adminOrganizationDetails,
  adminOrganizationView,
  adminTokenView,
  adminUserView,
  auditEventView,
  healthView,
  settingView,
} from '../admin-views.js';
import { adminUsageQuery, adminUsageReport, usageQuery, usageReport } from '../usage.js';
import { pageOf } from '../views.js';
import * as examples from './admin-examples.js';
import { exampleId, organization } from './examples.js';
import type { ApiRoute } from './route.js';

const tag = 'Administration';
const valueOf = (about: string) => ({ id: { example: exampleId, about } });
const reason = { reason: 'The invoice of October is open.' };

const listOf = (about: string, view: z.ZodType, example: unknown) => [
  { status: 200, about, schema: pageOf(view), example: { items: [example], nextCursor: null } },
];

interface Shown {
  about: string;
  schema: z.ZodType;
  example: unknown;
}

/** An act upon one thing, answered with the thing as it is now. */
const act = (path: string, id: string, summary: string, view: Shown): ApiRoute => ({
  method: 'post',
  path: `/v1/admin/${path}`,
  id,
  tag,
  summary,
  access: 'admin',
  pathValues: valueOf(view.about),
  answers: [{ status: 200, ...view }],
  errors: ['not_found'],
});

const ofOrganization = {
  about: 'the organization, its limits and what is left of them',
  schema: adminOrganizationDetails,
  example: examples.adminOrganizationDetails,
};
const ofUser = { about: 'the user', schema: adminUserView, example: examples.adminUser };

const show = (path: string, id: string, view: Shown): ApiRoute => ({
  ...act(path, id, 'One of them', view),
  method: 'get',
});

const list = (
  path: string,
  id: string,
  summary: string,
  query: z.ZodType,
  [view, example]: [z.ZodType, unknown],
): ApiRoute => ({
  method: 'get',
  path: `/v1/admin/${path}`,
  id,
  tag,
  summary,
  access: 'admin',
  query,
  answers: listOf('A page, newest first', view, example),
});

export const adminRoutes: ApiRoute[] = [
  list('organizations', 'adminListOrganizations', 'All organizations', requests.listOrganizations, [
    adminOrganizationView,
    examples.adminOrganization,
  ]),
  show('organizations/{id}', 'adminShowOrganization', ofOrganization),
  {
    ...act(
      'organizations/{id}/suspend',
      'suspendOrganization',
      'Refuses its callers everywhere within a second, with this reason; nothing of its queue starts',
      {
        ...ofOrganization,
        example: {
          ...examples.adminOrganizationDetails,
          suspension: { ...reason, suspendedAt: organization.createdAt },
        },
      },
    ),
    body: requests.suspendOrganization,
    bodyExample: reason,
  },
  act('organizations/{id}/restore', 'restoreOrganization', 'Ends the suspension', ofOrganization),

  list('users', 'adminListUsers', 'All users', requests.listUsers, [adminUserView, examples.adminUser]),
  show('users/{id}', 'adminShowUser', ofUser),
  {
    ...act('users/{id}/ban', 'banUser', 'Ends their sessions and tokens; they cannot sign in', {
      ...ofUser,
      example: { ...examples.adminUser, ban: { ...reason, expiresAt: null } },
    }),
    body: requests.banUser,
    bodyExample: reason,
    errors: ['not_found', 'last_administrator'],
  },
  act('users/{id}/unban', 'unbanUser', 'Lets them sign in again; what was ended stays ended', ofUser),
  act('users/{id}/promote', 'promoteUser', 'Makes them an administrator of the server', {
    ...ofUser,
    example: { ...examples.adminUser, admin: true },
  }),
  {
    ...act('users/{id}/demote', 'demoteUser', 'Takes that away, and their tokens for administration', ofUser),
    errors: ['not_found', 'last_administrator'],
  },

  list('tokens', 'adminListTokens', 'All tokens, revoked ones too', requests.listAllTokens, [
    adminTokenView,
    examples.adminToken,
  ]),
  {
    method: 'delete',
    path: '/v1/admin/tokens/{id}',
    id: 'adminRevokeToken',
    tag,
    summary: 'Ends a token everywhere within a second',
    access: 'admin',
    pathValues: valueOf('the token'),
    answers: [{ status: 204, about: 'Revoked', type: null }],
    errors: ['not_found'],
  },

  {
    ...list(
      'derivations',
      'adminListDerivations',
      "All organizations' derivations with their failures, without the expressions",
      requests.listAllDerivations,
      [adminDerivationView, examples.adminDerivation],
    ),
    queryExample: { state: 'failed' },
  },
  show('derivations/{id}', 'adminShowDerivation', {
    about: 'the derivation',
    schema: adminDerivationView,
    example: examples.adminDerivation,
  }),

  {
    method: 'get',
    path: '/v1/admin/usage',
    id: 'adminUsage',
    tag,
    summary: 'Generations, tokens and money of all organizations, deleted ones too',
    access: 'admin',
    query: adminUsageQuery,
    queryExample: { from: '2026-11-01', to: '2026-11-22', by: 'day,organization,model' },
    answers: [
      {
        status: 200,
        about: 'Rows in the order of `by`; as CSV all of them',
        schema: adminUsageReport,
        example: examples.adminUsageReport,
        also: { 'text/csv': examples.adminUsageCsv },
      },
    ],
  },
  {
    method: 'get',
    path: '/v1/admin/settings',
    id: 'adminSettings',
    tag,
    summary: 'What is set, and by what; secrets as set or unset. They are changed in the environment',
    access: 'admin',
    answers: listOf('All of them', settingView, examples.setting),
  },
  {
    method: 'get',
    path: '/v1/admin/health',
    id: 'adminHealth',
    tag,
    summary: 'How the server does: database, queue, workers, recent outcomes of each model',
    access: 'admin',
    answers: [{ status: 200, about: 'Its health', schema: healthView, example: examples.health }],
  },
  {
    method: 'get',
    path: '/v1/admin/audit',
    id: 'adminAudit',
    tag,
    summary: 'Who did what, when, from where',
    access: 'admin',
    query: requests.listAudit,
    queryExample: { action: 'organization.suspended' },
    answers: [
      {
        status: 200,
        about: 'A page, newest first; as JSON lines all of it',
        schema: pageOf(auditEventView),
        example: { items: [examples.auditEvent], nextCursor: null },
        also: { 'application/jsonl': `${JSON.stringify(examples.auditEvent)}\n` },
      },
    ],
  },
];

export const usageRoutes: ApiRoute[] = [
  {
    method: 'get',
    path: '/v1/usage',
    id: 'usage',
    tag: 'Account and organization',
    summary: "The organization's generations, tokens and money by UTC day and model, at most 400 days",
    access: 'read',
    query: usageQuery,
    queryExample: { from: '2026-11-01', to: '2026-11-22' },
    answers: [
      {
        status: 200,
        about: 'Days without usage are left out; the items add up to `total`',
        schema: usageReport,
        example: examples.usageReport,
        also: { 'text/csv': examples.usageCsv },
      },
    ],
  },
];
