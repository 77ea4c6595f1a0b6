import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { OPERATOR, ORIGIN, peopleOf } from '../../../test/support/people.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { createApiKey } from '../keys/create-api-key.ts';
import { setLocked } from '../lock-account.ts';
import { createToken } from '../one-time-token.ts';
import type { SessionPrincipal } from '../principal.ts';
import { acceptTransformation, cancelTransformation, declineTransformation } from './answer-transformation.ts';
import { askTransformation } from './ask-transformation.ts';
import { expireInvitations } from './expire-invitations.ts';
import { inviteMember } from './invite-member.ts';

forEachDatabase((_, open) => {
  describe('a person who becomes an organization', () => {
    const gathered = async () => {
      const people = await peopleOf(open);
      const [team, olga, carl] = [
        await people.person('team'),
        await people.person('olga'),
        await people.person('carl'),
      ];
      const ask = async (administrator = 'olga', who: SessionPrincipal = team) => {
        await askTransformation(people, who, { administrator }, ORIGIN);
        const row = await people.database.read.selectFrom('transformations').select('public_id').executeTakeFirst();
        return row?.public_id ?? '';
      };
      await people.newEvents();
      return { people, team, olga, carl, ask };
    };
    const gone = { code: 'not_found', message: /holds no more/ };

    it('keeps what it owns, and nobody signs in as it any more', async () => {
      const { people, team, olga, ask } = await gathered();
      await people.database.mutation((tx) =>
        createToken(people, tx, { kind: 'reset-password', accountId: team.actorId, data: {} }),
      );
      await people.database.mutation((tx) =>
        tx.updateTable('accounts').set({ password_hash: 'hash' }).where('id', '=', team.actorId).execute(),
      );
      const wish = { owner: 'team', name: 'ci', scopes: ['push'], packages: ['*'], days: 30 };
      await createApiKey(people, OPERATOR, wish);
      await people.newEvents();
      const id = await ask();
      assert.equal(await acceptTransformation(people, olga, id, ORIGIN), 'team');
      const account = await people.database.read
        .selectFrom('accounts')
        .select(['kind', 'password_hash', 'email', 'status'])
        .where('id', '=', team.actorId)
        .executeTakeFirst();
      assert.deepEqual(account, {
        kind: 'organization',
        password_hash: null,
        email: 'team@gallery.example',
        status: 'active',
      });
      for (const table of ['sessions', 'one_time_tokens', 'passkeys', 'recovery_codes', 'identities'] as const) {
        const left = await people.database.read
          .selectFrom(table)
          .select('account_id')
          .where('account_id', '=', team.actorId)
          .execute();
        assert.deepEqual(left, [], table);
      }
      const keys = await people.database.read
        .selectFrom('api_keys')
        .select(['owner_id', 'person_id', 'revoked_at'])
        .execute();
      assert.deepEqual(keys, [{ owner_id: team.actorId, person_id: olga.actorId, revoked_at: null }]);
      const members = await people.database.read.selectFrom('memberships').select(['person_id', 'role']).execute();
      assert.deepEqual(members, [{ person_id: olga.actorId, role: 'administrator' }]);
      const administrator = olga.publicId;
      assert.deepEqual(await people.newEvents(), [
        { kind: 'transformation_asked', data: { transformation: id, administrator } },
        { kind: 'account_transformed', data: { administrator } },
        { kind: 'member_added', data: { person: administrator, role: 'administrator' } },
      ]);
      for (const text of [id, '', '\0', '\ud800', 'x'.repeat(10_000)]) {
        await assert.rejects(acceptTransformation(people, olga, text, ORIGIN), gone);
      }
      await assert.rejects(ask('carl'), { code: 'conflict', message: /organization already/ });
    });

    it('asks another person here, who can act and stays a person', async () => {
      const { people, team, carl, ask } = await gathered();
      await people.organization('acme', 'olga');
      await setLocked(people, OPERATOR, { name: 'olga', locked: true });
      for (const name of ['team', 'TEAM', 'nobody', 'acme', 'olga', '', '<script>', 'x'.repeat(1_000)]) {
        await assert.rejects(ask(name), { code: 'bad_request' }, name);
      }
      await people.person('zoe');
      await ask('zoe', carl);
      await assert.rejects(ask('carl'), { code: 'bad_request', message: /wants to become an organization too/ });
      await ask('zoe', team);
      await assert.rejects(ask('zoe', team), { code: 'conflict', message: /asked already/ });
    });

    it('belongs to no organization, neither when it asks nor when the other agrees', async () => {
      const { people, olga, team, ask } = await gathered();
      const id = await ask();
      await people.organization('acme', 'team');
      await assert.rejects(acceptTransformation(people, olga, id, ORIGIN), {
        code: 'conflict',
        message: /leave them first/,
      });
      await cancelTransformation(people, team, ORIGIN);
      await assert.rejects(ask(), { code: 'conflict', message: /leave them first/ });
    });

    it('does not administer the gallery', async () => {
      const { people, ask } = await gathered();
      await assert.rejects(ask('olga', await people.person('boss', true)), { code: 'conflict' });
    });

    it('has signed in within the hour, and so has who agrees', async () => {
      const { people, olga, team, ask } = await gathered();
      const id = await ask();
      people.clock.advance(MICROSECONDS_PER_DAY / 12);
      await assert.rejects(acceptTransformation(people, olga, id, ORIGIN), { code: 'sign_in_again' });
      await assert.rejects(ask('olga', team), { code: 'sign_in_again' });
    });

    it('stays a person when it takes that back, when the other declines, and after a week', async () => {
      const { people, team, olga, carl, ask } = await gathered();
      const cancelled = await ask();
      await cancelTransformation(people, team, ORIGIN);
      await cancelTransformation(people, team, ORIGIN);
      await assert.rejects(acceptTransformation(people, olga, cancelled, ORIGIN), gone);
      const declined = await ask();
      await assert.rejects(declineTransformation(people, carl, declined, ORIGIN), gone);
      await assert.rejects(acceptTransformation(people, carl, declined, ORIGIN), gone);
      assert.equal(await declineTransformation(people, olga, declined, ORIGIN), 'team');
      await assert.rejects(declineTransformation(people, olga, declined, ORIGIN), gone);
      const expired = await ask();
      people.clock.advance(7 * MICROSECONDS_PER_DAY);
      const again = await people.signIn('olga');
      await assert.rejects(acceptTransformation(people, again, expired, ORIGIN), gone);
      assert.equal(await expireInvitations(people), 1);
      const how = (await people.newEvents())
        .filter(({ kind }) => kind === 'transformation_ended')
        .map(({ data }) => (data as { how: string }).how);
      assert.deepEqual(how, ['cancelled', 'declined', 'expired']);
      assert.equal(
        (await people.database.read.selectFrom('accounts').select('id').where('kind', '=', 'organization').execute())
          .length,
        0,
      );
    });

    it('is invited nowhere and administers nothing afterwards', async () => {
      const { people, team, olga, carl, ask } = await gathered();
      await people.organization('acme', 'carl');
      await inviteMember(people, carl, { organization: 'acme', invitee: 'team', role: 'collaborator' }, ORIGIN);
      const id = await ask('olga', team);
      await acceptTransformation(people, olga, id, ORIGIN);
      assert.deepEqual(await people.database.read.selectFrom('invitations').select('id').execute(), []);
      await assert.rejects(
        inviteMember(people, carl, { organization: 'acme', invitee: 'team', role: 'collaborator' }, ORIGIN),
        { code: 'bad_request' },
      );
    });

    it('becomes one once, on two nodes', async () => {
      const { people, olga, ask } = await gathered();
      const id = await ask();
      const other = { ...people, database: await people.database.reopen() };
      const outcomes = await Promise.allSettled([
        acceptTransformation(people, olga, id, ORIGIN),
        acceptTransformation(other, olga, id, ORIGIN),
      ]);
      assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    });
  });
});
