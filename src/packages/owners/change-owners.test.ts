import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { ownersOf, ownPackages } from '../../../test/support/owned-packages.ts';
import { OPERATOR, ORIGIN, peopleOf } from '../../../test/support/people.ts';
import { problemOf } from '../../../test/support/problem-of.ts';
import { insertMembership } from '../../accounts/accounts.queries.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { addOwner } from './add-owner.ts';
import {
  changeOwners,
  MAX_PACKAGES_AT_ONCE,
  previewOwners,
  type OwnerAction,
  type OwnersPreview,
  type OwnersWish,
  type PackageSelection,
} from './change-owners.ts';
import { NOBODY } from './own-accounts.ts';
import { removeOwner } from './remove-owner.ts';

const kinds = ({ steps }: OwnersPreview) => steps.map(({ displayId, step }) => `${displayId}: ${step.kind}`);
const chosen = (...ids: string[]): PackageSelection => ({ kind: 'ids', idKeys: ids.map((id) => id.toLowerCase()) });
const matching = (search: string, owner = ''): PackageSelection => ({ kind: 'matching', owner, search });

forEachDatabase((_, open) => {
  /** olga owns Acme.A to Acme.C alone; acme, which she administers and carl works for, owns Acme.Org. */
  const start = async () => {
    const people = await peopleOf(open);
    const olga = await people.person('olga');
    const pavel = await people.person('pavel');
    const carl = await people.person('carl');
    const root = await people.person('root', true);
    await people.organization('acme', 'olga');
    const membership = { organizationId: await people.accountId('acme'), personId: carl.actorId };
    await people.database.transaction((tx) => insertMembership(tx, { ...membership, role: 'collaborator' }, 1));
    await ownPackages(people, ['Acme.A', 'Acme.B', 'Acme.C'], { owners: ['olga'] });
    await ownPackages(people, ['Acme.Org'], { owners: ['acme'] });
    await ownPackages(people, ['Other.One'], { owners: ['pavel'] });
    await people.newEvents();
    const wish = (action: OwnerAction, account: string, selection: PackageSelection): OwnersWish => ({
      action,
      account,
      message: '',
      selection,
    });
    const preview = (by: SessionPrincipal, of: OwnersWish) => previewOwners(people, by, of);
    const change = (by: SessionPrincipal, of: OwnersWish, digest: string) =>
      changeOwners(people, by, { ...of, digest }, ORIGIN);
    return { people, olga, pavel, carl, root, wish, preview, change };
  };

  describe('changing owners of many packages', () => {
    it('says first what will happen to each and why not, and then does exactly that', async () => {
      const { people, olga, wish, preview, change } = await start();
      await addOwner(people, OPERATOR, { id: { display: 'Acme.B', key: 'acme.b' }, account: 'pavel' });
      await people.newEvents();
      const invite = wish(
        'invite',
        'pavel',
        chosen('Acme.Org', 'Acme.A', 'Other.One', 'Acme.B', 'acme.a', 'Acme.Gone'),
      );
      const seen = await preview(olga, invite);
      assert.deepEqual(kinds(seen), ['Acme.A: invite', 'Acme.B: none', 'Acme.Org: invite', 'Other.One: refuse']);
      assert.equal(seen.changes, 2);
      assert.match(JSON.stringify(seen.steps[3]), /You may not change the owners of Other\.One/);
      assert.deepEqual(await people.newEvents(), []);

      const { applied } = await change(olga, invite, seen.digest);
      assert.equal(applied, true);
      const events = (await people.newEvents()) as { kind: string; data: { batch: { id: string; size: number } } }[];
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['owner_invited', 'owner_invited'],
      );
      const batches = new Set(events.map(({ data }) => data.batch.id));
      assert.equal(batches.size, 1);
      assert.equal(events[0]?.data.batch.size, 2);
      const invited = await people.database.read.selectFrom('owner_invitations').selectAll().execute();
      assert.equal(invited.length, 2);
    });

    it('does nothing where rows changed since the preview, and shows it again', async () => {
      const { people, olga, wish, preview, change } = await start();
      const invite = wish('invite', 'acme', matching('acme.*'));
      const seen = await preview(olga, invite);
      assert.deepEqual(kinds(seen), ['Acme.A: add', 'Acme.B: add', 'Acme.C: add', 'Acme.Org: none']);
      await ownPackages(people, ['Acme.New'], { owners: ['olga'] });
      await people.newEvents();
      const stale = await change(olga, invite, seen.digest);
      assert.equal(stale.applied, false);
      assert.deepEqual(kinds(stale.preview).slice(-2), ['Acme.New: add', 'Acme.Org: none']);
      assert.deepEqual(await people.newEvents(), []);
      const { applied } = await change(olga, invite, stale.preview.digest);
      assert.equal(applied, true);
      for (const id of ['Acme.A', 'Acme.New']) assert.deepEqual(await ownersOf(people.database, id), ['acme', 'olga']);
      const again = await change(olga, invite, stale.preview.digest);
      assert.equal(again.applied, false, 'sent twice, it is done once');
    });

    it('takes the digest of one wish for no other', async () => {
      const { people, olga, wish, preview, change } = await start();
      const seen = await preview(olga, wish('invite', 'pavel', chosen('Acme.A')));
      for (const other of [
        wish('invite', 'carl', chosen('Acme.A')),
        wish('invite', 'pavel', chosen('Acme.B')),
        wish('remove', 'pavel', chosen('Acme.A')),
        { ...wish('invite', 'pavel', chosen('Acme.A')), message: 'other' },
      ]) {
        assert.equal((await change(olga, other, seen.digest)).applied, false);
      }
      assert.deepEqual(await people.newEvents(), []);
    });

    it('removes from all but those that would be left without an owner', async () => {
      const { people, olga, wish, preview, change } = await start();
      for (const id of ['acme.a', 'acme.b']) {
        await addOwner(people, OPERATOR, { id: { display: id, key: id }, account: 'pavel' });
      }
      const remove = wish('remove', 'olga', matching('Acme.*'));
      const seen = await preview(olga, remove);
      assert.deepEqual(kinds(seen), ['Acme.A: remove', 'Acme.B: remove', 'Acme.C: refuse', 'Acme.Org: none']);
      await change(olga, remove, seen.digest);
      assert.deepEqual(await ownersOf(people.database, 'Acme.A'), ['pavel']);
      assert.deepEqual(await ownersOf(people.database, 'Acme.C'), ['olga']);
    });

    it('asks for each package whether the caller may', async () => {
      const { carl, pavel, root, wish, preview } = await start();
      assert.deepEqual(kinds(await preview(carl, wish('invite', 'carl', matching('', 'acme')))), ['Acme.Org: refuse']);
      assert.deepEqual(kinds(await preview(pavel, wish('invite', 'carl', chosen('Acme.A')))), ['Acme.A: refuse']);
      assert.equal((await problemOf(preview(pavel, wish('add', 'pavel', chosen('Acme.A'))))).code, 'forbidden');
      assert.equal((await problemOf(preview(pavel, wish('invite', 'carl', matching('', 'olga'))))).code, 'forbidden');
      assert.equal((await problemOf(preview(pavel, wish('invite', 'carl', matching('', NOBODY))))).code, 'forbidden');
      assert.deepEqual(kinds(await preview(root, wish('add', 'carl', matching('*.a', 'olga')))), ['Acme.A: add']);
    });

    it('gives ids that nobody owns an owner, all at once', async () => {
      const { people, root, wish, preview, change } = await start();
      await ownPackages(people, ['Left.A', 'Left.B', 'Kept.C'], { owners: [] });
      const add = wish('add', 'pavel', matching('left.*', NOBODY));
      const seen = await preview(root, add);
      assert.deepEqual(kinds(seen), ['Left.A: add', 'Left.B: add']);
      await change(root, add, seen.digest);
      assert.deepEqual(await ownersOf(people.database, 'Left.B'), ['pavel']);
      assert.deepEqual(await ownersOf(people.database, 'Kept.C'), []);
    });

    it('goes by the standing of now, not by that of the preview', async () => {
      const { people, olga, pavel, wish, preview, change } = await start();
      await addOwner(people, OPERATOR, { id: { display: 'Acme.A', key: 'acme.a' }, account: 'pavel' });
      const invite = wish('invite', 'carl', chosen('Acme.A'));
      const seen = await preview(pavel, invite);
      await removeOwner(people, olga, { id: { display: 'Acme.A', key: 'acme.a' }, account: 'pavel' });
      const late = await change(pavel, invite, seen.digest);
      assert.deepEqual([late.applied, ...kinds(late.preview)], [false, 'Acme.A: refuse']);
    });

    it(`changes at most ${MAX_PACKAGES_AT_ONCE} at once`, async () => {
      const { people, olga, wish, preview, change } = await start();
      const ids = Array.from({ length: MAX_PACKAGES_AT_ONCE }, (_, at) => `Many.P${String(at).padStart(3, '0')}`);
      await ownPackages(people, ids, { owners: ['olga'], versions: [] });
      const { code, faults, message } = await problemOf(preview(olga, wish('invite', 'pavel', matching(''))));
      assert.deepEqual([code, faults[0]?.at], ['bad_request', 'packages']);
      assert.match(message, /At most 500 packages/);
      const tooMany = chosen(...ids, 'Acme.A');
      assert.equal((await problemOf(preview(olga, wish('invite', 'pavel', tooMany)))).faults[0]?.at, 'packages');
      const invite = wish('invite', 'acme', matching('many.'));
      const seen = await preview(olga, invite);
      assert.equal(seen.changes, MAX_PACKAGES_AT_ONCE);
      await people.newEvents();
      assert.equal((await change(olga, invite, seen.digest)).applied, true);
      assert.equal((await people.newEvents()).length, MAX_PACKAGES_AT_ONCE);
      assert.deepEqual(await ownersOf(people.database, 'Many.P499'), ['acme', 'olga']);
    });

    it('says what is missing beside its field', async () => {
      const { olga, wish, preview } = await start();
      const fault = async (of: OwnersWish) => (await problemOf(preview(olga, of))).faults[0]?.at;
      assert.equal(await fault(wish('invite', 'pavel', chosen())), 'packages');
      assert.equal(await fault(wish('invite', 'pavel', chosen('Nothing.Here'))), 'packages');
      assert.equal(await fault(wish('invite', 'pavel', matching('nothing*'))), 'packages');
      assert.equal(await fault(wish('invite', 'nobody', chosen('Acme.A'))), 'account');
      assert.equal(
        await fault({ ...wish('invite', 'pavel', chosen('Acme.A')), message: 'x'.repeat(1_001) }),
        'message',
      );
      assert.equal(await fault(wish('invite', 'pavel', matching('x'.repeat(129)))), 'q');
      assert.equal(await fault(wish('invite', 'pavel', matching('*'.repeat(11)))), 'q');
    });

    it('takes what LIKE would read for what it is', async () => {
      const { people, olga, wish, preview } = await start();
      await ownPackages(people, ['Acme_x', 'AcmeYx'], { owners: ['olga'] });
      assert.deepEqual(kinds(await preview(olga, wish('invite', 'pavel', matching('acme_')))), ['Acme_x: invite']);
      for (const search of ['%', '!', 'acme%', '\0', "' OR 1=1 --", '\ud800']) {
        const { faults } = await problemOf(preview(olga, wish('invite', 'pavel', matching(`z${search}`))));
        assert.equal(faults[0]?.at, 'packages', search);
      }
    });
  });
});
