import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { ownPackages, packageId } from '../../../test/support/owned-packages.ts';
import { ORIGIN, peopleOf } from '../../../test/support/people.ts';
import { problemOf } from '../../../test/support/problem-of.ts';
import type { PlainSelection } from '../bulk/version-selection.ts';
import { deprecate, previewDeprecation, type DeprecationWish } from './deprecate.ts';
import { removeDeprecationRule } from './deprecation-rules.ts';
import { NO_DEPRECATION, type DeprecationWords } from './deprecation-wish.ts';

const TOOLS = packageId('Acme.Tools');
const LEGACY = { ...NO_DEPRECATION, isLegacy: true };
const range = (text: string): PlainSelection => ({ kind: 'range', text });
const named = (...versions: string[]): PlainSelection => ({ kind: 'versions', versions });

forEachDatabase((_, open) => {
  const start = async () => {
    const people = await peopleOf(open);
    const olga = await people.person('olga');
    const mina = await people.person('mina');
    await ownPackages(people, ['Acme.Tools'], { owners: ['olga'], versions: ['1.0.0', '1.5.0', '2.0.0'] });
    await ownPackages(people, ['Acme.Net'], { owners: ['mina'], versions: ['2.0.0'] });
    await people.newEvents();
    const { database } = people;
    const wish = (
      selection: PlainSelection,
      words: Partial<DeprecationWords> = {},
      more: Partial<DeprecationWish> = {},
    ) => ({
      id: TOOLS,
      selection,
      words: { ...NO_DEPRECATION, ...words },
      ...more,
    });
    const rows = async () => {
      const found = await database.read
        .selectFrom('versions')
        .select(['version_key', 'deprecation', 'listed'])
        .where('display_id', '=', 'Acme.Tools')
        .orderBy('sort_key')
        .execute();
      return found.map(({ version_key, deprecation, listed }) => [
        version_key,
        deprecation === null ? null : (JSON.parse(deprecation) as unknown),
        listed,
      ]);
    };
    const entries = () =>
      database.scan.selectFrom('catalog_entries').select(['full_version', 'state']).orderBy('seq').execute();
    return { people, olga, mina, wish, rows, entries, database };
  };

  describe('deprecate', () => {
    it('says of versions what was wished, with an event and a catalog entry for each', async () => {
      const { people, olga, wish, rows, entries } = await start();
      const before = (await entries()).length;
      const words = {
        isLegacy: true,
        hasCriticalBugs: true,
        alternatePackageId: 'ACME.net',
        alternatePackageVersion: '2.0',
        message: ' It leaks.\n',
      };
      const { applied } = await deprecate(people, olga, wish(range('[1.0, 2.0)'), words), ORIGIN);
      assert.equal(applied, true);
      const deprecation = {
        reasons: ['Legacy', 'CriticalBugs'],
        message: 'It leaks.',
        alternate: { id: 'Acme.Net', range: '[2.0.0, )' },
      };
      assert.deepEqual(await rows(), [
        ['1.0.0', deprecation, 1],
        ['1.5.0', deprecation, 1],
        ['2.0.0', null, 1],
      ]);
      const events = await people.newEvents();
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['version_deprecated', 'version_deprecated'],
      );
      assert.ok(events.every(({ data }) => JSON.stringify(data).includes('"size":2')));
      const added = (await entries()).slice(before);
      assert.deepEqual(
        added.map((entry) => entry.full_version),
        ['1.0.0', '1.5.0'],
      );
      assert.ok(added.every(({ state }) => state.includes('"message":"It leaks."')));
      await deprecate(people, olga, wish(named('1.0'), {}));
      assert.deepEqual((await rows())[0], ['1.0.0', null, 1]);
      await people.newEvents();
      await deprecate(people, olga, wish(named('1.0'), {}));
      assert.deepEqual(await people.newEvents(), []);
    });

    it('lists or unlists in the same step, with one entry for each version', async () => {
      const { people, olga, wish, rows, entries } = await start();
      const before = (await entries()).length;
      await deprecate(people, olga, wish(named('1.0.0', '1.5.0'), LEGACY, { listed: false }));
      assert.deepEqual(
        (await rows()).map(([, , listed]) => listed),
        [0, 0, 1],
      );
      assert.equal((await entries()).length, before + 2);
      const kinds = (await people.newEvents()).map(({ kind }) => kind);
      assert.deepEqual(kinds, ['version_unlisted', 'version_unlisted', 'version_deprecated', 'version_deprecated']);
    });

    it('says all mistakes at once, and changes nothing', async () => {
      const { people, olga, wish, rows } = await start();
      const faultsOf = async (wished: DeprecationWish) =>
        (await problemOf(deprecate(people, olga, wished))).faults.map(({ at }) => at);
      assert.deepEqual(await faultsOf(wish(named('1.0.0'), { isOther: true, alternatePackageId: 'Acme.Nothing' })), [
        'message',
        'alternatePackageId',
      ]);
      assert.deepEqual(
        await faultsOf(wish(named('1.0.0'), { ...LEGACY, message: 'x'.repeat(1_001), alternatePackageVersion: '1.0' })),
        ['message', 'alternatePackageId'],
      );
      assert.deepEqual(
        await faultsOf(
          wish(named('1.0.0'), { ...LEGACY, alternatePackageId: 'Acme.Net', alternatePackageVersion: '9.9' }),
        ),
        ['alternatePackageVersion'],
      );
      assert.deepEqual(await faultsOf(wish(named('1.0.0'), { ...LEGACY, alternatePackageId: 'acme.tools' })), [
        'alternatePackageId',
      ]);
      assert.deepEqual(
        await faultsOf(
          wish(named('1.0.0'), { ...LEGACY, alternatePackageId: 'acme.tools', alternatePackageVersion: '1.0' }),
        ),
        ['alternatePackageVersion'],
      );
      assert.deepEqual(await faultsOf(wish(named('1.0.0'), { message: 'It leaks.' })), ['isLegacy']);
      assert.deepEqual(await faultsOf(wish(named('1.0.0'), LEGACY, { isForFuture: true })), ['choose']);
      assert.deepEqual(
        await faultsOf(
          wish(
            range('(, 3.0)'),
            { ...LEGACY, alternatePackageId: 'Acme.Tools', alternatePackageVersion: '2.0' },
            { isForFuture: true },
          ),
        ),
        ['alternatePackageVersion'],
      );
      assert.equal((await problemOf(deprecate(people, olga, wish(named('1.0.0', '7.0.0'), LEGACY)))).code, 'not_found');
      assert.ok((await rows()).every(([, deprecation]) => deprecation === null));
      assert.deepEqual(await people.newEvents(), []);
      const allowed = {
        ...LEGACY,
        alternatePackageId: 'acme.tools',
        alternatePackageVersion: '2.0',
        message: 'x'.repeat(1_000),
      };
      assert.equal((await deprecate(people, olga, wish(named('1.0.0'), allowed))).applied, true);
    });

    it('is for those who may list, does what the preview said, and sees that a form is old', async () => {
      const { people, olga, mina, wish, database } = await start();
      const bulk = wish(range('[1.0, 2.0)'), LEGACY);
      assert.equal((await problemOf(deprecate(people, mina, bulk))).code, 'forbidden');
      assert.equal((await problemOf(previewDeprecation(people, mina, bulk))).code, 'forbidden');
      const { digest } = await previewDeprecation(people, olga, bulk);
      await deprecate(people, olga, wish(named('1.5.0'), { hasCriticalBugs: true }));
      assert.equal((await deprecate(people, olga, { ...bulk, digest })).applied, false);
      const listing = wish(range('[1.0, 2.0)'), { isLegacy: true }, { listed: true });
      const before = await previewDeprecation(people, olga, listing);
      await deprecate(people, olga, wish(named('1.0.0'), {}, { listed: false }));
      assert.equal((await deprecate(people, olga, { ...listing, digest: before.digest })).applied, false);
      const old = wish(named('1.5.0'), LEGACY, { basis: 'of something else' });
      assert.equal((await problemOf(deprecate(people, olga, old))).code, 'conflict');
      await database.transaction((tx) => tx.updateTable('registrations').set({ locked_at: 1 }).execute());
      assert.equal((await problemOf(deprecate(people, olga, bulk))).code, 'registration_locked');
    });

    it('keeps a rule for later versions, one for each range, and ends it with or without what it did', async () => {
      const { people, olga, wish, rows, database } = await start();
      const rules = () => database.read.selectFrom('deprecation_rules').select(['public_id', 'range']).execute();
      await deprecate(people, olga, wish(range('(, 2.0)'), LEGACY, { isForFuture: true }));
      await deprecate(people, olga, wish(range('(,2.0.0)'), { hasCriticalBugs: true }, { isForFuture: true }));
      const [rule, ...more] = await rules();
      assert.deepEqual([rule?.range, more], ['(, 2.0.0)', []]);
      const kinds = (await people.newEvents()).map(({ kind }) => kind);
      const deprecated = ['version_deprecated', 'version_deprecated'];
      assert.deepEqual(kinds, [
        'deprecation_rule_added',
        ...deprecated,
        'deprecation_rule_removed',
        'deprecation_rule_added',
        ...deprecated,
      ]);
      await deprecate(people, olga, wish(range('(, 2.0)'), { hasCriticalBugs: true }, { isForFuture: true }));
      assert.deepEqual(await people.newEvents(), []);
      await deprecate(people, olga, wish(named('1.0.0'), LEGACY));
      await people.newEvents();
      const removal = { id: TOOLS, rule: rule?.public_id ?? '', takesBack: true };
      assert.deepEqual(await removeDeprecationRule(people, olga, removal), { range: '(, 2.0.0)', takenBack: 1 });
      assert.deepEqual(
        (await rows()).map(([key, deprecation]) => [key, deprecation === null]),
        [
          ['1.0.0', false],
          ['1.5.0', true],
          ['2.0.0', true],
        ],
      );
      assert.equal((await problemOf(removeDeprecationRule(people, olga, removal))).code, 'not_found');
      assert.deepEqual(
        (await people.newEvents()).map(({ kind }) => kind),
        ['deprecation_rule_removed', 'version_deprecated'],
      );
    });
  });
});
