import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { OPERATOR, ORIGIN, peopleOf, type People } from '../../../test/support/people.ts';
import { createApiKey } from '../../accounts/keys/create-api-key.ts';
import { setLocked } from '../../accounts/lock-account.ts';
import { findToken, tokenText } from '../../accounts/one-time-token.ts';
import { askTransformation } from '../../accounts/organizations/ask-transformation.ts';
import { acceptInvitation } from '../../accounts/organizations/answer-invitation.ts';
import { foundOrganization } from '../../accounts/organizations/create-organization.ts';
import { inviteMember } from '../../accounts/organizations/invite-member.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { Problem } from '../../base/problem.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { insertOwner, insertRegistration } from '../registrations.queries.ts';
import { deleteAccount } from './delete-account.ts';
import { MAX_RELEASED } from './deletion-blockers.ts';

/** A package without versions that these accounts own. */
async function own(people: People, id: string, ...owners: string[]): Promise<void> {
  const ids = await Promise.all(owners.map((name) => people.accountId(name)));
  await people.database.mutation(async (tx) => {
    const { id: registration } = await insertRegistration(tx, { display: id, key: id.toLowerCase() }, 1);
    for (const account of ids) await insertOwner(tx, registration, account, 1);
  });
}

forEachDatabase((_, open) => {
  const start = async () => {
    const people = await peopleOf(open);
    const [olga, carl] = [await people.person('olga'), await people.person('carl')];
    const end = (who: SessionPrincipal, name = who.name, typed = name) =>
      deleteAccount(people, who, { name, typed }, ORIGIN);
    const faults = async (work: Promise<void>): Promise<string[]> => {
      const problem = await work.then(
        () => undefined,
        (error: unknown) => error,
      );
      assert.ok(problem instanceof Problem && problem.code === 'conflict', String(problem));
      return problem.faults.map(({ detail }) => detail);
    };
    return { people, olga, carl, end, faults };
  };

  describe('the end of a person’s account', () => {
    it('clears what is personal, ends every way in, and keeps the name for ever', async () => {
      const { people, olga, carl, end } = await start();
      await people.organization('acme', 'carl');
      await people.organization('other', 'carl');
      const invitation = await inviteMember(
        people,
        carl,
        { organization: 'acme', invitee: 'olga', role: 'collaborator' },
        ORIGIN,
      );
      await acceptInvitation(people, olga, invitation.publicId, ORIGIN);
      await inviteMember(people, carl, { organization: 'other', invitee: 'olga', role: 'collaborator' }, ORIGIN);
      await askTransformation(people, await people.person('zoe'), { administrator: 'olga' }, ORIGIN);
      const wish = { name: 'ci', scopes: ['push'], packages: ['*'], days: 30 };
      await createApiKey(people, OPERATOR, { ...wish, owner: 'olga' });
      await createApiKey(people, OPERATOR, { ...wish, owner: 'acme', as: 'olga' });
      await own(people, 'Shared.One', 'olga', 'carl');
      await people.newEvents();

      await end(olga);

      const { database } = people;
      const row = await database.read
        .selectFrom('accounts')
        .selectAll()
        .where('id', '=', olga.actorId)
        .executeTakeFirst();
      assert.ok(row !== undefined);
      const { status, name, email, email_key, email_confirmed_at, password_hash, muted_mail, deleted_at } = row;
      assert.deepEqual(
        { status, name, email, email_key, email_confirmed_at, password_hash, muted_mail, deleted_at },
        {
          status: 'deleted',
          name: 'olga',
          email: '',
          email_key: '',
          email_confirmed_at: null,
          password_hash: null,
          muted_mail: '[]',
          deleted_at: people.clock.now(),
        },
      );
      for (const table of ['sessions', 'passkeys', 'one_time_tokens', 'identities', 'owners', 'key_viewers'] as const) {
        const left = await database.read
          .selectFrom(table)
          .select('account_id')
          .where('account_id', '=', olga.actorId)
          .execute();
        assert.deepEqual(left, [], table);
      }
      const memberships = await database.read
        .selectFrom('memberships')
        .select('person_id')
        .where('person_id', '=', olga.actorId)
        .execute();
      assert.deepEqual(memberships, []);
      assert.deepEqual(await database.read.selectFrom('invitations').select('id').execute(), []);
      const keys = await database.read.selectFrom('api_keys').select(['revoked_at', 'last_used_address']).execute();
      assert.ok(keys.every((key) => key.revoked_at !== null && key.last_used_address === null));
      const origins = await database.read
        .selectFrom('event_origins')
        .innerJoin('events', 'seq', 'event_seq')
        .select('kind')
        .where('actor', '=', olga.actorId)
        .execute();
      assert.deepEqual(origins, []);
      const events = await people.newEvents();
      assert.deepEqual(
        events.map(({ kind }) => kind),
        [
          'owner_removed',
          'member_removed',
          'key_revoked',
          'invitation_ended',
          'transformation_ended',
          'key_revoked',
          'account_deleted',
        ],
      );
      assert.ok(!JSON.stringify(events).includes('@'), 'the log holds no address');
      const shared = await database.read.selectFrom('registrations').select('revision').executeTakeFirst();
      assert.equal(shared?.revision, people.clock.now(), 'documents that name the owners are rendered anew');
      await assert.rejects(people.person('olga'), { code: 'conflict' });
      await assert.rejects(people.person('OLGA'), { code: 'conflict' });
    });

    it('leaves, for a week, where to say so', async () => {
      const { people, olga, end } = await start();
      await people.newEvents();
      await end(olga);
      const [deleted] = (await people.newEvents()).slice(-1);
      const { farewell } = (deleted?.data ?? {}) as { farewell: string };
      const text = tokenText(people.secret, farewell);
      const token = await findToken(people, people.database, 'farewell', text);
      assert.deepEqual(token?.data, { address: 'olga@gallery.example', name: 'olga' });
      people.clock.advance(7 * MICROSECONDS_PER_DAY);
      assert.equal(await findToken(people, people.database, 'farewell', text), undefined);
    });

    it('is refused while an id, an organization or the gallery would be without anybody, with all reasons', async () => {
      const { people, end, faults } = await start();
      const boss = await people.person('boss', true);
      await people.organization('acme', 'boss');
      await own(people, 'Alone.One', 'boss');
      await own(people, 'Shared.One', 'boss', 'carl');
      await people.newEvents();
      assert.deepEqual(await faults(end(boss)), [
        'Packages would be without an owner (Alone.One): add another owner to each of them first.',
        'Nobody else administers acme: make another member an administrator, or delete the organization first.',
        'The gallery would be without an administrator: make somebody else one first.',
      ]);
      assert.deepEqual(await people.newEvents(), []);
      assert.equal((await people.database.read.selectFrom('owners').select('account_id').execute()).length, 3);
    });

    it('does not count on an administrator who is locked', async () => {
      const { people, olga, carl, end, faults } = await start();
      await people.organization('acme', 'olga');
      const wish = { organization: 'acme', invitee: 'carl', role: 'administrator' };
      const { publicId } = await inviteMember(people, olga, wish, ORIGIN);
      await acceptInvitation(people, carl, publicId, ORIGIN);
      await setLocked(people, OPERATOR, { name: 'carl', locked: true });
      assert.equal((await faults(end(olga))).length, 1);
      await setLocked(people, OPERATOR, { name: 'carl', locked: false });
      await end(olga);
    });

    it('of two administrators who go at once, on two nodes, lets one', async () => {
      const { people, olga, carl } = await start();
      await people.organization('acme', 'olga');
      const wish = { organization: 'acme', invitee: 'carl', role: 'administrator' };
      const { publicId } = await inviteMember(people, olga, wish, ORIGIN);
      await acceptInvitation(people, carl, publicId, ORIGIN);
      await own(people, 'Shared.One', 'olga', 'carl');
      const other = { ...people, database: await people.database.reopen() };
      const outcomes = await Promise.allSettled([
        deleteAccount(people, olga, { name: 'olga', typed: 'olga' }, ORIGIN),
        deleteAccount(other, carl, { name: 'carl', typed: 'carl' }, ORIGIN),
      ]);
      assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      assert.equal((await people.database.read.selectFrom('owners').select('account_id').execute()).length, 1);
    });

    it('is asked for by name, a moment after a sign-in, by nobody else', async () => {
      const { people, olga, carl, end } = await start();
      for (const typed of ['', 'carl', 'olga2', '\0', 'x'.repeat(100_000)]) {
        await assert.rejects(end(olga, 'olga', typed), { code: 'bad_request' });
      }
      const boss = await people.person('boss', true);
      for (const who of [carl, boss]) await assert.rejects(end(who, 'olga'), { code: 'forbidden' });
      people.clock.advance(MICROSECONDS_PER_DAY / 12);
      await assert.rejects(end(olga), { code: 'sign_in_again' });
      const again = await people.signIn('olga');
      await end(again, 'olga', ' OLGA ');
      await assert.rejects(end(again), { code: 'not_found' });
    });

    it('gives up a limited number of packages', async () => {
      const { people, olga, end, faults } = await start();
      const carl = await people.accountId('carl');
      await people.database.mutation(async (tx) => {
        for (let number = 0; number <= MAX_RELEASED; number += 1) {
          const { id } = await insertRegistration(tx, { display: `P.${number}`, key: `p.${number}` }, 1);
          for (const account of [olga.actorId, carl]) await insertOwner(tx, id, account, 1);
        }
      });
      assert.deepEqual(await faults(end(olga)), ['olga owns more than 1,000 packages: hand some over first.']);
      await people.database.mutation((tx) =>
        tx.deleteFrom('owners').where('registration_key', '=', 'p.7').where('account_id', '=', olga.actorId).execute(),
      );
      await people.newEvents();
      await end(olga);
      const removed = (await people.newEvents()).filter(({ kind }) => kind === 'owner_removed');
      assert.equal(removed.length, MAX_RELEASED);
    });

    it('makes the name free again where the address was never confirmed', async () => {
      const { people, olga, end } = await start();
      await people.database.mutation((tx) =>
        tx.updateTable('accounts').set({ email_confirmed_at: null }).where('id', '=', olga.actorId).execute(),
      );
      await people.newEvents();
      await end(olga);
      assert.deepEqual((await people.newEvents()).at(-1), { kind: 'account_deleted', data: {} });
      const next = await people.person('Olga');
      assert.notEqual(next.actorId, olga.actorId);
    });
  });

  describe('the end of an organization', () => {
    it('is its last member’s to ask for, who administers it, when it owns nothing', async () => {
      const { people, olga, carl, end, faults } = await start();
      const boss = await people.person('boss', true);
      await people.organization('acme', 'olga');
      const wish = { organization: 'acme', invitee: 'carl', role: 'collaborator' };
      await acceptInvitation(people, carl, (await inviteMember(people, olga, wish, ORIGIN)).publicId, ORIGIN);
      await own(people, 'Alone.One', 'acme');
      for (const who of [carl, boss, await people.person('zoe')]) {
        await assert.rejects(end(who, 'acme'), { code: 'forbidden' });
      }
      assert.deepEqual(await faults(end(olga, 'acme')), [
        'Packages would be without an owner (Alone.One): add another owner to each of them first.',
        'acme has other members: remove them first.',
      ]);
      await people.database.mutation((tx) =>
        tx.deleteFrom('memberships').where('person_id', '=', carl.actorId).execute(),
      );
      await people.database.mutation((tx) => tx.deleteFrom('owners').execute());
      await createApiKey(people, OPERATOR, { owner: 'acme', name: 'ci', scopes: ['push'], packages: ['*'], days: 30 });
      await inviteMember(
        people,
        olga,
        { organization: 'acme', invitee: 'x@elsewhere.example', role: 'collaborator' },
        ORIGIN,
      );
      await people.newEvents();
      await end(olga, 'acme');
      assert.deepEqual(
        (await people.newEvents()).map(({ kind }) => kind),
        ['member_removed', 'invitation_ended', 'key_revoked', 'account_deleted'],
      );
      assert.deepEqual(await people.database.read.selectFrom('memberships').select('person_id').execute(), []);
      await assert.rejects(foundOrganization(people, olga, { name: 'ACME', email: 'a@b.example' }, ORIGIN), {
        code: 'conflict',
      });
      await end(olga);
    });

    it('waits while it is locked', async () => {
      const { people, olga, end } = await start();
      await people.organization('acme', 'olga');
      await setLocked(people, OPERATOR, { name: 'acme', locked: true });
      await assert.rejects(end(olga, 'acme'), { code: 'account_locked' });
    });
  });
});
