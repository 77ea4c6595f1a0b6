import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { answerOrProblem, jsonOf, requestWith } from '../../../test/support/exchange.ts';
import { changeVersion, seedVersion, seedVersions } from '../../../test/support/seed-rows.ts';
import { FixedClock } from '../../base/clock.ts';
import { countingRandom } from '../../base/random.ts';
import { prepareCatalogReads } from '../../catalog/catalog.queries.ts';
import { DocumentCache } from '../../http/document-cache.ts';
import type { Database } from '../../storage/database.ts';
import { createFeedUrls } from '../feed-urls.ts';
import { answerCatalog, answerCatalogLeaf } from './catalog.ts';
import type { CatalogDeps } from './catalog.ts';

interface Item {
  readonly '@id': string;
  readonly '@type': string;
  readonly commitTimeStamp: string;
  readonly count?: number;
  readonly 'nuget:version'?: string;
}
interface List {
  readonly commitTimeStamp: string;
  readonly count: number;
  readonly items: readonly Item[];
}

forEachDatabase((_name, open) => {
  describe('GET /v3/catalog/…', () => {
    const clock = new FixedClock();
    const random = countingRandom();
    let database: Database;
    let deps: CatalogDeps;
    before(async () => {
      database = await open();
      const urls = createFeedUrls('https://gallery.example');
      deps = { database, urls, documents: new DocumentCache(clock), catalogReads: prepareCatalogReads(database) };
    });

    /** A document by its URL, as a reader follows it. */
    const get = (url: string, headers: Record<string, string> = {}, method = 'GET') => {
      const path = url.replace('https://gallery.example/v3/catalog/', '');
      const [, time, leaf] = /^data\/([^/]*)\/(.*)$/.exec(path) ?? [];
      const answer =
        time === undefined
          ? answerCatalog(deps, requestWith({ params: { file: path }, headers, method }))
          : answerCatalogLeaf(deps, requestWith({ params: { time, file: leaf ?? '' }, headers, method }));
      return answerOrProblem(answer);
    };
    const list = async (url: string) => (await jsonOf(await get(url))) as List;

    it('is an empty list while nothing happened', async () => {
      const index = await list('index.json');
      assert.equal(index.count, 0);
      assert.deepEqual(index.items, []);
      assert.equal((await get('page0.json')).status, 404);
    });

    it('leads from the index over pages to leaves, and each change adds one', async () => {
      const seeded = await seedVersion({ database, clock, random }, { id: 'Acme.Tools', version: '1.0.0-Beta+b' });
      await changeVersion({ database, clock, random }, seeded.versionId, { listed: false });
      await changeVersion({ database, clock, random }, seeded.versionId, { state: 'removed' });
      const index = await list('index.json');
      assert.equal(index.count, 1);
      const page = await list(index.items[0]?.['@id'] ?? '');
      assert.equal(page.count, 3);
      assert.equal(index.commitTimeStamp, page.items[2]?.commitTimeStamp);
      assert.deepEqual(
        page.items.map((item) => item['@type']),
        ['nuget:PackageDetails', 'nuget:PackageDetails', 'nuget:PackageDelete'],
      );
      const leaves = await Promise.all(page.items.map((item) => get(item['@id']).then(jsonOf)));
      const [first, second, third] = leaves as Record<string, unknown>[];
      assert.equal(first?.['listed'], true);
      assert.equal(first['version'], '1.0.0-Beta+b');
      assert.equal(second?.['listed'], false);
      assert.equal(second['published'], '1900-01-01T00:00:00Z');
      assert.deepEqual(third?.['@type'], ['PackageDelete', 'catalog:Permalink']);
    });

    it('keeps an old leaf as it was, for a day in caches', async () => {
      const [item] = (await list('page0.json')).items;
      const url = item?.['@id'] ?? '';
      const answer = await get(url);
      assert.equal(answer.headers?.['cache-control'], 'public, max-age=86400');
      assert.equal((await get(url, { 'if-none-match': answer.headers?.['etag'] ?? '' })).status, 304);
      assert.equal((await get(url, {}, 'HEAD')).headers?.['content-length'], answer.headers?.['content-length']);
    });

    it('finds a leaf in any case, and none under another name or time', async () => {
      const [item] = (await list('page0.json')).items;
      const url = item?.['@id'] ?? '';
      assert.equal((await get(url.replace('acme.tools', 'ACME.Tools'))).status, 200);
      for (const wrong of [
        url.replace('acme.tools', 'acme.other'),
        url.replace(/\.\d{6}\//, '.000000/'),
        url.replace(/\.\d{6}\//, '/'),
        url.replace('.json', '.xml'),
      ]) {
        assert.equal((await get(wrong)).status, 404, wrong);
        assert.equal((await get(wrong, { 'if-none-match': '*' })).status, 404, wrong);
      }
    });

    it('asks again for the index and the newest page, and keeps a full page for a day', async () => {
      const versions = Array.from({ length: 600 }, (_, i) => ({ id: 'Acme.Many', version: `1.0.${i}` }));
      await seedVersions({ database, clock, random }, versions);
      const index = await list('index.json');
      assert.deepEqual(
        index.items.map((item) => item.count),
        [550, 53],
      );
      const full = await get('page0.json');
      assert.equal(full.headers?.['cache-control'], 'public, max-age=86400');
      const { misses } = deps.documents.statistics();
      await get('page0.json');
      assert.equal(deps.documents.statistics().misses, misses, 'a full page is rendered once');
      const newest = await get('page1.json');
      assert.equal(newest.headers?.['cache-control'], 'no-cache');
      assert.equal((await get('index.json')).headers?.['cache-control'], 'no-cache');
      await seedVersion({ database, clock, random }, { id: 'Acme.Many', version: '2.0.0' });
      assert.equal((await get('page1.json', { 'if-none-match': newest.headers?.['etag'] ?? '' })).status, 200);
      assert.equal((await get('page0.json', { 'if-none-match': full.headers?.['etag'] ?? '' })).status, 304);
      assert.equal((await list('page1.json')).count, 54);
    });

    it('is 404 for pages that are not there', async () => {
      for (const file of [
        'page2.json',
        'page00.json',
        'page-1.json',
        'page1e1.json',
        'page999999999999.json',
        'x.json',
        '',
      ]) {
        assert.equal((await get(file)).status, 404, file);
      }
    });
  });
});
