import { z } from 'zod';
import { page } from '../requests.js';
import { invitationView, memberView, meView, organizationView, pageOf } from '../views.js';
import { invitation, me, member, organization } from './examples.js';
import type { ApiRoute } from './route.js';

const tag = 'Account and organization';

export const organizationRoutes: ApiRoute[] = [
  {
    method: 'get',
    path: '/v1/me',
    id: 'me',
    tag,
    summary: 'Who calls, for whom, and what is left of the limits',
    access: 'read',
    answers: [{ status: 200, about: 'The caller', schema: meView, example: me }],
  },
  {
    method: 'delete',
    path: '/v1/me',
    id: 'deleteAccount',
    tag,
    summary:
      'Deletes the account, and the organizations that nobody else is a member of, for good; not with a token',
    access: 'manage',
    answers: [{ status: 204, about: 'Deleted', type: null }],
    errors: ['session_required', 'sole_owner', 'last_administrator'],
  },
  {
    method: 'get',
    path: '/v1/organization',
    id: 'showOrganization',
    tag,
    summary: "The caller's organization",
    access: 'read',
    answers: [{ status: 200, about: 'The organization', schema: organizationView, example: organization }],
  },
  {
    method: 'delete',
    path: '/v1/organization',
    id: 'deleteOrganization',
    tag,
    summary: 'Deletes the organization and all that is its, for good; for owners',
    access: 'manage',
    answers: [{ status: 204, about: 'Deleted', type: null }],
    errors: ['role_missing'],
  },
  {
    method: 'get',
    path: '/v1/organization/members',
    id: 'listMembers',
    tag,
    summary: 'Who is in it',
    access: 'read',
    query: page,
    answers: [
      {
        status: 200,
        about: 'A page, newest first',
        schema: pageOf(memberView),
        example: { items: [member], nextCursor: null },
      },
    ],
  },
  {
    method: 'get',
    path: '/v1/organization/invitations',
    id: 'listInvitations',
    tag,
    summary: 'Open invitations with their links, for owners and admins',
    access: 'manage',
    query: page,
    answers: [
      {
        status: 200,
        about: 'A page, newest first',
        schema: pageOf(invitationView),
        example: { items: [invitation], nextCursor: null },
      },
    ],
    errors: ['role_missing'],
  },
  {
    method: 'get',
    path: '/v1/export',
    id: 'export',
    tag,
    summary: 'What is stored of the caller; for owners and admins, of the whole organization too',
    access: 'manage',
    answers: [
      {
        status: 200,
        about: 'One document, without secrets',
        schema: z
          .object({ exportedAt: z.iso.datetime() })
          .catchall(z.array(z.record(z.string(), z.unknown()))),
        example: { exportedAt: organization.createdAt, account: [{ id: member.user.id, name: 'Ada' }] },
      },
    ],
  },
];
