import { z } from 'zod';
import { plainText } from '../requests.js';
import { email, id, nothing, ofBody, role, slug, type AuthRoute } from './auth-route.js';
import { exampleId, organization } from './examples.js';

/** Organizations, and who is in them. */
export const organizations: AuthRoute[] = [
  {
    method: 'get',
    path: '/organization/list',
    summary: "The user's organizations",
    access: 'session',
    query: nothing,
    answer: [{ id: organization.id, name: organization.name, slug: organization.slug }],
  },
  {
    method: 'post',
    path: '/organization/create',
    summary: 'Makes an organization; a user owns at most three',
    access: 'session',
    body: z.strictObject({ name: plainText(100), slug }),
    bodyExample: { name: 'Analytical Engines', slug: 'analytical-engines' },
    answer: { id: organization.id, slug: 'analytical-engines' },
    errors: ['organization_limit'],
    audit: 'organization.created',
    organization: ({ id: made }) => String(made),
  },
  {
    method: 'post',
    path: '/organization/update',
    summary: 'Renames the organization; for owners and admins',
    access: 'session',
    body: z.strictObject({
      data: z.strictObject({ name: plainText(100).optional(), slug: slug.optional() }),
      organizationId: id.optional(),
    }),
    bodyExample: { data: { name: 'Analytical Engines' } },
    answer: { id: organization.id, name: 'Analytical Engines' },
    audit: 'organization.updated',
  },
  {
    method: 'post',
    path: '/organization/set-active',
    summary: 'Chooses the organization that the session acts for',
    access: 'session',
    body: z.strictObject({ organizationId: id }),
    bodyExample: { organizationId: organization.id },
    answer: { id: organization.id, name: organization.name },
  },
  {
    method: 'post',
    path: '/organization/invite-member',
    summary:
      'Invites an address; for owners and admins. Without a mail server the id in the answer makes the link to hand over',
    access: 'session',
    body: z.strictObject({ email, role, organizationId: id.optional(), resend: z.boolean().optional() }),
    bodyExample: { email: 'grace@example.org', role: 'member' },
    answer: { id: exampleId, email: 'grace@example.org', role: 'member', status: 'pending' },
    // Not with the invitation's id: who has it may join, and the trail is read by admins, who may not make owners.
    audit: 'invitation.created',
  },
  {
    method: 'get',
    path: '/organization/get-invitation',
    summary: 'An invitation, for the user it was made for',
    access: 'session',
    query: z.object({ id }),
    queryExample: { id: exampleId },
    answer: { id: exampleId, organizationName: organization.name, role: 'member' },
  },
  ...(
    [
      ['accept', 'Joins the organization', 'member.joined'],
      ['reject', 'Declines an invitation', 'invitation.rejected'],
      ['cancel', 'Takes an invitation back; for owners and admins', 'invitation.canceled'],
    ] as const
  ).map(([verb, summary, audit]): AuthRoute => ({
    method: 'post',
    path: `/organization/${verb}-invitation`,
    summary,
    access: 'session',
    body: z.strictObject({ invitationId: id }),
    bodyExample: { invitationId: exampleId },
    answer: { invitation: { id: exampleId } },
    audit,
    // As above: the trail is in the log, too. Who joined is the member; of the others, the organization says enough.
    ...(verb === 'accept' && { subject: (_, { member }) => (member as { id: string }).id }),
  })),
  {
    method: 'post',
    path: '/organization/remove-member',
    summary: 'Removes a member, and ends their tokens; for owners and admins',
    access: 'session',
    body: z.strictObject({ memberIdOrEmail: z.union([id, email]), organizationId: id.optional() }),
    bodyExample: { memberIdOrEmail: exampleId },
    answer: { member: { id: exampleId } },
    errors: ['sole_owner'],
    audit: 'member.removed',
    subject: (_, { member }) => (member as { id: string }).id,
  },
  {
    method: 'post',
    path: '/organization/update-member-role',
    summary: "Changes a member's role, and ends the tokens that rested on the one before",
    access: 'session',
    body: z.strictObject({ memberId: id, role, organizationId: id.optional() }),
    bodyExample: { memberId: exampleId, role: 'admin' },
    answer: { id: exampleId, role: 'admin' },
    errors: ['organization_limit', 'sole_owner'],
    audit: 'member.role_changed',
    subject: ofBody('memberId'),
  },
  {
    method: 'post',
    path: '/organization/leave',
    summary: "Leaves an organization, and ends the user's tokens in it",
    access: 'session',
    body: z.strictObject({ organizationId: id }),
    bodyExample: { organizationId: organization.id },
    answer: { id: exampleId },
    errors: ['sole_owner'],
    audit: 'member.left',
  },
];
