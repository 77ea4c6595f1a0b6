import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { ownPackages, packageId } from '../../../test/support/owned-packages.ts';
import { OPERATOR, ORIGIN, peopleOf } from '../../../test/support/people.ts';
import { problemOf } from '../../../test/support/problem-of.ts';
import { changeVersion, seedVersions } from '../../../test/support/seed-rows.ts';
import { setLocked } from '../../accounts/lock-account.ts';
import { versionSortKey } from '../../nuget/version-sort-key.ts';
import { parseVersion } from '../../nuget/version.ts';
import type { Database } from '../../storage/database.ts';
import { setListed } from '../listing.ts';
import { previewListing, setListedOfMany } from './set-listed-of-many.ts';
import type { VersionSelection } from './version-selection.ts';

const TOOLS = packageId('Acme.Tools');
const VERSIONS = ['1.0.0', '1.1.0-beta.1', '1.1.0', '2.0.0-rc.1', '2.0.0'];
const pattern = (text: string): VersionSelection => ({ kind: 'pattern', text });

/** Many versions at the price of a few statements: `3.0.0` and above, with the manifest of one that is there. */
async function copyVersions(database: Database, count: number): Promise<void> {
  const { id: _, ...template } = await database.read
    .selectFrom('versions')
    .selectAll()
    .limit(1)
    .executeTakeFirstOrThrow();
  const copies = Array.from({ length: count }, (__, at) => {
    const text = `3.0.${at}`;
    const version = parseVersion(text) ?? assert.fail();
    const names = {
      version_key: text,
      normalized_version: text,
      full_version: text,
      sort_key: versionSortKey(version),
    };
    return { ...template, ...names, public_id: `copy-${at}` };
  });
  await database.transaction(async (tx) => {
    for (let at = 0; at < count; at += 500)
      await tx
        .insertInto('versions')
        .values(copies.slice(at, at + 500))
        .execute();
  });
}

forEachDatabase((_, open) => {
  const start = async () => {
    const people = await peopleOf(open);
    const olga = await people.person('olga');
    const mina = await people.person('mina');
    const root = await people.person('root', true);
    await ownPackages(people, ['Acme.Tools'], { owners: ['olga'], versions: VERSIONS });
    await people.newEvents();
    const { database } = people;
    const standing = async () => {
      const rows = await database.read
        .selectFrom('versions')
        .select(['version_key', 'listed', 'listing_reason'])
        .orderBy('sort_key')
        .execute();
      return rows.filter(({ listed }) => listed === 0).map((row) => [row.version_key, row.listing_reason]);
    };
    const entries = () =>
      database.scan
        .selectFrom('catalog_entries')
        .select(['seq', 'at', 'full_version', 'event_seq'])
        .orderBy('seq')
        .execute();
    const revision = async () =>
      (await database.read.selectFrom('registrations').select('revision').executeTakeFirstOrThrow()).revision;
    return { people, olga, mina, root, database, standing, entries, revision };
  };

  describe('setListedOfMany', () => {
    it('writes rows, an event and a catalog entry for each version, and one revision', async () => {
      const { people, olga, standing, entries, revision } = await start();
      const [before, revisionBefore] = [await entries(), await revision()];
      const wish = { id: TOOLS, selection: pattern('1.*'), listed: false, reason: ' broken\n on Linux ' };
      const { applied, batch } = await setListedOfMany(people, olga, wish, ORIGIN);
      assert.equal(applied, true);
      const reason = 'broken on Linux';
      assert.deepEqual(
        await standing(),
        ['1.0.0', '1.1.0-beta.1', '1.1.0'].map((key) => [key, reason]),
      );
      const data = { reason, batch: { id: batch, size: 3 } };
      assert.deepEqual(
        await people.newEvents(),
        Array.from({ length: 3 }, () => ({ kind: 'version_unlisted', data })),
      );
      const added = (await entries()).slice(before.length);
      assert.deepEqual(
        added.map((entry) => entry.full_version),
        ['1.0.0', '1.1.0-beta.1', '1.1.0'],
      );
      for (const [i, entry] of added.entries()) {
        const last = added[i - 1] ?? before.at(-1);
        assert.ok(
          last !== undefined && entry.seq === last.seq + 1 && entry.at > last.at && entry.event_seq > last.event_seq,
        );
      }
      assert.equal(await revision(), revisionBefore + 1);
      const origins = await people.database.scan
        .selectFrom('event_origins')
        .select('address')
        .where('event_seq', '>=', added[0]?.event_seq ?? 0)
        .execute();
      assert.deepEqual(
        origins,
        Array.from({ length: 3 }, () => ({ address: ORIGIN.address })),
      );
    });

    it('writes nothing the second time, and succeeds', async () => {
      const { people, olga, entries, revision } = await start();
      const wish = { id: TOOLS, selection: { kind: 'previews' }, listed: false } as const;
      await setListedOfMany(people, olga, wish);
      await people.newEvents();
      const before = [await entries(), await revision()];
      assert.equal((await setListedOfMany(people, olga, wish)).plan.unchanged, 2);
      assert.deepEqual(await people.newEvents(), []);
      assert.deepEqual([await entries(), await revision()], before);
    });

    it('does what the preview said, or nothing', async () => {
      const { people, olga, standing } = await start();
      const wish = { id: TOOLS, selection: { kind: 'range', text: '[1.0, 2.0)' }, listed: false } as const;
      const preview = await previewListing(people, olga, wish);
      assert.deepEqual(
        [preview.latestBefore?.versionKey, preview.latestAfter?.versionKey, preview.changes.length],
        ['2.0.0', '2.0.0', 4],
      );
      const version = parseVersion('2.0');
      assert.ok(version !== undefined);
      await setListed(people, olga, { id: TOOLS, version, listed: false });
      await people.newEvents();
      const stale = await setListedOfMany(people, olga, { ...wish, digest: preview.digest });
      assert.equal(stale.applied, false);
      assert.equal(stale.plan.latestAfter, undefined);
      assert.deepEqual([await standing(), await people.newEvents()], [[['2.0.0', null]], []]);
      assert.equal((await setListedOfMany(people, olga, { ...wish, digest: stale.plan.digest })).applied, true);
      assert.equal((await standing()).length, 5);
    });

    it('lets one of two who change the same at once win, and the other see it', async () => {
      const { people, olga, root } = await start();
      const wish = { id: TOOLS, selection: pattern('*'), listed: false } as const;
      const { digest } = await previewListing(people, olga, wish);
      const outcomes = await Promise.all([olga, root].map((who) => setListedOfMany(people, who, { ...wish, digest })));
      assert.deepEqual(outcomes.filter(({ applied }) => applied).length, 1);
      assert.equal((await people.newEvents()).length, VERSIONS.length);
    });

    it('is for those who may list: not for strangers, the locked, or a locked id', async () => {
      const { people, olga, mina, database, standing } = await start();
      const wish = { id: TOOLS, selection: pattern('*'), listed: false } as const;
      const refusal = async (who: typeof olga) => (await problemOf(setListedOfMany(people, who, wish))).code;
      assert.equal(await refusal(mina), 'forbidden');
      assert.equal((await problemOf(previewListing(people, mina, wish))).code, 'forbidden');
      await database.transaction((tx) => tx.updateTable('registrations').set({ locked_at: 1 }).execute());
      assert.equal(await refusal(olga), 'registration_locked');
      await database.transaction((tx) => tx.updateTable('registrations').set({ locked_at: null }).execute());
      await setLocked(people, OPERATOR, { name: 'olga', locked: true });
      assert.equal(await refusal(olga), 'account_locked');
      assert.deepEqual(await standing(), []);
      assert.equal(
        (await problemOf(setListedOfMany(people, olga, { ...wish, id: packageId('Acme.None') }))).code,
        'not_found',
      );
    });

    it('takes named versions in any spelling, all or none', async () => {
      const { people, olga, standing } = await start();
      const named = (...versions: string[]) => ({
        id: TOOLS,
        selection: { kind: 'versions', versions } as const,
        listed: false,
      });
      assert.equal((await problemOf(setListedOfMany(people, olga, named('1.0', '9.9')))).code, 'not_found');
      assert.equal((await problemOf(setListedOfMany(people, olga, named()))).faults[0]?.at, 'choose');
      assert.deepEqual(await standing(), []);
      await setListedOfMany(people, olga, named('01.0.0.0', '1.0.0+build', ' 2.0.0-RC.1'));
      assert.deepEqual(
        (await standing()).map(([key]) => key),
        ['1.0.0', '2.0.0-rc.1'],
      );
    });

    it('leaves alone what an administrator withdrew', async () => {
      const { people, olga, database, standing } = await start();
      const { id } = await database.read
        .selectFrom('versions')
        .select('id')
        .where('version_key', '=', '1.0.0')
        .executeTakeFirstOrThrow();
      await changeVersion(people, id, { state: 'removed' });
      const named = {
        id: TOOLS,
        selection: { kind: 'versions', versions: ['1.0.0', '1.1.0'] },
        listed: false,
      } as const;
      assert.equal((await problemOf(setListedOfMany(people, olga, named))).code, 'conflict');
      const { plan } = await setListedOfMany(people, olga, { ...named, selection: pattern('1.*') });
      assert.equal(plan.withdrawn, 1);
      assert.deepEqual(
        (await standing()).map(([key]) => key),
        ['1.1.0-beta.1', '1.1.0'],
      );
    });

    it('says who depends, and which of their ranges a listed version still satisfies', async () => {
      const { people, olga, database } = await start();
      const [app, other] = await seedVersions(people, [
        { id: 'Acme.App', version: '1.0.0' },
        { id: 'Acme.Other', version: '1.0.0' },
      ]);
      const depend = (of: typeof app, key: string, ranges: string[]) => ({
        version_id: of?.versionId ?? 0,
        dependency_key: 'acme.tools',
        registration_id: of?.registrationId ?? 0,
        registration_key: key,
        ranges: JSON.stringify(ranges),
        is_offered: 1 as const,
      });
      await database.transaction((tx) =>
        tx
          .insertInto('dependencies')
          .values([
            depend(app, 'acme.app', ['[1.0.0, 2.0.0)', '[2.0.0, )']),
            depend(other, 'acme.other', ['[7.0.0, )', '[1.1.0-beta, 1.1.0)']),
          ])
          .execute(),
      );
      const { dependents } = await previewListing(people, olga, {
        id: TOOLS,
        selection: pattern('1.*'),
        listed: false,
      });
      assert.equal(dependents.count, 2);
      assert.equal(dependents.withoutListed, 2);
      assert.deepEqual(
        dependents.top.map(({ displayId, ranges }) => [
          displayId,
          ...ranges.map(({ outcome, picks }) => [outcome, picks]),
        ]),
        [
          ['Acme.App', ['unlisted', '1.0.0'], ['listed', '2.0.0']],
          ['Acme.Other', ['nothing', undefined], ['unlisted', '1.1.0-beta.1']],
        ],
      );
    });

    it('says what it cannot read', async () => {
      const { people, olga } = await start();
      for (const selection of [
        { kind: 'pattern', text: '' },
        { kind: 'pattern', text: '1.*|2' },
        { kind: 'pattern', text: 'a'.repeat(200) },
        { kind: 'range', text: '1.*' },
        { kind: 'range', text: '(1.0)' },
        { kind: 'older', text: '2024-13-40' },
        { kind: 'older', text: 'long ago' },
      ] as { kind: 'pattern' | 'range' | 'older'; text: string }[]) {
        const { code, faults } = await problemOf(previewListing(people, olga, { id: TOOLS, selection, listed: false }));
        assert.deepEqual([code, faults[0]?.at], ['bad_request', 'rule'], selection.text);
      }
      const reason = 'x'.repeat(301);
      const { faults } = await problemOf(
        setListedOfMany(people, olga, { id: TOOLS, selection: pattern('*'), listed: false, reason }),
      );
      assert.equal(faults[0]?.at, 'reason');
    });

    it('changes 5,000 versions at once, and no more', async () => {
      const { people, olga, standing } = await start();
      await copyVersions(people.database, 5_000 - VERSIONS.length);
      await people.database.transaction((tx) => tx.updateTable('registrations').set({ revision: 1 }).execute());
      await people.newEvents();
      const wish = { id: TOOLS, selection: pattern('*'), listed: false } as const;
      const { plan } = await setListedOfMany(people, olga, wish, ORIGIN);
      assert.equal(plan.changes.length, 5_000);
      assert.equal((await standing()).length, 5_000);
      await seedVersions(people, [{ id: 'Acme.Tools', version: '4.0.0', listed: false }]);
      const problem = await problemOf(setListedOfMany(people, olga, { ...wish, listed: true }));
      assert.match(problem.message, /At most 5,000 versions/);
      assert.equal((await standing()).length, 5_001);
    });
  });
});
