/** The catalog over HTTP: `index.json`, `page{n}.json`, `data/{time}/{id}.{version}.json`. */
import { Problem } from '../../base/problem.ts';
import { catalogIndexDocument, catalogPageDocument } from '../../catalog/catalog-documents.ts';
import { catalogLeafDocument } from '../../catalog/catalog-leaf.ts';
import { entriesOfPage, lastEntriesOfFullPages, leafAt, newestEntry } from '../../catalog/catalog.queries.ts';
import type { CatalogMark, CatalogReads } from '../../catalog/catalog.queries.ts';
import { ENTRIES_PER_PAGE, pageOfEntry, parseCatalogLeafTime } from '../../catalog/entry.ts';
import { CACHE_REVALIDATE, CACHE_WRITTEN_ONCE } from '../../http/caching.ts';
import type { HttpAnswer, HttpRequest } from '../../http/exchange.ts';
import type { Database } from '../../storage/database.ts';
import { fileParameter } from '../path-parameters.ts';
import { answerAtRevision } from './revisioned-document.ts';
import type { DocumentDeps, Rendering } from './revisioned-document.ts';

export interface CatalogDeps extends DocumentDeps {
  readonly database: Database;
  readonly catalogReads: CatalogReads;
}

/** `:file`: the index or a page. */
export async function answerCatalog(deps: CatalogDeps, request: HttpRequest): Promise<HttpAnswer> {
  const file = fileParameter(request);
  if (file === 'index.json') return answerIndex(deps, request);
  const page = /^page(0|[1-9]\d{0,8})\.json$/.exec(file)?.[1];
  if (page === undefined) throw nothingHere();
  return answerPage(deps, Number(page), request);
}

async function answerIndex(deps: CatalogDeps, request: HttpRequest): Promise<HttpAnswer> {
  return answerAtRevision(deps, request, {
    key: 'catalog-index',
    revision: revisionOf(await deps.catalogReads.newestMark()),
    render: () => renderIndex(deps),
    missing: nothingHere,
  });
}

/** The newest entry's time, which is never given twice: its number could be, in a gallery restored from a backup. */
function revisionOf(newest: CatalogMark | undefined): number {
  return newest?.at ?? 0;
}

/** A full page never changes again, so its own last entry is its revision; the newest page's is the newest entry. */
async function answerPage(deps: CatalogDeps, page: number, request: HttpRequest): Promise<HttpAnswer> {
  const newest = await deps.catalogReads.newestMark();
  if (newest === undefined || page > pageOfEntry(newest.seq)) throw nothingHere();
  const last = (page + 1) * ENTRIES_PER_PAGE;
  const isFull = newest.seq >= last;
  return answerAtRevision(deps, request, {
    ...(isFull
      ? { key: `catalog-page/${page}`, revision: last, cacheControl: CACHE_WRITTEN_ONCE }
      : { key: 'catalog-newest-page', revision: revisionOf(newest), cacheControl: CACHE_REVALIDATE }),
    render: async () => ({ document: catalogPageDocument(page, await entriesOfPage(deps.database, page), deps.urls) }),
    missing: nothingHere,
  });
}

/** `data/:time/:file`. The time alone names the entry, since no two have the same; the file must be its own. */
export async function answerCatalogLeaf(deps: CatalogDeps, request: HttpRequest): Promise<HttpAnswer> {
  const at = parseCatalogLeafTime(request.params['time'] ?? '');
  const file = fileParameter(request);
  if (at === undefined) throw nothingHere();
  return answerAtRevision(deps, request, {
    key: `catalog-leaf/${at}/${file}`,
    revision: at,
    cacheControl: CACHE_WRITTEN_ONCE,
    missing: nothingHere,
    async render() {
      const leaf = await leafAt(deps.database, at);
      if (leaf === undefined || file !== `${leaf.idKey}.${leaf.versionKey}.json`) return undefined;
      return { document: catalogLeafDocument(leaf, deps.urls) };
    },
  });
}

async function renderIndex({ database, urls }: CatalogDeps): Promise<Rendering> {
  const newest = await newestEntry(database);
  const fullPages = newest === undefined ? [] : await lastEntriesOfFullPages(database, newest.seq);
  const content = { fullPages, newest: newest && { ...newest, progress: newest.state.progress } };
  return { document: catalogIndexDocument(content, urls) };
}

function nothingHere(): Problem {
  return new Problem('not_found', 'The catalog has no such document.');
}
