import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../test/support/databases.ts';
import { ownPackages, packageId } from '../../test/support/owned-packages.ts';
import { OPERATOR, ORIGIN, peopleOf } from '../../test/support/people.ts';
import { insertMembership } from '../accounts/accounts.queries.ts';
import { setLocked } from '../accounts/lock-account.ts';
import type { SessionPrincipal } from '../accounts/principal.ts';
import { Problem } from '../base/problem.ts';
import { parseVersion } from '../nuget/version.ts';
import { setListed } from './listing.ts';

const TOOLS = packageId('Acme.Tools');

forEachDatabase((_, open) => {
  /** acme, which olga administers and carl works for, owns Acme.Tools; so does pavel. */
  const start = async () => {
    const people = await peopleOf(open);
    const olga = await people.person('olga');
    const pavel = await people.person('pavel');
    const carl = await people.person('carl');
    const mina = await people.person('mina');
    const root = await people.person('root', true);
    await people.organization('acme', 'olga');
    const membership = { organizationId: await people.accountId('acme'), personId: carl.actorId };
    await people.database.transaction((tx) => insertMembership(tx, { ...membership, role: 'collaborator' }, 1));
    await ownPackages(people, ['Acme.Tools'], { owners: ['acme', 'pavel'] });
    await people.newEvents();
    const set = async (by: SessionPrincipal, listed: boolean) => {
      const version = parseVersion('1.0.0');
      assert.ok(version !== undefined);
      await setListed(people, by, { id: TOOLS, version, listed }, ORIGIN);
    };
    const refusal = async (by: SessionPrincipal) => {
      const problem = await set(by, false).then(
        () => undefined,
        (error: unknown) => error,
      );
      assert.ok(problem instanceof Problem, `${by.name} was not refused`);
      return problem.code;
    };
    const isListed = async () => {
      const row = await people.database.read.selectFrom('versions').select('listed').executeTakeFirstOrThrow();
      return row.listed === 1;
    };
    return { people, olga, pavel, carl, mina, root, set, refusal, isListed };
  };

  describe('unlisting and relisting at the site', () => {
    it('is for owners, both kinds of members of owning organizations, and administrators of the gallery', async () => {
      const { people, olga, pavel, carl, root, set, isListed } = await start();
      for (const [who, kind] of [
        [pavel, 'self'],
        [olga, 'an administrator of the organization'],
        [carl, 'a collaborator'],
        [root, 'an administrator of the gallery'],
      ] as const) {
        await set(who, false);
        assert.equal(await isListed(), false, kind);
        await set(who, true);
        assert.equal(await isListed(), true, kind);
        const kinds = (await people.newEvents()).map((event) => event.kind);
        assert.deepEqual(kinds, ['version_unlisted', 'version_relisted'], kind);
      }
    });

    it('is refused to strangers, to the locked and to the unconfirmed, whatever they own', async () => {
      const { people, pavel, carl, mina, refusal, isListed } = await start();
      assert.equal(await refusal(mina), 'forbidden');
      await setLocked(people, OPERATOR, { name: 'carl', locked: true });
      assert.equal(await refusal(carl), 'account_locked');
      await people.database.transaction((tx) =>
        tx.updateTable('accounts').set({ email_confirmed_at: null }).where('name_key', '=', 'pavel').execute(),
      );
      assert.equal(await refusal(pavel), 'email_unconfirmed');
      assert.equal(await isListed(), true);
    });

    it('is refused to members of a locked organization', async () => {
      const { people, olga, carl, root, refusal, set } = await start();
      await setLocked(people, OPERATOR, { name: 'acme', locked: true });
      assert.equal(await refusal(olga), 'forbidden');
      assert.equal(await refusal(carl), 'forbidden');
      await set(root, false);
    });

    it('ends with the membership, the ownership or the administration, without a new sign-in', async () => {
      const { people, carl, pavel, refusal } = await start();
      await people.database.transaction((tx) => tx.deleteFrom('memberships').execute());
      assert.equal(await refusal(carl), 'forbidden');
      await people.database.transaction((tx) =>
        tx.deleteFrom('owners').where('account_id', '=', pavel.actorId).execute(),
      );
      assert.equal(await refusal(pavel), 'forbidden');
    });
  });
});
