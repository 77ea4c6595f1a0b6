/** The catalog's index and pages, as pure functions of their entries. */
import { catalogLeafUrl, catalogTime, ENTRIES_PER_PAGE, NEVER } from './entry.ts';
import type { CatalogCommit, CatalogEntry, CatalogEntryKind, CatalogProgress, CatalogUrls } from './entry.ts';
import type { Instant } from '../base/clock.ts';

export interface CatalogIndexContent {
  /** The last entry of each full page, oldest first. */
  readonly fullPages: readonly CatalogCommit[];
  /** The newest entry of all; undefined while there is none. */
  readonly newest: (CatalogCommit & { readonly progress: CatalogProgress }) | undefined;
}

export function catalogIndexDocument({ fullPages, newest }: CatalogIndexContent, urls: CatalogUrls): object {
  const isNewestPageFull = newest === undefined || newest.seq % ENTRIES_PER_PAGE === 0;
  const pages = isNewestPageFull ? fullPages : [...fullPages, newest];
  return {
    '@id': urls.catalogIndex,
    '@type': ['CatalogRoot', 'AppendOnlyCatalog', 'Permalink'],
    ...commitMembers(newest),
    count: pages.length,
    'nuget:lastCreated': timeOrNever(newest?.progress.created),
    'nuget:lastDeleted': timeOrNever(newest?.progress.deleted),
    'nuget:lastEdited': timeOrNever(newest?.progress.edited),
    items: pages.map((commit, page) => ({
      '@id': urls.catalogPage(page),
      '@type': 'CatalogPage',
      ...commitMembers(commit),
      count: commit.seq - page * ENTRIES_PER_PAGE,
    })),
    '@context': listContext,
  };
}

/** `entries` are those of the page in their order, at least one. */
export function catalogPageDocument(page: number, entries: readonly CatalogEntry[], urls: CatalogUrls): object {
  return {
    '@id': urls.catalogPage(page),
    '@type': 'CatalogPage',
    ...commitMembers(entries.at(-1)),
    count: entries.length,
    items: entries.map((entry) => ({
      '@id': catalogLeafUrl(urls, entry),
      '@type': pageItemTypes[entry.kind],
      ...commitMembers(entry),
      'nuget:id': entry.displayId,
      'nuget:version': entry.fullVersion,
    })),
    parent: urls.catalogIndex,
    '@context': listContext,
  };
}

const pageItemTypes: Readonly<Record<CatalogEntryKind, string>> = {
  details: 'nuget:PackageDetails',
  delete: 'nuget:PackageDelete',
};

const NO_COMMIT = '00000000-0000-0000-0000-000000000000';

function commitMembers(commit: CatalogCommit | undefined): object {
  return { commitId: commit?.commitId ?? NO_COMMIT, commitTimeStamp: timeOrNever(commit?.at) };
}

function timeOrNever(instant: Instant | null | undefined): string {
  return instant === null || instant === undefined ? NEVER : catalogTime(instant);
}

const dateTime = { '@type': 'http://www.w3.org/2001/XMLSchema#dateTime' };

const listContext = {
  '@vocab': 'http://schema.nuget.org/catalog#',
  nuget: 'http://schema.nuget.org/schema#',
  items: { '@id': 'item', '@container': '@set' },
  parent: { '@type': '@id' },
  commitTimeStamp: dateTime,
  'nuget:lastCreated': dateTime,
  'nuget:lastDeleted': dateTime,
  'nuget:lastEdited': dateTime,
};
