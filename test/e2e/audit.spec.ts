import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sql } from '../support/organizations.js';
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

/** A person, and the organization of their own. */
async function newPerson(name: string) {
  const person = await new Person(service.url, name).join();
  const { user, organization } = (await person.send('/v1/me')).body;
  const act = async (verb: string, body: object) => {
    const answer = await person.send(`/api/auth/organization/${verb}`, { body });
    expect([verb, answer.status]).toEqual([verb, 200]);
    return answer.body;
  };
  return { person, userId: user.id as string, home: organization.id as string, act };
}

interface Event {
  action: string;
  by: string | null;
  subject: string | null;
}
/** What was done to it; that people signed in stands there, too. */
const trailOf = (organizationId: string) =>
  sql<Event>(
    database.url,
    `SELECT action, user_id AS by, subject FROM audit_event
     WHERE organization_id = $1 AND action <> 'user.signed_in' ORDER BY created_at, id`,
    [organizationId],
  );

describe('the audit trail', () => {
  it('of an organization has what was done to it, wherever the sessions of those who did it were', async () => {
    const [ada, bob, eve] = [await newPerson('ada'), await newPerson('bob'), await newPerson('eve')];
    const made = await ada.act('create', { name: 'Engines', slug: `engines-${Date.now()}` });
    const organizationId = made.id as string;
    await ada.act('set-active', { organizationId: ada.home });
    const memberIds: string[] = [];
    for (const { person, act } of [bob, eve]) {
      const { id } = await ada.act('invite-member', { email: person.email, role: 'member', organizationId });
      const { member } = await act('accept-invitation', { invitationId: id });
      memberIds.push(member.id);
    }
    await bob.act('set-active', { organizationId: bob.home });
    await ada.act('update-member-role', { memberId: memberIds[0], role: 'admin', organizationId });
    await bob.act('remove-member', { memberIdOrEmail: eve.person.email, organizationId });
    await bob.act('leave', { organizationId });
    expect(await trailOf(organizationId)).toEqual([
      { action: 'organization.created', by: ada.userId, subject: organizationId },
      { action: 'invitation.created', by: ada.userId, subject: organizationId },
      { action: 'member.joined', by: bob.userId, subject: memberIds[0] },
      { action: 'invitation.created', by: ada.userId, subject: organizationId },
      { action: 'member.joined', by: eve.userId, subject: memberIds[1] },
      { action: 'member.role_changed', by: ada.userId, subject: memberIds[0] },
      { action: 'member.removed', by: bob.userId, subject: memberIds[1] },
      { action: 'member.left', by: bob.userId, subject: organizationId },
    ]);
    for (const { home } of [ada, bob, eve]) expect(await trailOf(home)).toEqual([]);
  });

  it('has a row for what was done, and nothing is done without its row', async () => {
    const [ada, bob] = [await newPerson('ada'), await newPerson('bob')];
    const { id: invitationId } = await ada.act('invite-member', { email: bob.person.email, role: 'member' });
    const accept = () =>
      bob.person.send('/api/auth/organization/accept-invitation', { body: { invitationId } });
    const members = async () => (await ada.person.send('/v1/organization/members')).body.items.length;
    // As if the process ended between the act and its row.
    await sql(
      database.url,
      `CREATE FUNCTION no_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF NEW.action IN ('member.joined', 'organization.created') THEN RAISE EXCEPTION 'no row'; END IF;
         RETURN NEW;
       END $$`,
    );
    await sql(
      database.url,
      'CREATE TRIGGER no_row BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION no_row()',
    );
    expect((await accept()).status).toBe(500);
    expect(await members()).toBe(1);
    const slug = `lost-${Date.now()}`;
    const create = () => bob.person.send('/api/auth/organization/create', { body: { name: 'Lost', slug } });
    expect((await create()).status).toBe(500);
    await sql(database.url, 'DROP TRIGGER no_row ON audit_event');
    expect((await create()).status).toBe(200);
    expect((await accept()).status).toBe(200);
    expect(await members()).toBe(2);
    // Nothing was done: no row.
    expect((await accept()).status).toBe(400);
    expect((await trailOf(ada.home)).map(({ action }) => action)).toEqual([
      'invitation.created',
      'member.joined',
    ]);
  });
});
