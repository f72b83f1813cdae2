import type { Mail } from './mailer.js';

/** Where links lead. Each opens by GET and changes nothing unless its answer says so. */
export const links = {
  verify: (publicUrl: string, token: string, callbackUrl?: string) =>
    `${publicUrl}/api/auth/verify-email?token=${encodeURIComponent(token)}&callbackURL=${encodeURIComponent(callbackUrl ?? '/verified')}`,
  resetPassword: (publicUrl: string, token: string) =>
    `${publicUrl}/reset-password?token=${encodeURIComponent(token)}`,
  invitation: (publicUrl: string, id: string) => `${publicUrl}/invitation?id=${encodeURIComponent(id)}`,
};

export function verificationMail(to: string, url: string): Mail {
  return {
    to,
    subject: 'Confirm your e-mail address for ai-drv',
    text: `Somebody, most likely you, signed up to ai-drv with this e-mail address. To confirm it, open:\n\n${url}\n\nThe link holds for an hour. If it was not you, do nothing.\n`,
  };
}

export function resetMail(to: string, url: string): Mail {
  return {
    to,
    subject: 'Set a new password for ai-drv',
    text: `Somebody, most likely you, asked to set a new password for ai-drv. To do so, open:\n\n${url}\n\nThe link holds for an hour and works once. If it was not you, do nothing: your password stays as it is.\n`,
  };
}

export function existingAccountMail(to: string, publicUrl: string): Mail {
  return {
    to,
    subject: 'You have an ai-drv account already',
    text: `Somebody, most likely you, tried to sign up to ai-drv with this e-mail address. It has an account already: sign in at ${publicUrl}, or ask for a new password there. If it was not you, do nothing.\n`,
  };
}

export function invitationMail(to: string, organization: string, url: string): Mail {
  return {
    to,
    subject: `Invitation to ${organization} on ai-drv`.replaceAll(/\p{Cc}/gu, ' '),
    text: `You are invited to the organization "${organization}" on ai-drv. To join, open:\n\n${url}\n\nThe link holds for a week, for this e-mail address only.\n`,
  };
}
