import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { ownPackages } from '../../../test/support/owned-packages.ts';
import { ORIGIN, peopleOf } from '../../../test/support/people.ts';
import { problemOf } from '../../../test/support/problem-of.ts';
import { seedVersion } from '../../../test/support/seed-rows.ts';
import {
  MAX_PACKAGES_LISTED_AT_ONCE,
  previewListingOfPackages,
  setListedOfPackages,
} from './set-listed-of-packages.ts';

const DIGEST = { digest: 'none' };

forEachDatabase((_, open) => {
  const start = async () => {
    const people = await peopleOf(open);
    const olga = await people.person('olga');
    const mina = await people.person('mina');
    await ownPackages(people, ['Acme.A'], { owners: ['olga'], versions: ['1.0.0', '2.0.0', '3.0.0-rc.1'] });
    await ownPackages(people, ['Acme.B'], { owners: ['olga'] });
    await ownPackages(people, ['Acme.Done'], { owners: ['olga'], listed: false });
    await ownPackages(people, ['Acme.Locked'], { owners: ['olga'] });
    await ownPackages(people, ['Theirs'], { owners: ['mina'] });
    await seedVersion(people, { id: 'Acme.B', version: '0.9.0', state: 'quarantined' });
    await seedVersion(people, { id: 'Hidden', version: '1.0.0', state: 'held' });
    await people.database.transaction((tx) =>
      tx.updateTable('registrations').set({ locked_at: 1 }).where('id_key', '=', 'acme.locked').execute(),
    );
    await people.newEvents();
    const unlisted = async () => {
      const rows = await people.database.read
        .selectFrom('versions')
        .innerJoin('registrations', 'registrations.id', 'versions.registration_id')
        .select(['id_key', 'version_key', 'listing_reason'])
        .where('listed', '=', 0)
        .where('id_key', '!=', 'acme.done')
        .orderBy('id_key')
        .orderBy('version_key')
        .execute();
      return rows.map((row) => `${row.id_key} ${row.version_key} ${row.listing_reason ?? ''}`.trim());
    };
    return { people, olga, mina, unlisted };
  };

  describe('setListedOfPackages', () => {
    it('does what its preview says of each package, in one step', async () => {
      const { people, olga, unlisted } = await start();
      const wish = { ids: ['Acme.Locked', 'acme.b', 'ACME.A', 'Acme.Done', 'acme.a'], listed: false, reason: '' };
      const preview = await previewListingOfPackages(people, olga, wish);
      assert.deepEqual(
        preview.steps.map(({ displayId, changes, withdrawn, latestAfter, refusal = '' }) =>
          [displayId, changes, withdrawn, latestAfter ?? 'none', refusal.slice(0, 21)].join(' ').trim(),
        ),
        ['Acme.A 3 0 none', 'Acme.B 1 1 none', 'Acme.Done 0 0 none', 'Acme.Locked 0 0 none Acme.Locked is locked'],
      );
      assert.deepEqual([preview.versions, preview.packages, preview.dependents], [4, 2, [0, 0, 0, 0]]);
      const { digest } = preview;
      const { applied } = await setListedOfPackages(people, olga, { ...wish, reason: ' the end ', digest }, ORIGIN);
      assert.equal(applied, true);
      assert.deepEqual(await unlisted(), [
        'acme.a 1.0.0 the end',
        'acme.a 2.0.0 the end',
        'acme.a 3.0.0-rc.1 the end',
        'acme.b 1.0.0 the end',
      ]);
      const events = await people.newEvents();
      const sizes = events.map(({ kind, data }) => [kind, (data as { batch?: { size: number } }).batch?.size]);
      assert.deepEqual(sizes, [
        ...Array.from({ length: 3 }, () => ['version_unlisted', 3]),
        ['version_unlisted', undefined],
      ]);
    });

    it('does nothing when versions are others than in the preview, or nothing changes', async () => {
      const { people, olga, unlisted } = await start();
      const wish = { ids: ['Acme.A', 'Acme.B'], listed: false, reason: '' };
      const { digest } = await previewListingOfPackages(people, olga, wish);
      await seedVersion(people, { id: 'Acme.B', version: '4.0.0' });
      await people.newEvents();
      const stale = await setListedOfPackages(people, olga, { ...wish, digest });
      assert.deepEqual([stale.applied, await unlisted(), await people.newEvents()], [false, [], []]);
      const relist = { ...wish, listed: true };
      const same = await previewListingOfPackages(people, olga, relist);
      assert.equal(same.versions, 0);
      await setListedOfPackages(people, olga, { ...relist, digest: same.digest });
      assert.deepEqual(await people.newEvents(), []);
    });

    it('says the same of what is somebody else’s and of what is not there, and changes none', async () => {
      const { people, olga, mina, unlisted } = await start();
      const refusal = async (who: typeof olga, id: string) => {
        const wish = { ids: ['Theirs', id], listed: false, reason: '' };
        const problems = [
          previewListingOfPackages(people, who, wish),
          setListedOfPackages(people, who, { ...wish, ...DIGEST }),
        ];
        for (const problem of await Promise.all(problems.map(problemOf))) assert.equal(problem.code, 'forbidden');
        return (await problemOf(previewListingOfPackages(people, who, wish))).message.replace(id, 'ID');
      };
      const messages = [await refusal(mina, 'Acme.A'), await refusal(mina, 'Hidden'), await refusal(mina, 'Not.There')];
      assert.equal(new Set([...messages, await refusal(mina, 'not an id')]).size, 1);
      assert.deepEqual(await unlisted(), []);
    });

    it('has limits', async () => {
      const { people, olga } = await start();
      const refusal = async (ids: readonly string[], reason = '') =>
        (await problemOf(previewListingOfPackages(people, olga, { ids, listed: false, reason }))).faults[0]?.code;
      assert.equal(await refusal([]), 'no_packages');
      const many = Array.from({ length: MAX_PACKAGES_LISTED_AT_ONCE + 1 }, (__, at) => `Acme.N${at}`);
      assert.equal(await refusal(many), 'too_many');
      assert.equal(await refusal(['Acme.A'], 'x'.repeat(301)), 'reason_too_long');
    });
  });
});
