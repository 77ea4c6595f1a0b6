import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { forEachDatabase } from '../../test/support/databases.ts';
import { openImportingGallery, type ImportingGallery } from '../../test/support/importing-gallery.ts';
import { buildPackage } from '../../test/support/package-builder.ts';
import {
  startStaticFeed,
  type StaticFeed,
  type StaticFeedOptions,
  type StaticVersion,
} from '../../test/support/static-feed.ts';
import { openSqlite } from '../storage/sqlite.ts';
import { parseInstant } from '../base/clock.ts';
import { FeedFault } from './feed-fault.ts';
import { importFeed } from './import-feed.ts';
import type { ImportOptions } from './import-deps.ts';

const operator = { kind: 'operator' } as const;
const pace = { firstPauseMilliseconds: 1 };

function packageOf(id: string, version: string, more: Partial<StaticVersion> = {}): StaticVersion {
  return { id, version, bytes: buildPackage({ id, version }), ...more };
}

const published = [
  packageOf('Acme.Http', '1.0.0', { published: '2020-05-06T07:08:09.1234567+00:00' }),
  packageOf('Acme.Http', '2.0.0-Beta', { listed: false, created: '2021-05-06T07:08:09Z' }),
  packageOf('Acme.Core', '3.1.4', {
    deprecation: { reasons: ['Legacy'], alternatePackage: { id: 'Acme.Http', range: '*' } },
  }),
  packageOf('Beta.Tools', '0.1.0'),
  packageOf('Gone', '1.0.0', { listed: false }),
];

forEachDatabase((_, open) => {
  describe('importFeed', () => {
    let gallery: ImportingGallery;
    const feeds: StaticFeed[] = [];

    beforeEach(async () => {
      gallery = await openImportingGallery(await open());
    });

    afterEach(async () => {
      await gallery.close();
      for (const feed of feeds.splice(0)) await feed.close();
    });

    const feedOf = async (options: StaticFeedOptions, versions: readonly StaticVersion[] = published) => {
      const feed = await startStaticFeed(versions, options);
      feeds.push(feed);
      return feed;
    };
    const importFrom = (feed: StaticFeed, options: ImportOptions = gallery.options()) =>
      importFeed(gallery.deps, operator, feed.url, { ...options, pace });
    const versions = async () => (await gallery.rows()).map(({ version }) => version);
    const downloads = (feed: StaticFeed) => feed.asked.filter((asked) => asked.endsWith('.nupkg')).length;

    it('imports a whole feed by its catalog and keeps what the source says of each version', async () => {
      const feed = await feedOf({ catalog: true });
      const { counts } = await importFrom(feed);
      assert.deepEqual(counts, { imported: 5, exists: 0, differs: 0, refused: 0, failed: 0 });
      const [core, http, beta] = await gallery.rows();
      assert.equal(http?.publishedAt, parseInstant('2020-05-06T07:08:09.123456Z'));
      assert.equal(http.listed, 1);
      assert.equal(beta?.version, 'Acme.Http 2.0.0-Beta');
      assert.equal(beta.listed, 0);
      assert.equal(beta.publishedAt, parseInstant('2021-05-06T07:08:09Z'));
      assert.deepEqual(JSON.parse(core?.deprecation ?? ''), {
        reasons: ['Legacy'],
        alternate: { id: 'Acme.Http', range: '*' },
      });
      const origin = JSON.parse(core?.origin ?? '') as Record<string, unknown>;
      assert.equal(origin['source'], feed.url.href);
      assert.equal(origin['catalogEntry'], `${feed.root}/v3/catalog/leaf/2.json`);
      assert.deepEqual(await gallery.temporaryFiles(), []);
    });

    it('fetches nothing twice, and afterwards only what the catalog gained', async () => {
      const feed = await feedOf({ catalog: true });
      await importFrom(feed);
      assert.equal(downloads(feed), 5);
      feed.publish(packageOf('Beta.Tools', '0.2.0'));
      feed.asked.length = 0;
      const { counts } = await importFrom(feed);
      assert.deepEqual([counts.imported, counts.exists], [1, 0]);
      assert.equal(downloads(feed), 1);
      assert.ok(!feed.asked.includes('/v3/reg/acme.http/index.json'), 'what did not change is not asked for');
    });

    it('keeps the cursor where a version failed, so that the next run meets it again', async () => {
      const feed = await feedOf({ catalog: true });
      const broken = '/v3/flat/beta.tools/0.1.0/beta.tools.0.1.0.nupkg';
      feed.answer(broken, (__, response) => response.writeHead(500).end());
      const first = await importFrom(feed);
      assert.deepEqual([first.counts.imported, first.counts.failed], [4, 1]);
      assert.deepEqual(await gallery.cursors(), []);
      feed.answer(broken, undefined);
      const second = await importFrom(feed);
      assert.deepEqual([second.counts.imported, second.counts.exists, second.counts.failed], [1, 4, 0]);
      assert.equal((await gallery.cursors()).length, 1);
    });

    it('imports what search finds where there is no catalog', async () => {
      const feed = await feedOf({});
      const { counts } = await importFrom(feed);
      assert.equal(counts.imported, 4);
      assert.deepEqual(await versions(), [
        'Acme.Core 3.1.4',
        'Acme.Http 1.0.0',
        'Acme.Http 2.0.0-Beta',
        'Beta.Tools 0.1.0',
      ]);
      const again = await importFrom(feed);
      assert.deepEqual([again.counts.imported, again.counts.exists], [0, 4]);
      assert.equal(downloads(feed), 4);
    });

    it('says so when search shows only some of the ids', async () => {
      const feed = await feedOf({ searchable: 2 });
      const { counts } = await importFrom(feed);
      assert.deepEqual([counts.imported, counts.failed], [3, 1]);
      assert.equal(gallery.items.at(-1)?.remarks[0]?.code, 'search_incomplete');
    });

    it('imports single ids without listing the source, unlisted ones too', async () => {
      const feed = await feedOf({ catalog: true });
      const { counts } = await importFrom(feed, gallery.options({ patterns: ['GONE', 'Nothing.Here'] }));
      assert.deepEqual([counts.imported, counts.failed], [1, 1]);
      assert.deepEqual(await versions(), ['Gone 1.0.0']);
      assert.ok(!feed.asked.some((asked) => /^\/v3\/(catalog\/page|query)/.test(asked)));
    });

    it('imports ids that match a pattern', async () => {
      await importFrom(await feedOf({ catalog: true }), gallery.options({ patterns: ['acme.*'] }));
      assert.deepEqual(await versions(), ['Acme.Core 3.1.4', 'Acme.Http 1.0.0', 'Acme.Http 2.0.0-Beta']);
    });

    it('imports from a flat container alone', async () => {
      const feed = await feedOf({ registrations: false });
      await importFrom(feed, gallery.options({ patterns: ['Acme.Http'] }));
      assert.deepEqual(await versions(), ['Acme.Http 1.0.0', 'Acme.Http 2.0.0-Beta']);
    });

    it('stops after what has begun, and goes on later', async () => {
      const many = Array.from({ length: 20 }, (__, at) => packageOf(`Many${at}`, '1.0.0'));
      const feed = await feedOf({ catalog: true, catalogPageSize: 20 }, many);
      const stop = new AbortController();
      const first = await importFrom(feed, gallery.options({ signal: stop.signal, onItem: () => stop.abort() }));
      assert.equal(first.interrupted, true);
      assert.ok(first.counts.imported > 0 && first.counts.imported < 20);
      assert.deepEqual(await gallery.cursors(), []);
      const second = await importFrom(feed);
      assert.equal(second.counts.imported + first.counts.imported, 20);
      assert.deepEqual(await gallery.temporaryFiles(), []);
    });
  });
});

describe('importFeed from a hostile source', () => {
  let gallery: ImportingGallery;
  let feed: StaticFeed;

  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lode-hostile-'));
    gallery = await openImportingGallery(await openSqlite(path.join(folder, 'lode.sqlite')));
  });

  after(async () => {
    await gallery.close();
    await gallery.deps.database.close();
    await rm(folder, { recursive: true });
  });

  afterEach(() => feed.close());

  const start = async (versions: readonly StaticVersion[]) => {
    feed = await startStaticFeed(versions, { catalog: true });
    return feed;
  };
  const importAll = (options: Partial<ImportOptions> = {}) =>
    importFeed(gallery.deps, operator, feed.url, { ...gallery.options(), ...options, pace });
  const remarks = () => gallery.items.flatMap((item) => item.remarks.map(({ code }) => code));

  const nothingIsHere = async () => {
    assert.deepEqual(await gallery.rows(), []);
    assert.deepEqual(await gallery.temporaryFiles(), []);
  };

  it('refuses a package that calls itself otherwise', async () => {
    await start([{ ...packageOf('Trusted', '1.0.0'), bytes: buildPackage({ id: 'Evil', version: '1.0.0' }) }]);
    assert.equal((await importAll()).counts.refused, 1);
    assert.deepEqual(remarks(), ['not_as_named']);
    await nothingIsHere();
  });

  it('refuses other bytes than the catalog states', async () => {
    const claimedHash = Buffer.alloc(64).toString('base64');
    await start([packageOf('Acme', '1.0.0', { claimedHash }), packageOf('Acme', '2.0.0', { claimedSize: 7 })]);
    assert.equal((await importAll()).counts.failed, 2);
    assert.deepEqual(remarks().sort(), ['hash_differs', 'size_differs']);
    await nothingIsHere();
  });

  it('says so when a version that is here has other bytes there', async () => {
    await start([packageOf('Kept', '1.0.0')]);
    await importAll();
    await feed.close();
    await start([
      { ...packageOf('Kept', '1.0.0'), bytes: buildPackage({ id: 'Kept', version: '1.0.0', description: 'Other.' }) },
    ]);
    assert.equal((await importAll()).counts.differs, 1);
  });

  it('survives endless packages, missing packages and bodies that are no JSON', async () => {
    await start([packageOf('A', '1.0.0'), packageOf('B', '1.0.0'), packageOf('C', '1.0.0'), packageOf('D', '1.0.0')]);
    feed.answer('/v3/flat/a/1.0.0/a.1.0.0.nupkg', (_, response) => {
      const more = (): void =>
        void (response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(more)));
      more();
    });
    feed.answer('/v3/flat/b/1.0.0/b.1.0.0.nupkg', (_, response) => response.writeHead(404).end());
    feed.answer('/v3/reg/c/index.json', (_, response) => response.end('<html>'));
    const { counts } = await importAll({ maxPackageBytes: 1_000_000 });
    assert.deepEqual([counts.imported, counts.failed], [1, 3]);
    assert.deepEqual(remarks().sort(), ['feed_json', 'feed_too_large', 'package_missing']);
    assert.deepEqual(await gallery.temporaryFiles(), []);
  });

  it('refuses an id of a million versions', async () => {
    await start([packageOf('Many', '1.0.0')]);
    const versions = Array.from({ length: 1_000_000 }, (_, at) => String(at));
    feed.answer('/v3/flat/many/index.json', (_, response) => response.end(JSON.stringify({ versions })));
    assert.equal((await importAll(gallery.options({ patterns: ['Many'] }))).counts.failed, 1);
    assert.deepEqual(remarks(), ['feed_too_large']);
  });

  it('does not follow resources that lead inside', async () => {
    await start([]);
    feed.answer('/v3/index.json', (_, response) => {
      const resources = [
        { '@type': 'PackageBaseAddress/3.0.0', '@id': 'http://169.254.169.254/flat/' },
        { '@type': 'RegistrationsBaseUrl/3.6.0', '@id': 'http://[::1]:8000/reg/' },
      ];
      response.end(JSON.stringify({ version: '3.0.0', resources }));
    });
    const { counts } = await importAll(gallery.options({ patterns: ['Acme'] }));
    assert.equal(counts.failed, 1);
    assert.deepEqual(remarks(), ['url_private']);
  });

  it('rejects what is no feed at all', async () => {
    await start([]);
    for (const body of ['{}', '[]', 'null', '"x"', '{"version":3}', '{"version":"3.0.0","resources":[]}', '<html>']) {
      feed.answer('/v3/index.json', (_, response) => response.end(body));
      await assert.rejects(importAll(), FeedFault, body);
    }
    feed.answer('/v3/index.json', (_, response) => response.writeHead(404).end());
    await assert.rejects(importAll(), /no V3 service index/);
  });
});
