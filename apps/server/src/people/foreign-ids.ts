import type { PrismaClient } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';

/** Whose session it is, and for which organization. */
export interface Actor {
  userId: string;
  organizationId: string | null;
}

/**
 * better-auth tells "not yours" from "not there"; here both are the same 404: an organization that the user is not a
 * member of, a member of another one, an invitation that is neither for the user nor from their organization.
 * @returns the organization that the request is about: the one it names, or its invitation's, or the session's
 * @throws ApiError not_found
 */
export async function refuseForeignIds(
  prisma: PrismaClient,
  { userId, organizationId: active }: Actor,
  { organizationId, memberId, memberIdOrEmail, invitationId }: Record<string, unknown>,
): Promise<string | null> {
  const organization = typeof organizationId === 'string' ? organizationId : active;
  if (typeof organizationId === 'string') {
    await requireSome(prisma.member.count({ where: { organizationId, userId } }));
  }
  const member = memberId ?? memberIdOrEmail;
  if (typeof member === 'string' && !member.includes('@')) {
    await requireSome(prisma.member.count({ where: { id: member, organizationId: organization ?? '' } }));
  }
  if (typeof invitationId === 'string') {
    const invitation = await prisma.invitation.findUnique({ where: { id: invitationId } });
    const user = await prisma.user.findUnique({ where: { id: userId } });
    const inviting = invitation?.organizationId ?? '';
    if (!invitation || invitation.email !== user?.email)
      await requireSome(prisma.member.count({ where: { organizationId: inviting, userId } }));
    return inviting;
  }
  return organization;
}

async function requireSome(count: Promise<number>): Promise<void> {
  if ((await count) === 0) throw new ApiError('not_found');
}
