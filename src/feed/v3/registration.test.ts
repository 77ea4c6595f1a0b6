import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { answerOrProblem, jsonOf, requestWith } from '../../../test/support/exchange.ts';
import { changeVersion, seedVersion, seedVersions } from '../../../test/support/seed-rows.ts';
import { FixedClock } from '../../base/clock.ts';
import { countingRandom } from '../../base/random.ts';
import type { HttpAnswer } from '../../http/exchange.ts';
import type { Database } from '../../storage/database.ts';
import { createFeedUrls, registrationHives } from '../feed-urls.ts';
import type { RegistrationHive } from '../feed-urls.ts';
import { createReading } from '../../../test/support/reading.ts';
import type { Reading } from '../../../test/support/reading.ts';
import { answerRegistration, answerRegistrationPage } from './registration.ts';

interface Leaf {
  readonly '@id': string;
  readonly packageContent: string;
  readonly catalogEntry: { readonly version: string; readonly listed: boolean; readonly published: string };
}
interface Page {
  readonly '@id': string;
  readonly count: number;
  readonly lower: string;
  readonly upper: string;
  readonly items?: readonly Leaf[];
}
interface Index {
  readonly count: number;
  readonly items: readonly Page[];
}

function noBlobs(): never {
  throw new Error('registration reads no files');
}

function readingOf(database: Database, clock: FixedClock): Reading {
  const blobs = { readAll: noBlobs, sizeOf: noBlobs, stream: noBlobs };
  return createReading({ database, blobs, urls: createFeedUrls('https://gallery.example'), clock });
}

forEachDatabase((_name, open) => {
  describe('GET /v3/registration-…/{id}/index.json', () => {
    const clock = new FixedClock();
    const random = countingRandom();
    let database: Database;
    let reading: Reading;
    before(async () => {
      database = await open();
      reading = readingOf(database, clock);
    });

    const get = (id: string, file = 'index.json', hive: RegistrationHive = 'gz-semver2', more: object = {}) =>
      answerRegistration(reading, hive, requestWith({ params: { id, file }, ...more }));
    const index = async (id: string, hive: RegistrationHive = 'gz-semver2') =>
      (await jsonOf(await get(id, 'index.json', hive))) as Index;

    /** Walks it as the client does: pages that are not inlined are fetched. */
    async function allLeaves(id: string, hive: RegistrationHive = 'gz-semver2'): Promise<Leaf[]> {
      const leaves: Leaf[] = [];
      for (const page of (await index(id, hive)).items) {
        const items = page.items ?? ((await jsonOf(await getPage(page['@id'], hive))) as Page).items ?? [];
        assert.equal(items.length, page.count);
        leaves.push(...items);
      }
      return leaves;
    }

    function getPage(url: string, hive: RegistrationHive = 'gz-semver2'): Promise<HttpAnswer> {
      const match = /\/registration-[^/]+\/([^/]+)\/page\/([^/]+)\/([^/]+)$/.exec(url);
      const [, id = '', lower = '', upper = ''] = match ?? [];
      return answerRegistrationPage(reading, hive, requestWith({ params: { id, lower, upper } }));
    }

    for (const count of [1, 64, 65, 127, 128, 200]) {
      it(`shows all of ${count} versions once, ascending, in pages of 64`, async () => {
        const id = `Acme.Of${count}`;
        const versions = Array.from({ length: count }, (_, i) => ({
          id,
          version: `1.${(i * 7) % count}.0`,
          manifest: {},
        }));
        const unique = [...new Map(versions.map((version) => [version.version, version])).values()];
        const rest = Array.from({ length: count - unique.length }, (_, i) => ({ id, version: `2.${i}.0` }));
        await seedVersions({ database, clock, random }, [...unique, ...rest]);
        const { items, count: pages } = await index(id);
        assert.equal(pages, Math.ceil(count / 64));
        assert.deepEqual(
          items.map((page) => page.count),
          Array.from({ length: pages }, (_, i) => Math.min(64, count - i * 64)),
        );
        for (const page of items) assert.equal(page.items === undefined, count >= 128);
        const leaves = await allLeaves(id);
        const shown = leaves.map((leaf) => leaf.catalogEntry.version);
        assert.equal(new Set(shown).size, count);
        assert.deepEqual(
          shown,
          shown.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })),
        );
      });
    }

    it('keeps SemVer 2.0.0 packages out of the older hives, links inside each, and pages each by itself', async () => {
      const id = 'Acme.Mixed';
      await seedVersions({ database, clock, random }, [
        { id, version: '1.0.0' },
        { id, version: '1.1.0-beta.1' },
        { id, version: '1.2.0+build' },
        { id, version: '1.3.0', semVerLevel: 2 },
        { id, version: '1.4.0-beta' },
      ]);
      const shown = async (hive: RegistrationHive) =>
        (await allLeaves(id, hive)).map((leaf) => leaf.catalogEntry.version);
      assert.deepEqual(await shown('semver1'), ['1.0.0', '1.4.0-beta']);
      assert.deepEqual(await shown('gz-semver1'), ['1.0.0', '1.4.0-beta']);
      assert.deepEqual(await shown('gz-semver2'), ['1.0.0', '1.1.0-beta.1', '1.2.0+build', '1.3.0', '1.4.0-beta']);
      const old = await answerOrProblem(get(id, '1.3.0.json', 'semver1'));
      assert.equal(old.status, 404);
      assert.equal((await get(id, '1.3.0.json')).status, 200);
    });

    it('is 404 in a hive that shows none of the versions', async () => {
      await seedVersion({ database, clock, random }, { id: 'Acme.OnlyNew', version: '1.0.0-a.b' });
      assert.equal((await answerOrProblem(get('acme.onlynew', 'index.json', 'semver1'))).status, 404);
      assert.equal((await get('acme.onlynew')).status, 200);
    });

    it('shows an unlisting, a relisting and a deprecation at once', async () => {
      const id = 'Acme.Listing';
      const seeded = await seedVersion({ database, clock, random }, { id, version: '1.0.0' });
      const entry = async () => (await allLeaves(id))[0]?.catalogEntry;
      const before = await entry();
      assert.equal(before?.listed, true);
      clock.advance(1000);
      await changeVersion({ database, clock, random }, seeded.versionId, { listed: false });
      assert.deepEqual(
        { ...(await entry()), '@id': 0 },
        { ...before, '@id': 0, listed: false, published: '1900-01-01T00:00:00+00:00' },
      );
      await changeVersion({ database, clock, random }, seeded.versionId, { listed: true });
      assert.deepEqual({ ...(await entry()), '@id': 0 }, { ...before, '@id': 0 });
      await changeVersion({ database, clock, random }, seeded.versionId, { deprecation: { reasons: ['Legacy'] } });
      assert.ok(JSON.stringify(await entry()).includes('"reasons":["Legacy"]'));
    });

    it('drops a version that was withdrawn, and the documents with the last one', async () => {
      const id = 'Acme.Withdrawn';
      const [first, second] = await seedVersions({ database, clock, random }, [
        { id, version: '1.0.0' },
        { id, version: '2.0.0' },
      ]);
      assert.ok(first && second);
      await seedVersion({ database, clock, random }, { id, version: '3.0.0', state: 'held' });
      await changeVersion({ database, clock, random }, second.versionId, { state: 'quarantined' });
      assert.deepEqual(
        (await allLeaves(id)).map((leaf) => leaf.catalogEntry.version),
        ['1.0.0'],
      );
      assert.equal((await answerOrProblem(get(id, '2.0.0.json'))).status, 404);
      await changeVersion({ database, clock, random }, first.versionId, { state: 'removed' });
      assert.equal((await answerOrProblem(get(id))).status, 404);
    });

    it('answers ids and versions in any case and spelling', async () => {
      await seedVersion({ database, clock, random }, { id: 'Acme.CASE', version: '1.0.0-Beta' });
      const expected = await jsonOf(await get('acme.case'));
      for (const id of ['Acme.CASE', 'ACME.CASE'])
        assert.deepEqual(await jsonOf(await get(id, 'INDEX.json')), expected);
      const leaf = await jsonOf(await get('acme.case', '1.0.0-beta.json'));
      for (const file of ['1.0.0-BETA.json', '1.0-beta.json', '1.0.0.0-beta.JSON', '01.0.0-beta+meta.json']) {
        assert.deepEqual(await jsonOf(await get('acme.case', file)), leaf, file);
      }
    });

    it('takes ids that mean something elsewhere for ids', async () => {
      for (const id of ['constructor', '__proto__', 'index.json', 'page', 'toString']) {
        assert.equal((await answerOrProblem(get(id))).status, 404, id);
        await seedVersion({ database, clock, random }, { id, version: '1.0.0' });
        assert.equal((await allLeaves(id)).length, 1, id);
        assert.equal((await get(id, '1.0.0.json')).status, 200, id);
      }
    });

    it('is 404 for what is no id, no version and no document', async () => {
      for (const id of ['', 'a b', '../etc', 'x'.repeat(101), 'a\0b', '%2e']) {
        assert.equal((await answerOrProblem(get(id))).status, 404, id);
      }
      for (const file of ['', 'index', 'nope.json', '9.9.9.json', '1.0.0.xml']) {
        assert.equal((await answerOrProblem(get('acme.case', file))).status, 404, file);
      }
    });

    it('is always gzip in the gz hives, negotiated in the other, with Vary in all', async () => {
      for (const hive of registrationHives) {
        const id = 'acme.of127';
        const plain = await get(id, 'index.json', hive, { headers: {} });
        assert.equal(plain.headers?.['content-encoding'], hive === 'semver1' ? undefined : 'gzip');
        assert.equal(plain.headers?.['vary'], 'Accept-Encoding');
        const gzip = await get(id, 'index.json', hive, { headers: { 'accept-encoding': 'gzip, deflate' } });
        assert.equal(gzip.headers?.['content-encoding'], 'gzip');
        assert.deepEqual(await jsonOf(gzip), await jsonOf(plain));
      }
    });

    it('answers 304 until something changes, and HEAD without a body', async () => {
      const id = 'Acme.Tagged';
      const seeded = await seedVersion({ database, clock, random }, { id, version: '1.0.0' });
      const etag = (await get(id)).headers?.['etag'] ?? '';
      const again = await get(id, 'index.json', 'gz-semver2', { headers: { 'if-none-match': `"x", ${etag}` } });
      assert.equal(again.status, 304);
      assert.equal(again.headers?.['etag'], etag);
      await changeVersion({ database, clock, random }, seeded.versionId, { listed: false });
      assert.equal((await get(id, 'index.json', 'gz-semver2', { headers: { 'if-none-match': etag } })).status, 200);
      const head = await get(id, 'index.json', 'gz-semver2', { method: 'HEAD' });
      assert.equal(head.body, undefined);
      assert.equal(head.headers?.['content-length'], (await get(id)).headers?.['content-length']);
    });

    it('renders once for a storm of equal requests', async () => {
      await seedVersion({ database, clock, random }, { id: 'Acme.Storm', version: '1.0.0' });
      const before = reading.documents.statistics();
      await Promise.all(Array.from({ length: 100 }, () => get('acme.storm')));
      assert.equal(reading.documents.statistics().misses, before.misses + 1);
    });
  });

  describe('GET /v3/registration-…/{id}/page/{lower}/{upper}.json', () => {
    const clock = new FixedClock();
    const random = countingRandom();
    let database: Database;
    let reading: Reading;
    before(async () => {
      database = await open();
      reading = readingOf(database, clock);
      const versions = Array.from({ length: 300 }, (_, i) => ({ id: 'Acme.Big', version: `1.${i}.0` }));
      await seedVersions({ database, clock, random }, versions);
    });

    const page = async (lower: string, upper: string) => {
      const request = requestWith({ params: { id: 'acme.big', lower, upper } });
      return answerOrProblem(answerRegistrationPage(reading, 'gz-semver2', request));
    };
    const versionsOf = async (lower: string, upper: string) => {
      const answer = await page(lower, upper);
      assert.equal(answer.status, 200);
      const document = (await jsonOf(answer)) as Page;
      return document.items?.map((item) => item.catalogEntry.version) ?? [];
    };

    it('names a range and answers whatever lies in it now', async () => {
      assert.equal((await versionsOf('1.64.0', '1.127.0.json')).length, 64);
      await seedVersion({ database, clock, random }, { id: 'Acme.Big', version: '1.100.5-rc' });
      const versions = await versionsOf('1.64.0', '1.127.0.json');
      assert.equal(versions.length, 65);
      assert.deepEqual(versions.slice(36, 39), ['1.100.0', '1.100.5-rc', '1.101.0']);
    });

    it('takes bounds that no version has, in any spelling', async () => {
      assert.deepEqual(await versionsOf('1.2.1', '1.5.json'), ['1.3.0', '1.4.0', '1.5.0']);
      assert.deepEqual(await versionsOf('01.2', '1.3.0-ALPHA.JSON'), ['1.2.0']);
      assert.equal((await versionsOf('1.100.0', '2147483647.0.0.json')).length, 201);
    });

    it('is 404 for a range that spans more versions than pages do', async () => {
      const { status, reason } = await page('0.0.0', '2147483647.0.0.json');
      assert.equal(status, 404);
      assert.match(reason ?? '', /No page spans more than 256 versions/);
    });

    it('is 404 where nothing lies, and for bounds that are no versions', async () => {
      for (const [lower, upper] of [
        ['5.0.0', '6.0.0.json'],
        ['1.5.0', '1.2.0.json'],
        ['x', '1.0.0.json'],
        ['1.0.0', '2.0.0'],
        ['', '.json'],
      ]) {
        assert.equal((await page(lower ?? '', upper ?? '')).status, 404, `${lower} ${upper}`);
      }
    });
  });
});
