import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Person } from '../support/person.js';
import { startService, type Service } from '../support/service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let service: Service;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await startService({
    databaseUrl: database.url,
    environment: { AI_DRV_TRUST_PROXY: '1' },
  });
});

afterAll(async () => {
  await service?.stop();
  await database?.drop();
});

const newPerson = (name: string) => new Person(service.url, name).join();

describe('an organization', () => {
  it('with members keeps an owner, also when all of them leave at once', async () => {
    const [one, two, member] = [await newPerson('one'), await newPerson('two'), await newPerson('member')];
    const organizationId = (await one.send('/v1/organization')).body.id;
    for (const [person, role] of [
      [two, 'owner'],
      [member, 'member'],
    ] as const) {
      const { body } = await one.send('/api/auth/organization/invite-member', {
        body: { email: person.email, role },
      });
      await person.send('/api/auth/organization/accept-invitation', { body: { invitationId: body.id } });
    }
    const leave = (person: Person) =>
      person.send('/api/auth/organization/leave', { body: { organizationId } });
    const left = await Promise.all([leave(one), leave(two)]);
    expect(left.filter(({ status }) => status === 200)).toHaveLength(1);
    // Whoever comes second is refused by better-auth or by the database.
    expect(left.find(({ status }) => status !== 200)!.text).toMatch(/ONLY_OWNER|sole_owner/);
    const { items } = (await member.send('/v1/organization/members')).body;
    expect(items.map(({ role }: { role: string }) => role)).toContain('owner');
  });
});

describe('what an admin of an organization may not have', () => {
  it('the link, or the id, of an invitation that makes an owner', async () => {
    const [owner, admin] = [await newPerson('owner'), await newPerson('admin')];
    const invite = async (email: string, role: string) =>
      (await owner.send('/api/auth/organization/invite-member', { body: { email, role } })).body.id as string;
    await admin.send('/api/auth/organization/accept-invitation', {
      body: { invitationId: await invite(admin.email, 'admin') },
    });
    const links = async (person: Person) => (await person.send('/v1/organization/invitations')).text;
    const [heir, helper] = [
      await invite('heir@example.org', 'owner'),
      await invite('helper@example.org', 'admin'),
    ];
    expect(await links(admin)).toContain(helper);
    expect(await links(owner)).toContain(heir);
    const seen = [
      await links(admin),
      (await admin.send('/v1/export')).text,
      (
        await admin.send('/api/auth/organization/invite-member', {
          body: { email: 'heir@example.org', role: 'member', resend: true },
        })
      ).text,
    ];
    expect(seen[1]).toContain('heir@example.org');
    expect(seen.filter((text) => text.includes(heir))).toEqual([]);
  });
});
