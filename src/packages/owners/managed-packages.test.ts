import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { ownPackages, packageId } from '../../../test/support/owned-packages.ts';
import { peopleOf, type People } from '../../../test/support/people.ts';
import { changeVersion, seedVersions } from '../../../test/support/seed-rows.ts';
import { insertMembership } from '../../accounts/accounts.queries.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { Problem } from '../../base/problem.ts';
import { parseVersion } from '../../nuget/version.ts';
import { setListed } from '../listing.ts';
import { changeOwners, previewOwners } from './change-owners.ts';
import { inviteOwner } from './invite-owner.ts';
import { MAX_LISTED_INVITATIONS, managedPackages, ownerInvitations, PACKAGES_PER_PAGE } from './managed-packages.ts';
import { ownAccounts } from './own-accounts.ts';

async function list(people: People, who: SessionPrincipal, wish: Partial<Parameters<typeof managedPackages>[2]> = {}) {
  return managedPackages(people, who, { owner: '', search: '', standing: 'published', ...wish });
}

const ids = ({ packages }: { packages: readonly { displayId: string }[] }) => packages.map((each) => each.displayId);

forEachDatabase((_, open) => {
  const start = async () => {
    const people = await peopleOf(open);
    const olga = await people.person('olga');
    const pavel = await people.person('pavel');
    const root = await people.person('root', true);
    await people.organization('acme', 'olga');
    await people.organization('other', 'pavel');
    return { people, olga, pavel, root };
  };

  describe('the packages that somebody manages', () => {
    it('are one’s own and those of one’s organizations, each once, with what is said of them', async () => {
      const { people, olga, pavel } = await start();
      await ownPackages(people, ['Acme.Http'], { owners: ['olga', 'acme'], versions: ['1.0.0', '2.0.0-rc.1'] });
      await ownPackages(people, ['Acme.Json'], { owners: ['acme'] });
      await ownPackages(people, ['Theirs'], { owners: ['pavel'] });
      const found = await list(people, olga);
      assert.deepEqual(
        found.packages.map(({ displayId, owners, versions, latest, downloads }) => ({
          displayId,
          owners,
          versions,
          latest,
          downloads,
        })),
        [
          { displayId: 'Acme.Http', owners: ['acme', 'olga'], versions: 2, latest: '1.0.0', downloads: 0 },
          { displayId: 'Acme.Json', owners: ['acme'], versions: 1, latest: '1.0.0', downloads: 0 },
        ],
      );
      assert.deepEqual(
        found.accounts.map(({ name, relation }) => `${name} ${relation}`),
        ['olga self', 'acme administrator'],
      );
      assert.deepEqual(found.counts, { published: 2, unlisted: 0, review: 0 });
      assert.deepEqual([found.previous, found.next], [undefined, undefined]);
      assert.deepEqual(ids(await list(people, olga, { owner: 'OLGA' })), ['Acme.Http']);
      assert.deepEqual(ids(await list(people, olga, { owner: 'acme' })), ['Acme.Http', 'Acme.Json']);
      assert.deepEqual(ids(await list(people, pavel)), ['Theirs']);
    });

    it('are under review while one of their versions is, listed or not, owned or not', async () => {
      const { people, olga, root } = await start();
      await ownPackages(people, ['Acme.Http', 'Acme.Json'], { owners: ['olga', 'acme'] });
      const seeded = await seedVersions(people, [
        { id: 'Acme.Http', version: '2.0.0', state: 'held' },
        { id: 'Acme.Http', version: '2.1.0', state: 'held' },
        { id: 'Left.A', version: '1.0.0', state: 'held' },
        { id: 'Left.B', version: '1.0.0', state: 'quarantined' },
      ]);
      const found = await list(people, olga, { standing: 'review' });
      assert.deepEqual(ids(found), ['Acme.Http']);
      assert.deepEqual(found.counts, { published: 2, unlisted: 0, review: 1 });
      assert.deepEqual(ids(await list(people, root, { owner: '-', standing: 'review' })), ['Left.A']);
      assert.deepEqual(ids(await list(people, olga, { standing: 'review', search: 'json' })), []);
      for (const { versionId } of seeded.slice(0, 2)) await changeVersion(people, versionId, { state: 'available' });
      assert.deepEqual(ids(await list(people, olga, { standing: 'review' })), []);
    });

    it('move to the others with their last listed version, and back', async () => {
      const { people, olga } = await start();
      await ownPackages(people, ['Acme.Http'], { owners: ['olga'], versions: ['1.0.0', '2.0.0'] });
      const set = async (text: string, listed: boolean) => {
        const version = parseVersion(text);
        assert.ok(version !== undefined);
        await setListed(people, olga, { id: packageId('Acme.Http'), version, listed });
      };
      await set('2.0.0', false);
      assert.equal((await list(people, olga)).packages[0]?.latest, '1.0.0', 'the newest that is listed');
      await set('1.0.0', false);
      assert.deepEqual(ids(await list(people, olga)), []);
      const others = await list(people, olga, { standing: 'unlisted' });
      assert.deepEqual(ids(others), ['Acme.Http']);
      assert.equal(others.packages[0]?.latest, '2.0.0', 'the newest of all');
      assert.deepEqual(others.counts, { published: 0, unlisted: 1, review: 0 });
      await set('1.0.0', true);
      assert.deepEqual(ids(await list(people, olga)), ['Acme.Http']);
    });

    it('are paged through in both directions, none twice and none left out', async () => {
      const { people, olga } = await start();
      const all = Array.from({ length: 2 * PACKAGES_PER_PAGE + 7 }, (_, at) => `Acme.P${String(at).padStart(3, '0')}`);
      await ownPackages(people, all.slice(0, 60), { owners: ['olga', 'acme'], versions: [] });
      await ownPackages(people, all.slice(60), { owners: ['olga'], versions: [] });
      const page = (place: { readonly after?: string; readonly before?: string } = {}) =>
        list(people, olga, { standing: 'unlisted', ...place });
      const first = await page();
      const second = await page({ after: first.next ?? '' });
      const third = await page({ after: second.next ?? '' });
      assert.deepEqual([...ids(first), ...ids(second), ...ids(third)], all);
      assert.deepEqual([first.previous, third.next], [undefined, undefined]);
      const back = await page({ before: third.previous ?? '' });
      assert.deepEqual(ids(back), ids(second));
      const backAgain = await page({ before: back.previous ?? '' });
      assert.deepEqual(ids(backAgain), ids(first));
      assert.equal(backAgain.previous, undefined);
      assert.equal(backAgain.next, first.next);
    });

    it('are found by a part of their ids, or by a pattern', async () => {
      const { people, olga } = await start();
      await ownPackages(people, ['Acme.Http', 'Acme.Http.Core', 'Contoso.Http'], { owners: ['olga'] });
      assert.deepEqual(ids(await list(people, olga, { search: ' HTTP ' })), [
        'Acme.Http',
        'Acme.Http.Core',
        'Contoso.Http',
      ]);
      assert.deepEqual(ids(await list(people, olga, { search: 'acme.*' })), ['Acme.Http', 'Acme.Http.Core']);
      assert.deepEqual(ids(await list(people, olga, { search: '*.http' })), ['Acme.Http', 'Contoso.Http']);
      assert.deepEqual(ids(await list(people, olga, { search: 'acme.http' })), ['Acme.Http', 'Acme.Http.Core']);
      assert.equal((await list(people, olga, { search: 'http' })).counts, undefined);
    });

    it('of others are for administrators of the gallery, and so are those that nobody owns', async () => {
      const { people, olga, pavel, root } = await start();
      await ownPackages(people, ['Acme.Http'], { owners: ['acme'] });
      await ownPackages(people, ['Left.Alone'], { owners: [] });
      await ownPackages(people, ['Left.Hidden'], { owners: [], listed: false });
      for (const owner of ['acme', 'olga', '-']) {
        await assert.rejects(
          list(people, pavel, { owner }),
          (error) => error instanceof Problem && error.code === 'forbidden',
        );
      }
      await assert.rejects(list(people, olga, { owner: 'no-one' }), /There is no account named/);
      assert.deepEqual(ids(await list(people, root, { owner: 'acme' })), ['Acme.Http']);
      assert.deepEqual(ids(await list(people, root, { owner: '-' })), ['Left.Alone']);
      assert.deepEqual(ids(await list(people, root, { owner: '-', standing: 'unlisted' })), ['Left.Hidden']);
      assert.deepEqual(ids(await list(people, root, { owner: '-', search: 'left.h*', standing: 'unlisted' })), [
        'Left.Hidden',
      ]);
    });

    it('are also seen by collaborators', async () => {
      const { people, pavel } = await start();
      const membership = { organizationId: await people.accountId('acme'), personId: pavel.actorId };
      await people.database.transaction((tx) => insertMembership(tx, { ...membership, role: 'collaborator' }, 1));
      await ownPackages(people, ['Acme.Http'], { owners: ['acme'] });
      assert.deepEqual(ids(await list(people, pavel)), ['Acme.Http']);
    });
  });

  describe('the invitations that concern somebody', () => {
    it('are those to answer, and those to one’s packages', async () => {
      const { people, olga, pavel } = await start();
      await ownPackages(people, ['Acme.Http'], { owners: ['acme'] });
      await inviteOwner(people, olga, { id: packageId('Acme.Http'), account: 'other', message: 'Join us' });
      const of = async (who: SessionPrincipal) => {
        const { received, sent } = await ownerInvitations(people, await ownAccounts(people.database, who));
        return [received, sent].map((each) => each.map(({ displayId, name, message }) => [displayId, name, message]));
      };
      const one = [['Acme.Http', 'other', 'Join us']];
      assert.deepEqual(await of(pavel), [one, []]);
      assert.deepEqual(await of(olga), [[], one]);
      const carl = await people.person('carl');
      for (const name of ['acme', 'other']) {
        const membership = { organizationId: await people.accountId(name), personId: carl.actorId };
        await people.database.transaction((tx) => insertMembership(tx, { ...membership, role: 'collaborator' }, 1));
      }
      assert.deepEqual(await of(carl), [[], []], 'a collaborator neither answers nor cancels');
      people.clock.advance(30 * 86_400_000_000);
      assert.deepEqual(await of(pavel), [[], []]);
    });

    it('are listed up to a limit', async () => {
      const { people, olga, pavel } = await start();
      const many = Array.from({ length: MAX_LISTED_INVITATIONS + 1 }, (_, at) => `Many.P${at}`);
      await ownPackages(people, many, { owners: ['olga'], versions: [] });
      const wish = { action: 'invite', account: 'pavel', message: '' } as const;
      const selection = { kind: 'matching', owner: '', search: 'many.*' } as const;
      const { digest } = await previewOwners(people, olga, { ...wish, selection });
      await changeOwners(people, olga, { ...wish, selection, digest });
      const { received } = await ownerInvitations(people, await ownAccounts(people.database, pavel));
      const { sent } = await ownerInvitations(people, await ownAccounts(people.database, olga));
      assert.deepEqual([received.length, sent.length], [MAX_LISTED_INVITATIONS, MAX_LISTED_INVITATIONS]);
      assert.equal(received[0]?.displayId, 'Many.P0');
    });
  });
});
