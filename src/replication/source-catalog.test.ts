import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FeedRequests } from './feed-requests.ts';
import { FeedFault } from './feed-fault.ts';
import { CATALOG_PAGES_AT_ONCE } from './limits.ts';
import { parseCommitTime, readCatalog, type CatalogStretch } from './source-catalog.ts';

const index = new URL('https://gallery.example/catalog/index.json');

/** Requests to documents that are plain data, by their URL. */
function requestsTo(documents: Record<string, unknown>): FeedRequests {
  return {
    json: (url) => Promise.resolve(documents[url.href]),
    download: () => Promise.resolve(undefined),
    close: () => undefined,
  };
}

interface Entry {
  readonly id: string;
  readonly version: string;
  readonly time: string;
  readonly kind?: string;
}

function catalogOf(pages: readonly (readonly Entry[])[]): Record<string, unknown> {
  const url = (at: number) => `https://gallery.example/catalog/page${at}.json`;
  const items = (entries: readonly Entry[]) =>
    entries.map(({ id, version, time, kind = 'nuget:PackageDetails' }) => ({
      '@id': `https://gallery.example/leaf/${id}/${version}/${time}`,
      '@type': kind,
      commitTimeStamp: time,
      'nuget:id': id,
      'nuget:version': version,
    }));
  const times = pages.map((page) => page.at(-1)?.time ?? '');
  return {
    [index.href]: {
      commitTimeStamp: times.at(-1),
      items: times.map((time, at) => ({ '@id': url(at), commitTimeStamp: time })).toReversed(),
    },
    ...Object.fromEntries(pages.map((page, at) => [url(at), { items: items(page).toReversed() }])),
  };
}

async function readAll(documents: Record<string, unknown>, cursor?: string): Promise<CatalogStretch[]> {
  const stretches: CatalogStretch[] = [];
  for await (const stretch of readCatalog(requestsTo(documents), index, cursor)) stretches.push(stretch);
  return stretches;
}

const names = (stretches: readonly CatalogStretch[]) =>
  stretches
    .flatMap(({ items }) =>
      items.map((item) => `${item.id.display} ${item.versionKey}${item.isDelete ? ' deleted' : ''}`),
    )
    .sort();

describe('readCatalog', () => {
  const t = (second: number, fraction = '0') => `2024-05-01T10:00:0${second}.${fraction}Z`;

  it('gives the newest state of each version, in whatever order documents come', async () => {
    const documents = catalogOf([
      [
        { id: 'Acme', version: '1.0', time: t(1) },
        { id: 'Acme', version: '2.0.0-Beta', time: t(2) },
      ],
      [
        { id: 'acme', version: '1.0.0', time: t(3), kind: 'nuget:PackageDelete' },
        { id: 'Other', version: '1.0.0', time: t(4) },
      ],
    ]);
    const stretches = await readAll(documents);
    assert.deepEqual(names(stretches), ['Acme 2.0.0-beta', 'Other 1.0.0', 'acme 1.0.0 deleted']);
    assert.equal(stretches.at(-1)?.cursor, '2024-05-01T10:00:04.000000000Z');
  });

  it('goes on behind the cursor, to the 100 ns', async () => {
    const documents = catalogOf([
      [{ id: 'A', version: '1.0.0', time: t(1, '1234567') }],
      [
        { id: 'B', version: '1.0.0', time: t(1, '1234568') },
        { id: 'C', version: '1.0.0', time: t(1, '123457') },
      ],
    ]);
    assert.deepEqual(names(await readAll(documents, parseCommitTime(t(1, '1234567')))), ['B 1.0.0', 'C 1.0.0']);
    assert.deepEqual(names(await readAll(documents, parseCommitTime(t(1, '1234568')))), ['C 1.0.0']);
    assert.deepEqual(await readAll(documents, parseCommitTime(t(1, '123457'))), []);
  });

  it('reads a catalog that ends before the cursor from its beginning', async () => {
    const documents = catalogOf([[{ id: 'A', version: '1.0.0', time: t(1) }]]);
    assert.deepEqual(names(await readAll(documents, parseCommitTime(t(9)))), ['A 1.0.0']);
  });

  it('gives some pages at a time, each with the cursor of one who stops there', async () => {
    const pages = Array.from({ length: CATALOG_PAGES_AT_ONCE + 1 }, (_, at) => [
      { id: `P${at}`, version: '1.0.0', time: `2024-05-01T10:00:${String(at).padStart(2, '0')}Z` },
    ]);
    const stretches = await readAll(catalogOf(pages));
    assert.deepEqual(
      stretches.map(({ pagesRead, items }) => [pagesRead, items.length]),
      [
        [CATALOG_PAGES_AT_ONCE, CATALOG_PAGES_AT_ONCE],
        [CATALOG_PAGES_AT_ONCE + 1, 1],
      ],
    );
    assert.deepEqual(names(await readAll(catalogOf(pages), stretches[0]?.cursor)), [`P${CATALOG_PAGES_AT_ONCE} 1.0.0`]);
  });

  it('skips ids and versions that are none, and stops where going on would lose entries', async () => {
    const documents = catalogOf([
      [
        { id: '../x', version: '1.0.0', time: t(1) },
        { id: 'A', version: 'one', time: t(1) },
        { id: 'A', version: '1.0.0', time: t(2) },
      ],
    ]);
    assert.deepEqual(names(await readAll(documents)), ['A 1.0.0']);
    const withoutTime = catalogOf([[{ id: 'A', version: '1.0.0', time: 'later' }]]);
    await assert.rejects(readAll({ ...withoutTime, [index.href]: { items: [] } }), FeedFault);
    await assert.rejects(readAll({ ...documents, 'https://gallery.example/catalog/page0.json': undefined }), FeedFault);
    await assert.rejects(readAll({}), FeedFault);
  });
});
