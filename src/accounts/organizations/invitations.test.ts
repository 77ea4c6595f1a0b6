import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { OPERATOR, ORIGIN, peopleOf, type People } from '../../../test/support/people.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { defaultRateLimits } from '../../base/rate-limits.ts';
import { createRateLimiter } from '../limits/rate-limiter.ts';
import { setLocked } from '../lock-account.ts';
import { tokenText } from '../one-time-token.ts';
import type { SessionPrincipal } from '../principal.ts';
import { acceptInvitation, declineInvitation } from './answer-invitation.ts';
import { cancelInvitation } from './cancel-invitation.ts';
import { expireInvitations } from './expire-invitations.ts';
import { inviteMember } from './invite-member.ts';
import { MAX_OPEN_INVITATIONS } from './organization.ts';

forEachDatabase((_, open) => {
  const acme = async () => {
    const people = await peopleOf(open);
    const [olga, carl, zoe] = [await people.person('olga'), await people.person('carl'), await people.person('zoe')];
    await people.organization('acme', 'olga');
    const invite = async (invitee: string, role = 'collaborator') =>
      (await inviteMember(people, olga, { organization: 'acme', invitee, role }, ORIGIN)).publicId;
    const accept = (who: SessionPrincipal, text: string) => acceptInvitation(people, who, text, ORIGIN);
    const decline = (who: SessionPrincipal, text: string) => declineInvitation(people, who, text, ORIGIN);
    await people.newEvents();
    return { people, olga, carl, zoe, invite, accept, decline };
  };
  const gone = { code: 'not_found', message: /holds no more/ };
  const rows = async ({ database }: People) =>
    (await database.read.selectFrom('invitations').select('id').execute()).length;

  describe('an invitation by name', () => {
    it('is accepted once, by its person alone, from the list or by the link', async () => {
      const { people, carl, zoe, invite, accept } = await acme();
      const id = await invite('Carl', 'administrator');
      const link = tokenText(people.secret, id);
      for (const text of [id, link]) await assert.rejects(accept(zoe, text), gone);
      assert.deepEqual(await accept(carl, link), { organization: 'acme', role: 'administrator' });
      for (const text of [id, link]) await assert.rejects(accept(carl, text), gone);
      const person = carl.publicId;
      assert.deepEqual(await people.newEvents(), [
        { kind: 'member_invited', data: { invitation: id, role: 'administrator', person } },
        { kind: 'member_added', data: { person, role: 'administrator' } },
      ]);
      assert.equal(await rows(people), 0);
    });

    it('goes to a person here who can act and is no member, and says which of the two it is not', async () => {
      const { people, olga, invite } = await acme();
      await people.organization('other', 'olga');
      await people.person('locked');
      await setLocked(people, OPERATOR, { name: 'locked', locked: true });
      for (const name of ['nobody', 'other', 'locked']) {
        await assert.rejects(invite(name), { code: 'bad_request', message: /There is no person named/ });
      }
      await assert.rejects(invite(olga.name), { code: 'conflict', message: /is a member/ });
      for (const hostile of [
        '',
        ' ',
        '<b>',
        'a b',
        '\ud800',
        'x'.repeat(65),
        '../..',
        `${'a'.repeat(250)}@x.example`,
      ]) {
        await assert.rejects(invite(hostile), { code: 'bad_request' });
      }
      await assert.rejects(invite('carl', 'owner'), { code: 'bad_request' });
      assert.deepEqual(
        await people.newEvents().then((events) => events.filter(({ kind }) => kind === 'member_invited')),
        [],
      );
    });

    it('is not sent twice', async () => {
      const { people, invite } = await acme();
      await invite('carl');
      await assert.rejects(invite('CARL'), { code: 'conflict', message: /open already/ });
      assert.equal((await people.newEvents()).length, 1);
    });

    it('is taken once by one who accepts on two nodes at the same time', async () => {
      const { people, carl, invite } = await acme();
      const id = await invite('carl');
      const other = { ...people, database: await people.database.reopen() };
      const outcomes = await Promise.allSettled([
        acceptInvitation(people, carl, id, ORIGIN),
        acceptInvitation(other, carl, id, ORIGIN),
      ]);
      assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    });
  });

  describe('an invitation by address', () => {
    it('gives the same answer for an address that is somebody’s, and never names them', async () => {
      const { people, invite } = await acme();
      const known = await invite('carl@gallery.example');
      const unknown = await invite('nobody@elsewhere.example');
      const shape = (id: string) => /^[0-9A-Za-z]{22}$/.test(id);
      assert.ok(shape(known) && shape(unknown));
      const [first, second] = await people.newEvents();
      assert.deepEqual(first, { kind: 'member_invited', data: { invitation: known, role: 'collaborator' } });
      assert.deepEqual(second, { kind: 'member_invited', data: { invitation: unknown, role: 'collaborator' } });
      const found = await people.database.read.selectFrom('invitations').select(['person_id', 'email']).execute();
      assert.deepEqual(found, [
        { person_id: null, email: 'carl@gallery.example' },
        { person_id: null, email: 'nobody@elsewhere.example' },
      ]);
    });

    it('is for whoever holds the link and has a confirmed address', async () => {
      const { people, carl, zoe, invite, accept } = await acme();
      const id = await invite('somebody@elsewhere.example');
      await assert.rejects(accept(carl, id), gone, 'its id alone is no proof');
      const link = tokenText(people.secret, id);
      await people.database.mutation((tx) =>
        tx.updateTable('accounts').set({ email_confirmed_at: null }).where('id', '=', zoe.actorId).execute(),
      );
      await assert.rejects(accept(zoe, link), { code: 'email_unconfirmed' });
      await accept(carl, link);
      await assert.rejects(accept(zoe, link));
      assert.equal(await rows(people), 0);
    });

    it('is for the person whose confirmed address it is, also without the link', async () => {
      const { carl, zoe, invite, accept, people } = await acme();
      const id = await invite('CARL@gallery.example');
      await assert.rejects(accept(zoe, id), gone);
      await people.database.mutation((tx) =>
        tx.updateTable('accounts').set({ email_key: 'carl@gallery.example' }).where('id', '=', zoe.actorId).execute(),
      );
      await people.database.mutation((tx) =>
        tx.updateTable('accounts').set({ email_confirmed_at: null }).where('id', '=', zoe.actorId).execute(),
      );
      await assert.rejects(accept(zoe, id), { code: 'email_unconfirmed' });
      assert.deepEqual(await accept(carl, id), { organization: 'acme', role: 'collaborator' });
    });

    it('changes no member who accepts it, and can still be used by another', async () => {
      const { people, olga, carl, invite, accept } = await acme();
      const link = tokenText(people.secret, await invite('x@elsewhere.example'));
      await assert.rejects(accept(olga, link), { code: 'conflict', message: /member of acme already/ });
      await accept(carl, link);
    });
  });

  describe('any invitation', () => {
    it('is declined by who may accept it, and ends', async () => {
      const { people, carl, zoe, invite, accept, decline } = await acme();
      const byName = await invite('carl');
      const byAddress = await invite('x@elsewhere.example', 'administrator');
      await people.newEvents();
      await assert.rejects(decline(zoe, byName), gone);
      await assert.rejects(decline(zoe, byAddress), gone);
      assert.deepEqual(await decline(carl, byName), { organization: 'acme', role: 'collaborator' });
      await decline(zoe, tokenText(people.secret, byAddress));
      await assert.rejects(accept(carl, byName), gone);
      await assert.rejects(decline(carl, byName), gone);
      const ended = { how: 'declined', role: 'collaborator', invitation: byName, person: carl.publicId };
      assert.deepEqual(await people.newEvents(), [
        { kind: 'invitation_ended', data: ended },
        {
          kind: 'invitation_ended',
          data: { how: 'declined', role: 'administrator', invitation: byAddress, byAddress: true },
        },
      ]);
    });

    it('is cancelled by an administrator of its own organization', async () => {
      const { people, olga, carl, zoe, invite, accept } = await acme();
      await people.organization('other', 'zoe');
      const id = await invite('carl');
      await people.newEvents();
      const cancel = (who: SessionPrincipal, organization: string, invitation = id) =>
        cancelInvitation(people, who, { organization, invitation }, ORIGIN);
      await assert.rejects(cancel(carl, 'acme'), { code: 'forbidden' });
      await assert.rejects(cancel(zoe, 'acme'), { code: 'forbidden' });
      await cancel(zoe, 'other');
      for (const hostile of ['', '\0', '\ud800', 'x'.repeat(10_000)]) await cancel(olga, 'acme', hostile);
      assert.deepEqual(await people.newEvents(), []);
      await cancel(olga, 'acme');
      await cancel(olga, 'acme');
      assert.deepEqual(
        (await people.newEvents()).map(({ kind }) => kind),
        ['invitation_ended'],
      );
      await assert.rejects(accept(carl, id), gone);
    });

    it('holds for two weeks', async () => {
      const { people, carl, zoe, invite, accept } = await acme();
      const byName = await invite('carl');
      const link = tokenText(people.secret, await invite('x@elsewhere.example'));
      people.clock.advance(14 * MICROSECONDS_PER_DAY);
      await assert.rejects(accept(carl, byName), gone);
      await assert.rejects(accept(zoe, link), gone);
      await people.newEvents();
      assert.equal(await expireInvitations(people), 2);
      assert.equal(await expireInvitations(people), 0);
      const events = await people.newEvents();
      assert.deepEqual(
        events.map(({ kind, data }) => `${kind} ${(data as { how: string }).how}`),
        ['invitation_ended expired', 'invitation_ended expired'],
      );
    });

    it('makes room when its time is over, before anybody has cleaned up', async () => {
      const { people, olga, carl, invite, accept } = await acme();
      await invite('carl');
      people.clock.advance(14 * MICROSECONDS_PER_DAY);
      const again = await people.signIn(olga.name);
      const wish = { organization: 'acme', invitee: 'carl', role: 'administrator' };
      const { publicId } = await inviteMember(people, again, wish, ORIGIN);
      assert.equal((await accept(carl, publicId)).role, 'administrator');
    });

    it('is refused for texts that are none', async () => {
      const { people, carl, invite, accept } = await acme();
      const id = await invite('carl');
      const link = tokenText(people.secret, id);
      const texts = [
        '',
        id.slice(1),
        `${id}0`,
        link.slice(0, -1),
        `${link}0`,
        link.toLowerCase(),
        '\0',
        '\ud800',
        'x'.repeat(10_000),
      ];
      for (const text of texts) await assert.rejects(accept(carl, text), gone);
    });

    it('is no way into a locked organization, nor for a locked person', async () => {
      const { people, carl, invite, accept } = await acme();
      const id = await invite('carl');
      await setLocked(people, OPERATOR, { name: 'acme', locked: true });
      await assert.rejects(accept(carl, id), { code: 'account_locked' });
      await setLocked(people, OPERATOR, { name: 'acme', locked: false });
      await setLocked(people, OPERATOR, { name: 'carl', locked: true });
      await assert.rejects(accept(carl, id), { code: 'account_locked' });
    });

    it('is one of a limited number that are open, and of those sent in an hour', async () => {
      const { people, olga, invite } = await acme();
      for (let number = 0; number < MAX_OPEN_INVITATIONS; number += 1) await invite(`n${number}@elsewhere.example`);
      await assert.rejects(invite('one-more@elsewhere.example'), { code: 'conflict', message: /100 open invitations/ });
      const limits = { ...defaultRateLimits, invite: { most: 1, windowSeconds: 3_600 } };
      const limiter = createRateLimiter(people, limits);
      await people.organization('other', 'olga');
      const send = (invitee: string) =>
        inviteMember({ ...people, limiter }, olga, { organization: 'other', invitee, role: 'collaborator' }, ORIGIN);
      await send('a@elsewhere.example');
      await assert.rejects(send('b@elsewhere.example'), { code: 'too_many_requests' });
    });
  });
});
