import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { offerPackage } from '../../../test/support/offered-packages.ts';
import { packageId } from '../../../test/support/owned-packages.ts';
import { peopleOf } from '../../../test/support/people.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { setLocked } from '../../accounts/lock-account.ts';
import { Problem } from '../../base/problem.ts';
import { latestVersionKey } from './latest-version.ts';
import { packageInView } from './package-in-view.ts';

const HTTP = packageId('Acme.Http');

forEachDatabase((_, open) => {
  describe('a package in view', () => {
    let people: Awaited<ReturnType<typeof peopleOf>>;
    let olga: SessionPrincipal;
    let stan: SessionPrincipal;
    let root: SessionPrincipal;
    let registrationId: number;
    const view = (viewer: SessionPrincipal | undefined, version?: string, id = HTTP) =>
      packageInView(people, viewer, id, version);
    before(async () => {
      people = await peopleOf(open);
      [olga, stan, root] = [
        await people.person('olga'),
        await people.person('stan'),
        await people.person('root', true),
      ];
      await people.organization('acme', 'olga');
      registrationId = await offerPackage(
        people,
        'Acme.Http',
        [
          { version: '1.0.0' },
          { version: '1.1.0', listed: false },
          { version: '2.0.0-beta', deprecation: { reasons: ['Legacy'] } },
          { version: '1.2.0', state: 'held' },
          { version: '1.3.0', state: 'removed', manifest: { description: 'Bad.' } },
        ],
        ['acme'],
      );
    });

    it('says who looks, who owns, and what there is', async () => {
      const found = await view(undefined);
      assert.equal(found.version.normalizedVersion, '1.0.0');
      assert.deepEqual(found.owners, [{ name: 'acme', kind: 'organization' }]);
      assert.deepEqual([found.listedCount, found.unlistedCount, found.offeredVersionKey], [2, 1, '1.0.0']);
      const kinds = await Promise.all(
        [undefined, stan, olga, root].map(async (viewer) => {
          const { viewerKind, mayManage } = await view(viewer);
          return `${viewerKind} ${mayManage}`;
        }),
      );
      assert.deepEqual(kinds, ['anyone false', 'anyone false', 'manager true', 'administrator true']);
    });

    it('stands in for what the viewer cannot see, and holds nothing of what was withdrawn', async () => {
      for (const [viewer, version] of [
        [stan, '1.2.0'],
        [undefined, '7.0.0'],
        [olga, 'x'],
      ] as const) {
        const { version: shown } = await view(viewer, version);
        assert.deepEqual([shown.normalizedVersion, shown.isRequested], ['1.0.0', false]);
      }
      const { version: held } = await view(olga, '01.2');
      assert.deepEqual([held.normalizedVersion, held.isRequested, held.visibility], ['1.2.0', true, 'marked']);
      const { version: removed } = await view(olga, '1.3.0');
      assert.deepEqual(
        [removed.visibility, removed.manifest.description, removed.sha512, removed.sizeBytes, removed.parts],
        ['notice', undefined, '', 0, {}],
      );
      assert.equal((await view(root, '1.3.0')).version.manifest.description, 'Bad.');
      const isUnknown = (error: unknown) => error instanceof Problem && error.code === 'not_found';
      await assert.rejects(view(root, undefined, packageId('No.Such')), isUnknown);
    });

    it('lets nobody act for an organization that is locked, whose members still see what it has', async () => {
      const operator = { kind: 'operator' } as const;
      await setLocked(people, operator, { name: 'acme', locked: true });
      const { viewerKind, mayManage } = await view(olga);
      assert.deepEqual([viewerKind, mayManage], ['manager', false]);
      await setLocked(people, operator, { name: 'acme', locked: false });
    });

    it('shows what is unlisted in a locked package to its managers alone', async () => {
      const lock = (at: number | null) =>
        people.database.transaction((tx) =>
          tx.updateTable('registrations').set({ locked_at: at }).where('id', '=', registrationId).execute(),
        );
      await lock(1);
      const { version } = await view(stan, '1.1.0');
      assert.deepEqual([version.visibility, version.manifest.description], ['notice', undefined]);
      assert.equal((await view(stan, '1.0.0')).version.visibility, 'shown');
      assert.equal((await view(olga, '1.1.0')).version.visibility, 'marked');
      await lock(null);
      assert.equal((await view(stan, '1.1.0')).version.visibility, 'marked');
    });

    it('knows what is latest among listed versions', async () => {
      const latest = (kind: 'stable' | 'prerelease' | 'absolute') =>
        latestVersionKey(people.database, registrationId, { kind });
      assert.deepEqual(await Promise.all([latest('stable'), latest('prerelease'), latest('absolute')]), [
        '1.0.0',
        '2.0.0-beta',
        '2.0.0-beta',
      ]);
    });
  });
});
