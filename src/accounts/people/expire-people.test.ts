import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { OPERATOR, ORIGIN, peopleOf, type People } from '../../../test/support/people.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import { createPasswords } from './passwords.ts';
import { expireGalleryInvitations, expireUnconfirmedPeople, UNCONFIRMED_DAYS } from './expire-people.ts';
import { galleryInvitations } from './gallery-invitations.queries.ts';
import { cancelGalleryInvitation, invitePerson } from './invite-person.ts';
import { signUp } from './sign-up.ts';

const refused = (code: string) => (error: unknown) => error instanceof Problem && error.code === code;

function depsOf(people: People) {
  return { ...people, passwords: createPasswords(people), signUpMode: 'open', galleryName: 'Lode' } as const;
}

function signUpAs(people: People, name: string) {
  const wish = { name, email: `${name}@gallery.example`, password: new Secret('lichen on wet rock') };
  return signUp(depsOf(people), { ...wish, invitation: undefined, current: undefined }, ORIGIN);
}

forEachDatabase((_, open) => {
  describe('accounts that are never confirmed', () => {
    it('end after a month with all that was theirs, and free their names', async () => {
      const people = await peopleOf(open);
      await people.person('confirmed');
      await signUpAs(people, 'early');
      people.clock.advance(MICROSECONDS_PER_DAY);
      await signUpAs(people, 'late');
      people.clock.advance(UNCONFIRMED_DAYS * MICROSECONDS_PER_DAY - MICROSECONDS_PER_DAY + 1);
      await people.newEvents();
      assert.equal(await expireUnconfirmedPeople(people), 1);
      assert.equal(await expireUnconfirmedPeople(people), 0);
      const kinds = (await people.newEvents()).map(({ kind }) => kind);
      assert.deepEqual(kinds, ['account_deleted']);
      const tables = ['sessions', 'one_time_tokens'] as const;
      for (const table of tables) {
        const rows = await people.database.read.selectFrom(table).select('account_id').execute();
        assert.equal(new Set(rows.map(({ account_id }) => account_id)).has(2), false, table);
      }
      const names = await people.database.read
        .selectFrom('accounts')
        .select(['name', 'email', 'status'])
        .orderBy('id')
        .execute();
      assert.deepEqual(
        names.map(({ status }) => status),
        ['active', 'deleted', 'active'],
      );
      assert.equal(names[1]?.email, '');
      await signUpAs(people, 'early');
      await assert.rejects(signUpAs(people, 'late'), refused('conflict'));
    });
  });

  describe('invitations to the gallery', () => {
    it('are made by administrators, replace an older one of the address, and can be taken back', async () => {
      const people = await peopleOf(open);
      const root = await people.person('root', true);
      const olga = await people.person('olga');
      const deps = depsOf(people);
      await people.newEvents();
      await assert.rejects(invitePerson(deps, olga, { email: 'new@x.example' }, ORIGIN), refused('forbidden'));
      await assert.rejects(invitePerson(deps, root, { email: 'no address' }, ORIGIN), refused('bad_request'));
      await assert.rejects(invitePerson(deps, root, { email: 'OLGA@gallery.example' }, ORIGIN), refused('conflict'));
      for (const signUpMode of ['closed', 'oidc'] as const) {
        await assert.rejects(
          invitePerson({ ...deps, signUpMode }, root, { email: 'new@x.example' }),
          refused('conflict'),
        );
      }
      assert.deepEqual(await people.newEvents(), []);
      await invitePerson(deps, root, { email: 'new@x.example' }, ORIGIN);
      const { publicId } = await invitePerson(deps, OPERATOR, { email: 'NEW@x.example' });
      const open1 = await galleryInvitations(people.database, 10);
      assert.deepEqual(
        open1.map((each) => each.publicId),
        [publicId],
      );
      assert.deepEqual((await people.newEvents()).at(-1), { kind: 'person_invited', data: { invitation: publicId } });
      await assert.rejects(cancelGalleryInvitation(deps, olga, publicId, ORIGIN), refused('forbidden'));
      await cancelGalleryInvitation(deps, root, publicId, ORIGIN);
      await assert.rejects(cancelGalleryInvitation(deps, root, publicId, ORIGIN), refused('not_found'));
      assert.deepEqual(await people.newEvents(), [{ kind: 'invitation_ended', data: { how: 'cancelled' } }]);
    });

    it('end after two weeks', async () => {
      const people = await peopleOf(open);
      const root = await people.person('root', true);
      await invitePerson(depsOf(people), root, { email: 'new@x.example' }, ORIGIN);
      await people.newEvents();
      people.clock.advance(14 * MICROSECONDS_PER_DAY - 1);
      assert.equal(await expireGalleryInvitations(people), 0);
      people.clock.advance(1);
      assert.equal(await expireGalleryInvitations(people), 1);
      assert.deepEqual(await people.newEvents(), [{ kind: 'invitation_ended', data: { how: 'expired' } }]);
      assert.deepEqual(await galleryInvitations(people.database, 10), []);
    });
  });
});
