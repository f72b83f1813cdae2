import { randomBytes, randomUUID } from 'node:crypto';
import { hashPassword } from '@better-auth/utils/password';
import { z } from 'zod';
import type { Config } from '../../../../libs/config/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { auditRow } from '../common/audit.js';
import { Keys } from '../common/keys.js';
import { acceptSecret as accept, newSecret, rotateKeptSecret } from '../instance-secret.js';
import { IssuedTokensService } from '../tokens/issued-tokens.service.js';
import { createAuth } from './auth.js';
import { links } from './mails.js';
import { createPersonalOrganization } from './personal-organization.js';

/** What the commands work on. */
export interface Instance {
  config: Config;
  database: Database;
  secret: string;
  /** A server may be using the database right now. */
  running: boolean;
}

const week = 7 * 86_400_000;

/** @returns what to print */
export async function createAdmin({ database: { prisma } }: Instance, address: string, name: string) {
  const email = requireEmail(address);
  const existing = await prisma.user.findUnique({ where: { email } });
  if (existing) {
    await prisma.$transaction([
      prisma.user.update({
        where: { id: existing.id },
        data: { role: 'admin', banned: false, emailVerified: true },
      }),
      prisma.auditEvent.create({ data: auditRow({}, 'user.made_admin', existing.id) }),
    ]);
    return `${email} has an account, and is an administrator now. The password is what it was.`;
  }
  const [id, password] = [randomUUID(), randomBytes(18).toString('base64url')];
  await prisma.$transaction([
    prisma.user.create({
      data: {
        id,
        name,
        email,
        emailVerified: true,
        role: 'admin',
        accounts: {
          create: {
            id: randomUUID(),
            accountId: id,
            providerId: 'credential',
            password: await hashPassword(password),
          },
        },
      },
    }),
    prisma.auditEvent.create({ data: auditRow({}, 'user.made_admin', id) }),
  ]);
  await createPersonalOrganization(prisma, id);
  return `${email} is an administrator.\nPassword: ${password}`;
}

/** @throws Error a sentence when there is no such organization, or nobody in it to invite in the name of */
export async function invite(
  { config, database: { prisma } }: Instance,
  address: string,
  { role, slug }: { role: string; slug?: string | undefined },
): Promise<string> {
  const email = requireEmail(address);
  const organization = await prisma.organization.findFirst({
    where: slug === undefined ? {} : { slug },
    orderBy: { createdAt: 'asc' },
    include: { members: { where: { role: { contains: 'owner' } }, take: 1 } },
  });
  const inviter = organization?.members[0];
  if (!organization || !inviter) {
    throw new Error(
      slug === undefined
        ? 'There is no organization yet. Begin with: npm run admin -- create-admin EMAIL'
        : `There is no organization "${slug}" with an owner.`,
    );
  }
  if (await prisma.member.findFirst({ where: { organizationId: organization.id, user: { email } } }))
    throw new Error(`${email} is a member of ${organization.name} already.`);
  const id = randomUUID();
  const organizationId = organization.id;
  await prisma.$transaction([
    prisma.invitation.updateMany({
      where: { organizationId, email, status: 'pending' },
      data: { status: 'canceled' },
    }),
    prisma.invitation.create({
      data: {
        id,
        organizationId,
        email,
        role,
        inviterId: inviter.userId,
        expiresAt: new Date(Date.now() + week),
      },
    }),
    // Without its id, which is the link: the organization's admins read the trail.
    prisma.auditEvent.create({
      data: auditRow({ organizationId }, 'invitation.created', organizationId, { role }),
    }),
  ]);
  return `For ${email}, to join ${organization.name} as ${role}, within a week:\n${links.invitation(config.publicUrl, id)}`;
}

/** @throws Error a sentence when there is no such account */
export async function resetLink({ config, database, secret }: Instance, address: string): Promise<string> {
  const email = requireEmail(address);
  const user = await database.prisma.user.findUnique({ where: { email } });
  if (!user) throw new Error(`There is no account with the address ${email}.`);
  // The mail that better-auth would send is the way to its token.
  let text = '';
  const auth = createAuth({
    config,
    database,
    keys: new Keys(secret),
    sendMail: async (mail) => void (text = mail.text),
    log: () => undefined,
  });
  await auth.api.requestPasswordReset({ body: { email } });
  await database.prisma.auditEvent.create({ data: auditRow({}, 'user.reset_link_made', user.id) });
  const link = /^http\S+$/m.exec(text)?.[0];
  if (link === undefined) throw new Error('The link could not be made.');
  return `For ${email}, within an hour, once:\n${link}`;
}

/** @throws Error a sentence when there is no such token, or it was revoked before */
export async function revokeToken({ database: { prisma } }: Instance, id: string): Promise<string> {
  if (!z.guid().safeParse(id).success) throw new Error('A token is named by its id; GET /v1/tokens has it.');
  await prisma.$transaction(async (transaction) => {
    const [token] = await transaction.token.updateManyAndReturn({
      where: { id, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (!token) throw new Error('There is no such token, or it was revoked before.');
    const { organizationId } = token;
    await transaction.auditEvent.create({ data: auditRow({ organizationId }, 'token.revoked', id) });
  });
  return 'Revoked: it holds nowhere any more.';
}

export async function revokePresented({ database }: Instance, token: string): Promise<string> {
  await new IssuedTokensService(database).revokePresented(token);
  return 'If it was a token of this server, it holds nowhere any more.';
}

/** Where the secret is kept by us it is replaced; where it comes from the environment a new one is made to be set there. */
export async function rotateSecret({ config, database, running }: Instance): Promise<string> {
  if (config.secret !== null) {
    return `Set this for every process, and restart them:\nAI_DRV_SECRET=${newSecret()}\nAI_DRV_SECRET_PREVIOUS= the one that is set now; take it out after the start.\nEverybody signs in again; tokens and provider keys stay.`;
  }
  if (running) throw new Error('The server is running with its secret. Stop it first.');
  const { rewrapped, unreadable } = await rotateKeptSecret(database, config.dataDirectory);
  const shut = unreadable > 0 ? ` ${unreadable} cannot be opened, and must be stored again.` : '';
  return `There is another master secret. Everybody signs in again; tokens stay; provider keys wrapped anew: ${rewrapped}.${shut}`;
}

/** When the one before is lost for good. */
export async function acceptSecret({ database, secret }: Instance): Promise<string> {
  await accept(database, secret);
  await database.prisma.auditEvent.create({ data: auditRow({}, 'secret.accepted', 'instance') });
  return 'The master secret that is set now holds. Everybody signs in again; tokens stay. Provider keys that were sealed with the lost one cannot be opened: what is asked with them fails and says so, until their organizations store or delete them.';
}

function requireEmail(text: string): string {
  const result = z.email().safeParse(text);
  if (!result.success) throw new Error(`"${text}" is not an e-mail address.`);
  return result.data.toLowerCase();
}
