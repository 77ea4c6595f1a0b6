import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { ownPackages, packageId } from '../../../test/support/owned-packages.ts';
import { ORIGIN, peopleOf } from '../../../test/support/people.ts';
import { insertMembership } from '../../accounts/accounts.queries.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { Problem } from '../../base/problem.ts';
import { parseVersion } from '../../nuget/version.ts';
import { changeReadme, MAX_OVERLAY_BYTES } from './change-readme.ts';
import { currentOverlay, recordedOverlays } from './readme-overlays.queries.ts';

forEachDatabase((_, open) => {
  /** acme, which olga administers and carl works for, owns Acme.Tools. */
  const start = async () => {
    const people = await peopleOf(open);
    const olga = await people.person('olga');
    const carl = await people.person('carl');
    const mina = await people.person('mina');
    const root = await people.person('root', true);
    await people.organization('acme', 'olga');
    const membership = { organizationId: await people.accountId('acme'), personId: carl.actorId };
    await people.database.transaction((tx) => insertMembership(tx, { ...membership, role: 'collaborator' }, 1));
    await ownPackages(people, ['Acme.Tools'], { owners: ['acme'] });
    await people.newEvents();
    const { versionId, registrationId } = await people.database.read
      .selectFrom('versions')
      .select(['id as versionId', 'registration_id as registrationId'])
      .executeTakeFirstOrThrow();
    const version = parseVersion('1.0.0');
    assert.ok(version !== undefined);
    const of = { id: packageId('Acme.Tools'), version };
    const change = (by: SessionPrincipal, text: string | null, basedOn: string | null) =>
      changeReadme(people, by, { ...of, text, basedOn }, ORIGIN);
    const refusal = (by: SessionPrincipal, text: string | null, basedOn: string | null) =>
      change(by, text, basedOn).then(
        () => assert.fail('it was not refused'),
        (error: unknown) => (error instanceof Problem ? error.code : assert.fail(String(error))),
      );
    const current = () => currentOverlay(people.database, versionId);
    const revision = async () =>
      people.database.read.selectFrom('registrations').select('revision').where('id', '=', registrationId).execute();
    return { people, olga, carl, mina, root, versionId, change, refusal, current, revision };
  };

  describe('changeReadme', () => {
    it('is for owners, both kinds of members of owning organizations, and administrators; it writes row, event and revision', async () => {
      const { people, olga, carl, mina, root, change, refusal, current, revision } = await start();
      const before = await revision();
      assert.equal(await refusal(mina, 'Mine', null), 'forbidden');
      let basedOn: string | null = null;
      for (const who of [carl, olga, root]) {
        assert.equal(await change(who, `By ${who.name}`, basedOn), true);
        const now = await current();
        assert.equal(now?.text, `By ${who.name}`);
        assert.deepEqual(await people.newEvents(), [{ kind: 'readme_changed', data: { overlay: now?.publicId } }]);
        basedOn = now?.publicId ?? null;
      }
      assert.equal(await change(olga, null, basedOn), true);
      const own = await current();
      assert.deepEqual(await people.newEvents(), [
        { kind: 'readme_changed', data: { overlay: own?.publicId, isOwn: true } },
      ]);
      assert.notDeepEqual(await revision(), before);
    });

    it('writes nothing where nothing changes', async () => {
      const { people, olga, change, current } = await start();
      assert.equal(await change(olga, null, null), false);
      await change(olga, 'Words  \n', null);
      const { publicId = '' } = (await current()) ?? {};
      await people.newEvents();
      assert.equal(await change(olga, 'Words', publicId), false);
      assert.deepEqual(await people.newEvents(), []);
    });

    it('applies no text that was made from an older one, and keeps every text', async () => {
      const { people, olga, carl, versionId, change, refusal, current } = await start();
      await change(olga, 'First', null);
      const first = (await current())?.publicId ?? '';
      await change(carl, 'Second', first);
      assert.equal(await refusal(olga, 'Third', first), 'conflict');
      assert.equal(await refusal(olga, 'Third', null), 'conflict');
      assert.equal((await current())?.text, 'Second');
      const recorded = await recordedOverlays(people.database, versionId);
      assert.deepEqual(
        recorded.map(({ author, isOwn }) => [author, isOwn]),
        [
          ['carl', false],
          ['olga', false],
        ],
      );
    });

    it('refuses what has no words, what is too long, and versions that were withdrawn', async () => {
      const { people, olga, refusal, current } = await start();
      assert.equal(await refusal(olga, ' \n\t', null), 'bad_request');
      assert.equal(await refusal(olga, 'ä'.repeat(MAX_OVERLAY_BYTES / 2 + 1), null), 'bad_request');
      await people.database.transaction((tx) => tx.updateTable('versions').set({ state: 'quarantined' }).execute());
      assert.equal(await refusal(olga, 'Words', null), 'conflict');
      assert.equal(await current(), undefined);
    });

    it('lets one of two win who save at once', async () => {
      const { olga, carl, change, current } = await start();
      const results = await Promise.allSettled([change(olga, 'One', null), change(carl, 'Two', null)]);
      assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      assert.ok(['One', 'Two'].includes((await current())?.text ?? ''));
    });
  });
});
