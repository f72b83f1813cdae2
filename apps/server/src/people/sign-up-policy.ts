import { APIError } from 'better-auth/api';
import type { Config } from '../../../../libs/config/index.js';
import type { PrismaClient } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';

/**
 * May this person make an account? Told alike whether the address has one already.
 * @param invitationId what the link of the invitation holds: without mail it is the one proof that they were invited
 * @throws ApiError sign_up_closed, invitation_required
 */
export async function refuseSignUp(
  { signUp }: Config,
  prisma: PrismaClient,
  { email, invitationId }: { email: string; invitationId?: string | undefined },
): Promise<void> {
  if (signUp === 'open') return;
  if (signUp === 'closed') throw new ApiError('sign_up_closed');
  const invited = invitationId !== undefined && (await pending(prisma, email, invitationId)) > 0;
  if (!invited) throw new ApiError('invitation_required');
}

/** The same for who comes by way of another identity provider, which vouches for the address. */
export async function refuseUninvited(
  { signUp }: Config,
  prisma: PrismaClient,
  { email, emailVerified }: { email: string; emailVerified: boolean },
): Promise<void> {
  if (signUp === 'open') return;
  const invited = signUp === 'invitation' && emailVerified && (await pending(prisma, email)) > 0;
  if (invited) return;
  const { code, detail } = new ApiError(signUp === 'closed' ? 'sign_up_closed' : 'invitation_required');
  throw new APIError('FORBIDDEN', { code, message: detail });
}

function pending(prisma: PrismaClient, email: string, id?: string): Promise<number> {
  return prisma.invitation.count({
    where: {
      email: email.toLowerCase(),
      status: 'pending',
      expiresAt: { gt: new Date() },
      ...(id !== undefined && { id }),
    },
  });
}
