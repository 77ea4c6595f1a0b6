import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { OPERATOR, ORIGIN, peopleOf, type People } from '../../../test/support/people.ts';
import { defaultRateLimits } from '../../base/rate-limits.ts';
import { createApiKey } from '../keys/create-api-key.ts';
import { createRateLimiter } from '../limits/rate-limiter.ts';
import { setLocked } from '../lock-account.ts';
import type { SessionPrincipal } from '../principal.ts';
import { acceptInvitation } from './answer-invitation.ts';
import { changeRole, removeMember } from './change-member.ts';
import { foundOrganization } from './create-organization.ts';
import { inviteMember } from './invite-member.ts';
import { memberPlace, membersAfter } from './members.queries.ts';
import type { Role } from './organization.ts';

/** Makes somebody a member as people do: invited by name, and accepted. */
async function join(people: People, by: SessionPrincipal, who: SessionPrincipal, role: Role): Promise<void> {
  const wish = { organization: 'acme', invitee: who.name, role };
  const { publicId } = await inviteMember(people, by, wish, ORIGIN);
  await acceptInvitation(people, who, publicId, ORIGIN);
}

async function roles(people: People): Promise<string[]> {
  const members = await membersAfter(people.database, await people.accountId('acme'), undefined, 100);
  return members.map(({ name, role }) => `${name} ${role}`);
}

forEachDatabase((_, open) => {
  const acme = async () => {
    const people = await peopleOf(open);
    const [olga, carl, zoe] = [await people.person('olga'), await people.person('carl'), await people.person('zoe')];
    await people.organization('acme', 'olga');
    return { people, olga, carl, zoe };
  };

  describe('founding an organization', () => {
    it('makes its founder the administrator, and asks for its address to be confirmed', async () => {
      const people = await peopleOf(open);
      const olga = await people.person('olga');
      await people.newEvents();
      const { publicId } = await foundOrganization(people, olga, { name: 'Acme', email: 'it@acme.example' }, ORIGIN);
      const [founded, added] = await people.newEvents();
      assert.equal(founded?.kind, 'organization_created');
      const { confirmation, ...data } = founded.data as { confirmation: string };
      assert.deepEqual(data, { kind: 'organization', name: 'Acme' });
      assert.match(confirmation, /^[0-9A-Za-z]{22}$/);
      assert.deepEqual(added, { kind: 'member_added', data: { person: olga.publicId, role: 'administrator' } });
      const row = await people.database.read
        .selectFrom('accounts')
        .select(['email_confirmed_at', 'kind', 'password_hash'])
        .where('public_id', '=', publicId)
        .executeTakeFirst();
      assert.deepEqual(row, { email_confirmed_at: null, kind: 'organization', password_hash: null });
      await assert.rejects(
        inviteMember(people, olga, { organization: 'acme', invitee: 'carl', role: 'collaborator' }, ORIGIN),
        { code: 'conflict', message: /Confirm the email address of Acme first/ },
      );
    });

    it('needs no confirmation for the address that its founder has confirmed', async () => {
      const people = await peopleOf(open);
      const olga = await people.person('olga');
      await people.person('carl');
      await foundOrganization(people, olga, { name: 'Acme', email: 'OLGA@gallery.example' }, ORIGIN);
      await inviteMember(people, olga, { organization: 'Acme', invitee: 'carl', role: 'collaborator' }, ORIGIN);
    });

    it('is for people with a confirmed address', async () => {
      const people = await peopleOf(open);
      const olga = await people.person('olga');
      await people.database.mutation((tx) => tx.updateTable('accounts').set({ email_confirmed_at: null }).execute());
      await assert.rejects(foundOrganization(people, olga, { name: 'Acme', email: 'a@acme.example' }, ORIGIN), {
        code: 'email_unconfirmed',
      });
    });

    it('takes no name that is taken, reserved or taken for another, whoever has it', async () => {
      const people = await peopleOf(open);
      const olga = await people.person('olga');
      await people.organization('acme', 'olga');
      for (const name of ['olga', 'OLGA', 'ACME', 'a.c-me', 'o1ga', 'add', 'nuget']) {
        await assert.rejects(foundOrganization(people, olga, { name, email: 'a@acme.example' }, ORIGIN), {
          code: 'conflict',
        });
      }
    });

    it('says every mistake at once, whatever was typed', async () => {
      const people = await peopleOf(open);
      const olga = await people.person('olga');
      const hostile = [
        '',
        ' ',
        '<script>',
        'a b',
        'x\0',
        '\ud800',
        'ａｃｍｅ',
        'a'.repeat(65),
        '../etc',
        'a\r\nBcc: x',
      ];
      for (const name of hostile) {
        await assert.rejects(foundOrganization(people, olga, { name, email: `${name}@@x` }, ORIGIN), (error) => {
          const { code, faults } = error as { code: string; faults: { at: string }[] };
          assert.equal(code, 'bad_request');
          assert.deepEqual(
            faults.map((fault) => fault.at),
            ['name', 'email'],
          );
          return true;
        });
      }
    });

    it('is limited', async () => {
      const limits = { ...defaultRateLimits, mail: { most: 2, windowSeconds: 3_600 } };
      const people = await peopleOf(open);
      const limiter = createRateLimiter(people, limits);
      const olga = await people.person('olga');
      const found = (name: string) =>
        foundOrganization({ ...people, limiter }, olga, { name, email: 'a@b.example' }, ORIGIN);
      await found('one');
      await found('two');
      await assert.rejects(found('three'), { code: 'too_many_requests' });
    });
  });

  describe('members', () => {
    it('change roles, by an administrator, who keeps at least one', async () => {
      const { people, olga, carl, zoe } = await acme();
      await join(people, olga, carl, 'collaborator');
      await people.newEvents();
      const change = (by: SessionPrincipal, member: string, role: string) =>
        changeRole(people, by, { organization: 'acme', member, role }, ORIGIN);
      await assert.rejects(change(carl, 'carl', 'administrator'), { code: 'forbidden' });
      await assert.rejects(change(zoe, 'carl', 'administrator'), { code: 'forbidden' });
      await assert.rejects(change(olga, 'olga', 'collaborator'), { code: 'conflict', message: /only administrator/ });
      await assert.rejects(change(olga, 'zoe', 'collaborator'), { code: 'not_found' });
      await assert.rejects(change(olga, 'carl', 'owner'), { code: 'bad_request' });
      await change(olga, 'carl', 'collaborator');
      assert.deepEqual(await people.newEvents(), [], 'what changes nothing writes nothing');
      await change(olga, 'CARL', 'administrator');
      await change(carl, 'olga', 'collaborator');
      assert.deepEqual(await roles(people), ['carl administrator', 'olga collaborator']);
      assert.deepEqual(await people.newEvents(), [
        { kind: 'member_changed', data: { person: carl.publicId, role: 'administrator' } },
        { kind: 'member_changed', data: { person: olga.publicId, role: 'collaborator' } },
      ]);
    });

    it('are changed by somebody whose sign-in is fresh; leaving is always possible', async () => {
      const { people, olga, carl } = await acme();
      await join(people, olga, carl, 'collaborator');
      people.clock.advance(2 * 3_600_000_000);
      const stale = { code: 'sign_in_again' };
      const member = { organization: 'acme', member: 'carl' };
      const wish = { organization: 'acme', invitee: 'zoe', role: 'collaborator' };
      await assert.rejects(inviteMember(people, olga, wish, ORIGIN), stale);
      await assert.rejects(changeRole(people, olga, { ...member, role: 'administrator' }, ORIGIN), stale);
      await assert.rejects(removeMember(people, olga, member, ORIGIN), stale);
      await removeMember(people, carl, member, ORIGIN);
    });

    it('leave by themselves, once', async () => {
      const { people, olga, carl, zoe } = await acme();
      await join(people, olga, carl, 'collaborator');
      const leave = (who: SessionPrincipal) =>
        removeMember(people, who, { organization: 'acme', member: who.name }, ORIGIN);
      await people.newEvents();
      await leave(carl);
      await leave(carl);
      await leave(zoe);
      assert.deepEqual(await people.newEvents(), [{ kind: 'member_removed', data: { person: carl.publicId } }]);
      await assert.rejects(leave(olga), { code: 'conflict' });
      assert.deepEqual(await roles(people), ['olga administrator']);
    });

    it('are removed by administrators, and by those of the gallery', async () => {
      const { people, olga, carl, zoe } = await acme();
      const root = await people.person('boss', true);
      await join(people, olga, carl, 'collaborator');
      await join(people, olga, zoe, 'collaborator');
      const remove = (by: SessionPrincipal, member: string) =>
        removeMember(people, by, { organization: 'acme', member }, ORIGIN);
      await assert.rejects(remove(carl, 'zoe'), { code: 'forbidden' });
      await remove(olga, 'carl');
      await remove(root, 'zoe');
      await assert.rejects(remove(root, 'olga'), { code: 'conflict' });
      assert.deepEqual(await roles(people), ['olga administrator']);
    });

    it('take the invitations they sent and the reach of their keys with them', async () => {
      const { people, olga, carl } = await acme();
      await join(people, olga, carl, 'administrator');
      await inviteMember(
        people,
        carl,
        { organization: 'acme', invitee: 'friend@evil.example', role: 'administrator' },
        ORIGIN,
      );
      await inviteMember(people, olga, { organization: 'acme', invitee: 'zoe', role: 'collaborator' }, ORIGIN);
      const wish = { owner: 'acme', as: 'carl', name: 'ci', scopes: ['push'], packages: ['*'], days: 30 };
      await createApiKey(people, OPERATOR, wish);
      await people.newEvents();
      await removeMember(people, olga, { organization: 'acme', member: 'carl' }, ORIGIN);
      const kinds = (await people.newEvents()).map(({ kind }) => kind);
      assert.deepEqual(kinds, ['member_removed', 'invitation_ended', 'key_revoked']);
      const left = await people.database.read.selectFrom('invitations').select('email').execute();
      assert.deepEqual(left, [{ email: null }]);
    });

    it('lose an invitation with the role that sent it', async () => {
      const { people, olga, carl } = await acme();
      await join(people, olga, carl, 'administrator');
      await inviteMember(
        people,
        carl,
        { organization: 'acme', invitee: 'x@evil.example', role: 'administrator' },
        ORIGIN,
      );
      await changeRole(people, olga, { organization: 'acme', member: 'carl', role: 'collaborator' }, ORIGIN);
      assert.deepEqual(await people.database.read.selectFrom('invitations').select('id').execute(), []);
    });

    it('keep one of two administrators who remove each other at once, on two nodes', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { people, olga, carl } = await acme();
        await join(people, olga, carl, 'administrator');
        const nodes = [people, { ...people, database: await people.database.reopen() }] as const;
        const remove = (node: 0 | 1, by: SessionPrincipal, member: string) =>
          removeMember(nodes[node], by, { organization: 'acme', member }, ORIGIN);
        const outcomes = await Promise.allSettled([remove(0, olga, 'carl'), remove(1, carl, 'olga')]);
        assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
        assert.equal((await roles(people)).length, 1);
        assert.match((await roles(people))[0] ?? '', / administrator$/);
      }
    });

    it('keep one of two administrators who demote and leave at once, on two nodes', async () => {
      const { people, olga, carl } = await acme();
      await join(people, olga, carl, 'administrator');
      const other = { ...people, database: await people.database.reopen() };
      const outcomes = await Promise.allSettled([
        changeRole(people, olga, { organization: 'acme', member: 'olga', role: 'collaborator' }, ORIGIN),
        removeMember(other, carl, { organization: 'acme', member: 'carl' }, ORIGIN),
      ]);
      assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      assert.equal((await roles(people)).filter((each) => each.endsWith(' administrator')).length, 1);
    });

    it('cannot count on an administrator who is locked; those of the gallery step in', async () => {
      const { people, olga, carl, zoe } = await acme();
      const root = await people.person('boss', true);
      await join(people, olga, carl, 'administrator');
      await join(people, olga, zoe, 'collaborator');
      await setLocked(people, OPERATOR, { name: 'carl', locked: true });
      await assert.rejects(removeMember(people, olga, { organization: 'acme', member: 'olga' }, ORIGIN), {
        code: 'conflict',
      });
      await setLocked(people, OPERATOR, { name: 'olga', locked: true });
      await assert.rejects(
        changeRole(people, olga, { organization: 'acme', member: 'zoe', role: 'administrator' }, ORIGIN),
        { code: 'account_locked' },
      );
      await changeRole(people, root, { organization: 'acme', member: 'zoe', role: 'administrator' }, ORIGIN);
      await removeMember(people, root, { organization: 'acme', member: 'olga' }, ORIGIN);
      await removeMember(people, root, { organization: 'acme', member: 'carl' }, ORIGIN);
      assert.deepEqual(await roles(people), ['zoe administrator']);
    });

    it('change nothing in an organization that is locked, but may leave it', async () => {
      const { people, olga, carl } = await acme();
      await join(people, olga, carl, 'collaborator');
      await setLocked(people, OPERATOR, { name: 'acme', locked: true });
      const wish = { organization: 'acme', member: 'carl', role: 'administrator' };
      await assert.rejects(changeRole(people, olga, wish, ORIGIN), { code: 'account_locked' });
      await assert.rejects(
        inviteMember(people, olga, { organization: 'acme', invitee: 'zoe', role: 'collaborator' }, ORIGIN),
        { code: 'account_locked' },
      );
      await removeMember(people, carl, { organization: 'acme', member: 'carl' }, ORIGIN);
    });

    it('are paged through in a fixed order, each once', async () => {
      const { people } = await acme();
      const organizationId = await people.accountId('acme');
      const names = Array.from({ length: 23 }, (_each, index) => `member-${index}`);
      for (const name of names) {
        const person = await people.person(name);
        const membership = { organization_id: organizationId, person_id: person.actorId, created_at: 0 } as const;
        const role = name.endsWith('7') ? 'administrator' : 'collaborator';
        await people.database.mutation((tx) =>
          tx
            .insertInto('memberships')
            .values({ ...membership, role })
            .execute(),
        );
      }
      const seen: string[] = [];
      let after: string | undefined;
      while (true) {
        const place = after === undefined ? undefined : await memberPlace(people.database, organizationId, after);
        const page = await membersAfter(people.database, organizationId, place, 5);
        seen.push(...page.map(({ name }) => name));
        after = page.at(-1)?.publicId;
        if (page.length < 5) break;
      }
      const administrators = ['olga', 'member-7', 'member-17'];
      assert.deepEqual(seen, [...administrators, ...names.filter((name) => !administrators.includes(name))]);
    });
  });
});
