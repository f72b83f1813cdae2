import { randomUUID } from 'node:crypto';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { betterAuth } from 'better-auth';
import { admin, genericOAuth, organization } from 'better-auth/plugins';
import type { Config } from '../../../../libs/config/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { auditRow } from '../common/audit.js';
import type { Keys } from '../common/keys.js';
import { ownOrigins } from '../common/origin.js';
import { existingAccountMail, invitationMail, links, resetMail, verificationMail } from './mails.js';
import type { Mail, SendMail } from './mailer.js';
import { createPersonalOrganization, homeOrganization } from './personal-organization.js';
import { refuseUninvited } from './sign-up-policy.js';

export interface AuthParts {
  config: Config;
  database: Pick<Database, 'prisma'>;
  keys: Keys;
  /** null: nothing is verified, and no link is sent. */
  sendMail: SendMail | null;
  log: (level: 'error' | 'warn', message: string) => void;
}

/** better-auth with its features set as http.md wants them; reached only through the routes of auth-routes.ts. */
export type Auth = ReturnType<typeof createAuth>;

/** The header that better-auth takes a client's address from. We write it on each request, over whatever was sent. */
export const addressHeader = 'x-ai-drv-client-address';

export const sessionSecret = (keys: Keys) => keys.derive('better-auth sessions').toString('base64url');

const hour = 3_600;
const day = 24 * hour;

export function createAuth({ config, database, keys, sendMail, log }: AuthParts) {
  const { prisma } = database;
  const { publicUrl } = config;
  const mail = async (message: Mail) => {
    // In the background: how long the mail server takes must not tell whether there was something to send.
    await sendMail?.(message).catch((error: Error & { code?: string }) =>
      log('error', `A mail could not be sent: ${error.code ?? error.name}. Check SMTP_URL.`),
    );
  };
  return betterAuth({
    appName: 'ai-drv',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret: sessionSecret(keys),
    database: prismaAdapter(prisma, { provider: 'postgresql', transaction: true }),
    telemetry: { enabled: false },
    trustedOrigins: ownOrigins(publicUrl),
    logger: {
      level: 'warn',
      disableColors: true,
      // The message alone: what comes after it may be a row, or a request.
      log: (level, message) => level === 'error' && log('error', `better-auth: ${message.split('\n', 1)[0]}`),
    },
    emailAndPassword: {
      enabled: true,
      // Without this, or a mail to verify, a sign-up would tell whether the address has an account.
      autoSignIn: false,
      requireEmailVerification: sendMail !== null,
      minPasswordLength: 12,
      maxPasswordLength: 128,
      resetPasswordTokenExpiresIn: hour,
      revokeSessionsOnPasswordReset: true,
      // What a sign-up with a taken address is answered with: to the letter what a new one is, the admin plugin's fields too.
      customSyntheticUser: ({ coreFields, id }) => ({
        ...coreFields,
        role: 'user',
        banned: false,
        banReason: null,
        banExpires: null,
        id,
      }),
      onPasswordReset: async ({ user }) =>
        void (await prisma.auditEvent.create({ data: auditRow({}, 'user.password_reset', user.id) })),
      ...(sendMail && {
        sendResetPassword: ({ user, token }) =>
          mail(resetMail(user.email, links.resetPassword(publicUrl, token))),
        onExistingUserSignUp: ({ user }) => mail(existingAccountMail(user.email, publicUrl)),
      }),
    },
    ...(sendMail && {
      emailVerification: {
        sendOnSignUp: true,
        sendOnSignIn: true,
        expiresIn: hour,
        sendVerificationEmail: ({ user, token, url }) =>
          mail(verificationMail(user.email, links.verify(publicUrl, token, callbackOf(url)))),
      },
    }),
    verification: { storeIdentifier: 'hashed' },
    session: { expiresIn: 30 * day, updateAge: day },
    account: { encryptOAuthTokens: true },
    rateLimit: {
      enabled: true,
      storage: 'memory',
      window: 60,
      max: 120,
      customRules: { '/sign-up/email': { window: 60, max: 5 }, '/reset-password': { window: 60, max: 10 } },
    },
    advanced: {
      disableCSRFCheck: false,
      disableOriginCheck: false,
      useSecureCookies: publicUrl.startsWith('https:'),
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { generateId: () => randomUUID() },
      backgroundTasks: {
        handler: (task) =>
          void task.catch((error: Error) => log('error', `better-auth, in the background: ${error.name}`)),
      },
    },
    onAPIError: { errorURL: `${publicUrl}/verified` },
    databaseHooks: {
      user: {
        create: {
          before: async (user, context) => {
            // By e-mail and password it was asked before; here come the others' first sign-ins.
            if (context?.path?.startsWith('/callback')) await refuseUninvited(config, prisma, user);
          },
          after: async (user) => void (await createPersonalOrganization(prisma, user.id)),
        },
      },
      session: {
        create: {
          before: async (session) => ({
            data: { ...session, activeOrganizationId: await homeOrganization(prisma, session.userId) },
          }),
        },
      },
    },
    ...(config.github && { socialProviders: { github: config.github } }),
    plugins: [
      organization({
        organizationLimit: async (user) =>
          (await prisma.member.count({ where: { userId: user.id, role: { contains: 'owner' } } })) >= 3,
        disableOrganizationDeletion: true, // DELETE /v1/organization
        invitationExpiresIn: 7 * day,
        invitationLimit: 100,
        requireEmailVerificationOnInvitation: sendMail !== null,
        ...(sendMail && {
          sendInvitationEmail: ({ id, email, organization: { name } }) =>
            mail(invitationMail(email, name, links.invitation(publicUrl, id))),
        }),
      }),
      admin(),
      ...(config.oidc ? [openIdConnect(config.oidc)] : []),
    ],
  });
}

function openIdConnect({ issuer, clientId, clientSecret }: NonNullable<Config['oidc']>) {
  return genericOAuth({
    config: [
      {
        providerId: 'oidc',
        discoveryUrl: `${issuer}/.well-known/openid-configuration`,
        requireIdTokenVerification: true,
        clientId,
        clientSecret,
        scopes: ['openid', 'email', 'profile'],
        pkce: true,
      },
    ],
  });
}

/** better-auth puts the caller's callbackURL into the link; "/" is what it puts in when there is none. */
function callbackOf(url: string): string | undefined {
  const callback = new URL(url).searchParams.get('callbackURL');
  return callback && callback !== '/' ? callback : undefined;
}
