import { randomBytes, randomUUID } from 'node:crypto';
import type { PrismaClient } from '../../../../libs/database/index.js';

/** The organization that a new session begins in: the oldest that its user owns, else the oldest there is; made when there is none. */
export async function homeOrganization(prisma: PrismaClient, userId: string): Promise<string> {
  const members = await prisma.member.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } });
  const home = members.find(({ role }) => role.split(',').includes('owner')) ?? members[0];
  return home?.organizationId ?? (await createPersonalOrganization(prisma, userId));
}

/** Makes a user's own organization, and the membership with it. */
export async function createPersonalOrganization(prisma: PrismaClient, userId: string): Promise<string> {
  const { name } = await prisma.user.findUniqueOrThrow({ where: { id: userId } });
  const id = randomUUID();
  await prisma.organization.create({
    data: {
      id,
      name,
      slug: slugOf(name),
      members: { create: { id: randomUUID(), userId, role: 'owner' } },
    },
  });
  return id;
}

/** From a name, with an ending of chance: slugs are unique over the whole instance, and a free one says nothing of who is here. */
export function slugOf(name: string): string {
  const base = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 30);
  return `${base || 'personal'}-${randomBytes(4).toString('hex')}`;
}
