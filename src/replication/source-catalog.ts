import { parsePackageId, type PackageId } from '../nuget/package-id.ts';
import { parseVersion } from '../nuget/version.ts';
import { FeedFault } from './feed-fault.ts';
import type { FeedRequests } from './feed-requests.ts';
import { listOf, member, textOf, textsOf, urlOf } from './json-reading.ts';
import { CATALOG_PAGES_AT_ONCE, MAX_CATALOG_INDEX_BYTES, MAX_CATALOG_PAGE_BYTES } from './limits.ts';

/** The newest state that a stretch of the catalog has of one version. */
export interface CatalogItem {
  readonly id: PackageId;
  readonly versionKey: string;
  readonly time: string;
  readonly isDelete: boolean;
  readonly leaf: URL;
}

export interface CatalogStretch {
  /** By id and version: one item each. */
  readonly items: readonly CatalogItem[];
  /** The cursor of a reader that has processed the stretch. */
  readonly cursor: string;
  readonly pagesRead: number;
  readonly pagesInAll: number;
}

interface Page {
  readonly url: URL;
  readonly time: string;
}

/**
 * What the catalog gained after `cursor`, oldest first, some pages at a time: the reader's side of the rules for
 * NuGet's catalog. Nothing of the order of documents is trusted, only their times. A catalog that ends before the
 * cursor was made anew, and is read from its beginning.
 */
export async function* readCatalog(
  requests: FeedRequests,
  index: URL,
  cursor: string | undefined,
): AsyncGenerator<CatalogStretch> {
  const document = await requests.json(index, MAX_CATALOG_INDEX_BYTES);
  const end = parseCommitTime(member(document, 'commitTimeStamp'));
  if (end === undefined) throw new FeedFault('catalog_invalid', 'The catalog says no commitTimeStamp.', index);
  const from = cursor === undefined || end < cursor ? '' : cursor;
  const pages = listOf(member(document, 'items'))
    .flatMap((item) => parsePage(item, index))
    .filter((page) => page.time > from)
    .sort((a, b) => (a.time < b.time ? -1 : 1));
  for (let at = 0; at < pages.length; at += CATALOG_PAGES_AT_ONCE) {
    const some = pages.slice(at, at + CATALOG_PAGES_AT_ONCE);
    const items = (await Promise.all(some.map((page) => readPage(requests, page.url)))).flat();
    const fresh = items.filter((item) => item.time > from);
    yield {
      items: newestOfEach(fresh),
      cursor: fresh.reduce((latest, { time }) => (time > latest ? time : latest), from),
      pagesRead: Math.min(at + CATALOG_PAGES_AT_ONCE, pages.length),
      pagesInAll: pages.length,
    };
  }
}

function parsePage(item: unknown, index: URL): Page {
  const url = urlOf(member(item, '@id'));
  const time = parseCommitTime(member(item, 'commitTimeStamp'));
  if (url === undefined || time === undefined) {
    throw new FeedFault(
      'catalog_invalid',
      'A page of the catalog has no URL or no time, so its order is unknown.',
      index,
    );
  }
  return { url, time };
}

async function readPage(requests: FeedRequests, url: URL): Promise<CatalogItem[]> {
  const document = await requests.json(url, MAX_CATALOG_PAGE_BYTES);
  if (document === undefined)
    throw new FeedFault('catalog_invalid', 'A page that the catalog names is not there.', url);
  return listOf(member(document, 'items')).flatMap((item) => parseItem(item, url));
}

/** Nothing for ids and versions that NuGet itself cannot read; a fault where going on would lose entries. */
function parseItem(item: unknown, page: URL): CatalogItem[] {
  const time = parseCommitTime(member(item, 'commitTimeStamp'));
  const leaf = urlOf(member(item, '@id'));
  if (time === undefined || leaf === undefined) {
    throw new FeedFault('catalog_invalid', 'An entry of the catalog has no URL or no time.', page);
  }
  const id = parsePackageId(textOf(member(item, 'nuget:id')) ?? '');
  const version = parseVersion(textOf(member(item, 'nuget:version')) ?? '');
  if (id === undefined || version === undefined) return [];
  const isDelete = textsOf(member(item, '@type')).some((type) => type.endsWith('PackageDelete'));
  return [{ id, versionKey: version.key, time, isDelete, leaf }];
}

function newestOfEach(items: readonly CatalogItem[]): CatalogItem[] {
  const newest = new Map<string, CatalogItem>();
  for (const item of items) {
    const key = `${item.id.key}/${item.versionKey}`;
    const known = newest.get(key);
    if (known === undefined || known.time < item.time) newest.set(key, item);
  }
  return [...newest.values()];
}

/**
 * A commit's time as text that sorts in the order of time, or undefined. It is never turned into a number: catalogs
 * count in units of 100 ns, and a cursor that rounds loses an entry.
 */
export function parseCommitTime(value: unknown): string | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:00)$/.exec(textOf(value) ?? '');
  return match === null ? undefined : `${match[1]}.${(match[2] ?? '').padEnd(9, '0')}Z`;
}
