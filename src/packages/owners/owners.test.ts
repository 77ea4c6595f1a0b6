import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { ownersOf, ownPackages, packageId } from '../../../test/support/owned-packages.ts';
import { OPERATOR, ORIGIN, peopleOf } from '../../../test/support/people.ts';
import { insertMembership } from '../../accounts/accounts.queries.ts';
import { createRateLimiter } from '../../accounts/limits/rate-limiter.ts';
import { setLocked } from '../../accounts/lock-account.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { FixedClock, MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { defaultRateLimits } from '../../base/rate-limits.ts';
import { addOwner } from './add-owner.ts';
import { answerOwnerInvitations } from './answer-owner-invitation.ts';
import { cancelOwnerInvitation } from './cancel-owner-invitation.ts';
import { expireOwnerInvitations } from './expire-owner-invitations.ts';
import { inviteOwner } from './invite-owner.ts';
import { MAX_OWNER_MESSAGE_LENGTH } from './invited-account.ts';
import { MAX_OPEN_OWNER_INVITATIONS, MAX_OWNERS } from './ownership.ts';
import { removeOwner } from './remove-owner.ts';

const HTTP = packageId('Acme.Http');

async function refusal(work: Promise<unknown>): Promise<{ code: string; detail: string; at: string | undefined }> {
  const problem = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(problem instanceof Problem, `expected a Problem, not ${String(problem)}`);
  return { code: problem.code, detail: problem.message, at: problem.faults[0]?.at };
}

forEachDatabase((_, open) => {
  /** olga owns Acme.Http; acme, which she administers and carl works for, does not yet; root administers the gallery. */
  const start = async () => {
    const people = await peopleOf(open);
    const olga = await people.person('olga');
    const pavel = await people.person('pavel');
    const carl = await people.person('carl');
    const root = await people.person('root', true);
    await people.organization('acme', 'olga');
    const membership = { organizationId: await people.accountId('acme'), personId: carl.actorId };
    await people.database.transaction((tx) => insertMembership(tx, { ...membership, role: 'collaborator' }, 1));
    await ownPackages(people, ['Acme.Http'], { owners: ['olga'] });
    await people.newEvents();
    const invite = (by: SessionPrincipal, account: string, message = '') =>
      inviteOwner(people, by, { id: HTTP, account, message }, ORIGIN);
    const remove = (by: SessionPrincipal, account: string) => removeOwner(people, by, { id: HTTP, account }, ORIGIN);
    const answer = (by: SessionPrincipal, invitation: string, answer: 'accept' | 'decline') =>
      answerOwnerInvitations(people, by, { invitations: [invitation], answer }, ORIGIN);
    const owners = () => ownersOf(people.database, 'Acme.Http');
    const invitations = () => people.database.read.selectFrom('owner_invitations').selectAll().orderBy('id').execute();
    const openInvitation = async () => (await invitations()).at(-1)?.public_id ?? '';
    const revision = async () => {
      const rows = people.database.read.selectFrom('registrations').select('revision').where('id_key', '=', HTTP.key);
      return (await rows.executeTakeFirstOrThrow()).revision;
    };
    const change = { invite, remove, answer };
    return { people, olga, pavel, carl, root, owners, invitations, openInvitation, revision, ...change };
  };

  describe('inviting an owner', () => {
    it('asks, and makes an owner of who accepts; a new revision shows it', async () => {
      const { people, olga, pavel, owners, invite, answer, invitations, openInvitation, revision } = await start();
      const before = await revision();
      assert.deepEqual(await invite(olga, 'Pavel', ' Help me\r\nwith it. '), { outcome: 'invited', account: 'pavel' });
      assert.deepEqual(await owners(), ['olga']);
      assert.equal(await revision(), before);
      const [row] = await invitations();
      assert.equal(row?.message, 'Help me\nwith it.');
      assert.equal(row.expires_at - row.created_at, 30 * MICROSECONDS_PER_DAY);

      const invitation = await openInvitation();
      const answered = await answer(pavel, invitation, 'accept');
      assert.deepEqual(answered, [{ displayId: 'Acme.Http', account: 'pavel' }]);
      assert.deepEqual(await owners(), ['olga', 'pavel']);
      assert.deepEqual(await invitations(), []);
      assert.ok((await revision()) > before);
      const account = await people.publicId('pavel');
      assert.deepEqual(await people.newEvents(), [
        { kind: 'owner_invited', data: { account, invitation } },
        { kind: 'owner_added', data: { account } },
      ]);
      assert.equal((await refusal(answer(pavel, invitation, 'accept'))).code, 'conflict');
    });

    it('writes who, for whom, with what and from where, and the message not into the log', async () => {
      const { people, olga, pavel, invite, answer, openInvitation } = await start();
      await people.organization('contoso', 'pavel');
      await invite(olga, 'contoso', 'between us');
      await answer(pavel, await openInvitation(), 'accept');
      await inviteOwner(people, pavel, { id: HTTP, account: 'carl', message: '' });
      const events = await people.database.read
        .selectFrom('events')
        .leftJoin('event_origins', 'event_seq', 'seq')
        .select(['kind', 'actor', 'on_behalf_of', 'credential', 'subject', 'address'])
        .where('kind', 'in', ['owner_invited', 'owner_added'])
        .orderBy('seq')
        .execute();
      const contoso = await people.accountId('contoso');
      assert.deepEqual(events, [
        {
          kind: 'owner_invited',
          actor: olga.actorId,
          on_behalf_of: null,
          credential: `session:${olga.sessionPublicId}`,
          subject: 'package:acme.http',
          address: ORIGIN.address,
        },
        {
          kind: 'owner_added',
          actor: pavel.actorId,
          on_behalf_of: contoso,
          credential: `session:${pavel.sessionPublicId}`,
          subject: 'package:acme.http',
          address: ORIGIN.address,
        },
        {
          kind: 'owner_invited',
          actor: pavel.actorId,
          on_behalf_of: contoso,
          credential: `session:${pavel.sessionPublicId}`,
          subject: 'package:acme.http',
          address: null,
        },
      ]);
      assert.ok(!JSON.stringify(await people.newEvents()).includes('between us'));
    });

    it('adds at once who the inviter may accept for', async () => {
      const { people, olga, owners, invite, invitations } = await start();
      assert.deepEqual(await invite(olga, 'acme'), { outcome: 'added', account: 'acme' });
      assert.deepEqual(await owners(), ['acme', 'olga']);
      assert.deepEqual(await invitations(), []);
      const account = await people.publicId('acme');
      assert.deepEqual(await people.newEvents(), [{ kind: 'owner_added', data: { account } }]);
    });

    it('changes nothing and succeeds where it is so already', async () => {
      const { people, olga, invite, invitations } = await start();
      await invite(olga, 'pavel');
      await people.newEvents();
      const before = await invitations();
      assert.equal((await invite(olga, 'olga')).outcome, 'unchanged');
      assert.equal((await invite(olga, 'pavel', 'once more')).outcome, 'unchanged');
      assert.deepEqual(await people.newEvents(), []);
      assert.deepEqual(await invitations(), before);
    });

    it('is for those who may manage owners, in the table of permissions', async () => {
      const { people, olga, pavel, carl, root, invite, remove, owners } = await start();
      assert.equal((await refusal(invite(pavel, 'carl'))).code, 'forbidden');
      await invite(olga, 'acme');
      assert.equal((await refusal(invite(carl, 'pavel'))).code, 'forbidden', 'a collaborator');
      assert.equal((await refusal(remove(carl, 'olga'))).code, 'forbidden', 'a collaborator');
      await remove(olga, 'olga');
      assert.deepEqual(await owners(), ['acme']);
      assert.equal((await invite(olga, 'pavel')).outcome, 'invited', 'as an administrator of acme');
      assert.equal((await invite(root, 'root')).outcome, 'added', 'as an administrator of the gallery');
      const nothing = inviteOwner(people, olga, { id: packageId('Acme.Nothing'), account: 'pavel', message: '' });
      assert.equal((await refusal(nothing)).code, 'not_found');
    });

    it('refuses accounts that cannot own, beside their field', async () => {
      const { people, olga, invite } = await start();
      await people.person('locked');
      await setLocked(people, OPERATOR, { name: 'locked', locked: true });
      await people.person('fresh');
      await people.database.transaction((tx) =>
        tx.updateTable('accounts').set({ email_confirmed_at: null }).where('name_key', '=', 'fresh').execute(),
      );
      for (const name of [
        'nobody',
        'pavel@gallery.example',
        '',
        ' ',
        '../root',
        'x'.repeat(10_000),
        'locked',
        'fresh',
      ]) {
        const { code, at, detail } = await refusal(invite(olga, name));
        assert.deepEqual([code, at], ['bad_request', 'account'], name);
        assert.ok(detail.length < 200);
      }
    });

    it('takes a message up to its limit, without what could rewrite a page', async () => {
      const { olga, invite, invitations } = await start();
      const { code, at } = await refusal(invite(olga, 'pavel', 'x'.repeat(MAX_OWNER_MESSAGE_LENGTH + 1)));
      assert.deepEqual([code, at], ['bad_request', 'message']);
      await invite(olga, 'pavel', `a\0b\ud800c\u202ed${'x'.repeat(MAX_OWNER_MESSAGE_LENGTH - 7)}`);
      assert.match((await invitations())[0]?.message ?? '', /^ab\ufffdcdx+$/);
    });

    it(`has at most ${MAX_OWNERS} owners and ${MAX_OPEN_OWNER_INVITATIONS} open invitations`, async () => {
      const { people, olga, root, invite, answer, invitations, remove } = await start();
      const guests: SessionPrincipal[] = [];
      for (let at = 1; at <= MAX_OWNERS; at += 1) guests.push(await people.person(`guest${at}`));
      for (let at = 1; at <= MAX_OPEN_OWNER_INVITATIONS; at += 1) await invite(olga, `guest${at}`);
      assert.match((await refusal(invite(olga, 'pavel'))).detail, /3 open invitations/);
      for (let at = 4; at <= MAX_OWNERS; at += 1) await addOwner(people, root, { id: HTTP, account: `guest${at}` });
      await addOwner(people, root, { id: HTTP, account: 'guest1' });
      await addOwner(people, root, { id: HTTP, account: 'guest2' });
      assert.equal((await invitations()).length, 1, 'who was added is invited no more');
      const last = (await invitations())[0]?.public_id ?? '';
      const third = guests[2];
      assert.ok(third !== undefined);
      assert.match((await refusal(answer(third, last, 'accept'))).detail, /15 owners/);
      assert.match((await refusal(invite(olga, 'pavel'))).detail, /15 owners/);
      assert.match((await refusal(addOwner(people, root, { id: HTTP, account: 'pavel' }))).detail, /15 owners/);
      await remove(olga, 'guest15');
      await answer(third, last, 'accept');
    });

    it('asks for a fresh sign-in, an active account and a confirmed address', async () => {
      const { people, olga, pavel, invite, remove, answer, openInvitation } = await start();
      await invite(olga, 'pavel');
      const invitation = await openInvitation();
      people.clock.advance(3_601_000_000);
      assert.equal((await refusal(invite(olga, 'carl'))).code, 'sign_in_again');
      assert.equal((await refusal(remove(olga, 'olga'))).code, 'sign_in_again');
      await setLocked(people, OPERATOR, { name: 'pavel', locked: true });
      assert.equal((await refusal(answer(pavel, invitation, 'accept'))).code, 'account_locked');
      await people.database.transaction((tx) => tx.updateTable('accounts').set({ email_confirmed_at: null }).execute());
      await setLocked(people, OPERATOR, { name: 'pavel', locked: false });
      assert.equal((await refusal(answer(pavel, invitation, 'accept'))).code, 'email_unconfirmed');
    });

    it('is nothing that a locked organization does, or gets', async () => {
      const { people, olga, pavel, invite, remove, answer, openInvitation, owners } = await start();
      await invite(olga, 'acme');
      await remove(olga, 'olga');
      await people.organization('contoso', 'pavel');
      await invite(olga, 'contoso');
      const invitation = await openInvitation();
      await setLocked(people, OPERATOR, { name: 'contoso', locked: true });
      assert.equal((await refusal(answer(pavel, invitation, 'accept'))).code, 'account_locked');
      await setLocked(people, OPERATOR, { name: 'contoso', locked: false });
      await setLocked(people, OPERATOR, { name: 'acme', locked: true });
      assert.equal((await refusal(invite(olga, 'carl'))).code, 'account_locked');
      assert.equal((await refusal(remove(olga, 'acme'))).code, 'account_locked');
      const cancelled = cancelOwnerInvitation(people, olga, { invitation });
      assert.equal((await refusal(cancelled)).code, 'forbidden');
      assert.equal(
        (await refusal(answer(pavel, invitation, 'accept'))).code,
        'conflict',
        'nor does its invitation hold',
      );
      assert.deepEqual(await owners(), ['acme']);
    });

    it('counts against the limit of the inviter', async () => {
      const clock = new FixedClock();
      const people = await peopleOf(open);
      const limits = { ...defaultRateLimits, invite: { most: 2, windowSeconds: 60 } };
      const limited = { ...people, limiter: createRateLimiter({ database: people.database, clock }, limits) };
      const olga = await people.person('olga');
      await people.person('pavel');
      await ownPackages(people, ['Acme.Http'], { owners: ['olga'] });
      const wish = { id: HTTP, account: 'pavel', message: '' };
      for (let at = 0; at < 2; at += 1) await inviteOwner(limited, olga, wish);
      assert.equal((await refusal(inviteOwner(limited, olga, wish))).code, 'too_many_requests');
    });
  });

  describe('answering an invitation', () => {
    it('is for the invited person, and for administrators of the invited organization', async () => {
      const { people, olga, pavel, carl, root, invite, answer, openInvitation, owners } = await start();
      await people.organization('contoso', 'pavel');
      const membership = { organizationId: await people.accountId('contoso'), personId: carl.actorId };
      await people.database.transaction((tx) => insertMembership(tx, { ...membership, role: 'collaborator' }, 1));
      await invite(olga, 'contoso');
      const invitation = await openInvitation();
      for (const somebody of [olga, carl, root]) {
        for (const how of ['accept', 'decline'] as const) {
          assert.equal((await refusal(answer(somebody, invitation, how))).code, 'forbidden', somebody.name);
        }
      }
      await answer(pavel, invitation, 'accept');
      assert.deepEqual(await owners(), ['contoso', 'olga']);
    });

    it('declines, once', async () => {
      const { people, olga, pavel, invite, answer, openInvitation, owners } = await start();
      await invite(olga, 'pavel');
      await people.newEvents();
      const invitation = await openInvitation();
      await answer(pavel, invitation, 'decline');
      assert.deepEqual(await owners(), ['olga']);
      const account = await people.publicId('pavel');
      assert.deepEqual(await people.newEvents(), [
        { kind: 'owner_invitation_ended', data: { account, how: 'declined' } },
      ]);
      for (const how of ['accept', 'decline'] as const) {
        assert.equal((await refusal(answer(pavel, invitation, how))).code, 'conflict');
      }
      assert.equal((await refusal(answer(pavel, 'no such invitation', 'accept'))).code, 'conflict');
    });

    it('holds for 30 days, then ends by itself and can be sent again', async () => {
      const { people, olga, pavel, invite, answer, openInvitation, invitations } = await start();
      await invite(olga, 'pavel');
      const invitation = await openInvitation();
      people.clock.advance(30 * MICROSECONDS_PER_DAY - 1);
      assert.equal(await expireOwnerInvitations(people), 0);
      people.clock.advance(1);
      assert.equal((await refusal(answer(pavel, invitation, 'accept'))).code, 'conflict');
      const again = await people.signIn('olga');
      assert.equal((await invite(again, 'pavel')).outcome, 'invited', 'in the place of the one that ran out');
      await people.newEvents();
      assert.equal(await expireOwnerInvitations(people), 0);
      people.clock.advance(30 * MICROSECONDS_PER_DAY);
      assert.equal(await expireOwnerInvitations(people), 1);
      assert.equal(await expireOwnerInvitations(people), 0);
      assert.deepEqual(await invitations(), []);
      const account = await people.publicId('pavel');
      const ended = { kind: 'owner_invitation_ended', data: { account, how: 'expired' } };
      assert.deepEqual(await people.newEvents(), [ended]);
    });

    it('is worth no more than the right of who invited', async () => {
      const { people, olga, pavel, carl, invite, remove, answer, openInvitation, owners } = await start();
      await addOwner(people, OPERATOR, { id: HTTP, account: 'pavel' });
      await invite(pavel, 'carl');
      const invitation = await openInvitation();
      await remove(olga, 'pavel');
      const { code, detail } = await refusal(answer(carl, invitation, 'accept'));
      assert.equal(code, 'conflict');
      assert.match(detail, /pavel may not invite owners of Acme\.Http any more/);
      await addOwner(people, OPERATOR, { id: HTTP, account: 'pavel' });
      await setLocked(people, OPERATOR, { name: 'pavel', locked: true });
      assert.equal((await refusal(answer(carl, invitation, 'accept'))).code, 'conflict', 'locked');
      await setLocked(people, OPERATOR, { name: 'pavel', locked: false });
      await answer(carl, invitation, 'accept');
      assert.deepEqual(await owners(), ['carl', 'olga', 'pavel']);
    });

    it('answers several at once, or none', async () => {
      const { people, olga, pavel, openInvitation } = await start();
      await ownPackages(people, ['Acme.A', 'Acme.B'], { owners: ['olga'] });
      const invited: string[] = [];
      for (const id of ['Acme.A', 'Acme.B']) {
        await inviteOwner(people, olga, { id: packageId(id), account: 'pavel', message: '' });
        invited.push(await openInvitation());
      }
      const all = (invitations: readonly string[]) =>
        answerOwnerInvitations(people, pavel, { invitations, answer: 'accept' });
      assert.equal((await refusal(all([...invited, 'gone']))).code, 'conflict');
      assert.deepEqual(await ownersOf(people.database, 'Acme.A'), ['olga']);
      assert.equal((await refusal(all(Array.from({ length: 101 }, (_, at) => `x${at}`)))).code, 'bad_request');
      assert.equal((await refusal(all([]))).code, 'bad_request');
      assert.equal((await all([...invited, ...invited])).length, 2);
      for (const id of ['Acme.A', 'Acme.B']) assert.deepEqual(await ownersOf(people.database, id), ['olga', 'pavel']);
    });
  });

  describe('cancelling an invitation', () => {
    it('is for whoever may manage the owners', async () => {
      const { people, olga, pavel, carl, root, invite, openInvitation, answer } = await start();
      const cancel = async (by: SessionPrincipal) =>
        cancelOwnerInvitation(people, by, { invitation: await openInvitation() }, ORIGIN);
      await invite(olga, 'acme');
      await invite(root, 'pavel');
      const invitation = await openInvitation();
      for (const somebody of [pavel, carl]) assert.equal((await refusal(cancel(somebody))).code, 'forbidden');
      await people.newEvents();
      assert.deepEqual(await cancel(olga), { displayId: 'Acme.Http', account: 'pavel' });
      const account = await people.publicId('pavel');
      const ended = { kind: 'owner_invitation_ended', data: { account, how: 'cancelled' } };
      assert.deepEqual(await people.newEvents(), [ended]);
      assert.equal((await refusal(cancel(olga))).code, 'conflict');
      assert.equal((await refusal(answer(pavel, invitation, 'accept'))).code, 'conflict');
      await invite(olga, 'pavel');
      await cancel(root);
    });
  });

  describe('removing an owner', () => {
    it('removes others and oneself, never the last one', async () => {
      const { people, olga, pavel, root, remove, owners, revision } = await start();
      await addOwner(people, root, { id: HTTP, account: 'pavel' });
      const before = await revision();
      await people.newEvents();
      assert.deepEqual(await remove(pavel, 'PAVEL'), { outcome: 'removed', account: 'pavel' });
      assert.ok((await revision()) > before);
      assert.deepEqual(await owners(), ['olga']);
      const account = await people.publicId('pavel');
      assert.deepEqual(await people.newEvents(), [{ kind: 'owner_removed', data: { account } }]);
      for (const somebody of [olga, root]) {
        const { code, detail } = await refusal(remove(somebody, 'olga'));
        assert.equal(code, 'conflict');
        assert.match(detail, /olga is the only owner of Acme\.Http/);
      }
      assert.equal((await refusal(remove(pavel, 'olga'))).code, 'forbidden');
      assert.equal((await remove(olga, 'pavel')).outcome, 'unchanged');
      assert.equal((await refusal(remove(olga, 'nobody'))).at, 'account');
      assert.deepEqual(await people.newEvents(), []);
    });

    it('leaves one of two who remove each other at once, also through two processes', async () => {
      const { people, olga, pavel, owners } = await start();
      const other = { ...people, database: await people.database.reopen() };
      for (let round = 0; round < 5; round += 1) {
        for (const account of ['olga', 'pavel']) await addOwner(people, OPERATOR, { id: HTTP, account });
        const outcomes = await Promise.allSettled([
          removeOwner(people, olga, { id: HTTP, account: 'pavel' }),
          removeOwner(other, pavel, { id: HTTP, account: 'olga' }),
        ]);
        assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
        assert.equal((await owners()).length, 1);
      }
    });
  });

  describe('an id that nobody owns', () => {
    it('gets an owner from the operator or an administrator of the gallery, and from nobody else', async () => {
      const { people, olga, root } = await start();
      await ownPackages(people, ['Left.Alone', 'Left.Too'], { owners: [] });
      const wish = { id: packageId('Left.Alone'), account: 'olga' };
      const { code, detail } = await refusal(inviteOwner(people, olga, { ...wish, message: '' }));
      assert.equal(code, 'forbidden');
      assert.match(detail, /has no owner here: an administrator of this gallery must give it one/);
      assert.equal((await refusal(addOwner(people, olga, wish))).code, 'forbidden');
      assert.equal((await addOwner(people, OPERATOR, wish)).outcome, 'added');
      assert.equal((await addOwner(people, OPERATOR, wish)).outcome, 'unchanged');
      assert.equal((await addOwner(people, root, { ...wish, id: packageId('Left.Too') })).outcome, 'added');
      assert.deepEqual(await ownersOf(people.database, 'Left.Alone'), ['olga']);
      assert.deepEqual(await ownersOf(people.database, 'Left.Too'), ['olga']);
    });
  });
});
