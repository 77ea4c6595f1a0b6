/**
 * Imports packages from another V3 feed.
 *
 * What exists is learnt from the catalog when the feed has one and more than single ids are wanted, else from its
 * search; what is so of each version (listed, published, deprecated) from the registration, as it is now; the bytes
 * from the flat container. What the feed claims of the bytes is checked before they become a version here.
 */
import { formatInstant } from '../base/clock.ts';
import type { OperatorPrincipal } from '../accounts/principal.ts';
import type { PackageId } from '../nuget/package-id.ts';
import { createSlots, eachAtOnce } from './at-once.ts';
import { FeedFault } from './feed-fault.ts';
import { createFeedRequests, type RequestPace } from './feed-requests.ts';
import type { ImportDeps, ImportOptions } from './import-deps.ts';
import { tallyFor, type ImportReport } from './import-report.ts';
import { importSourceVersion, type FeedSession } from './import-source-version.ts';
import { CATALOG_LEAD_MICROSECONDS, VERSIONS_AT_ONCE } from './limits.ts';
import { recordImport } from './record-import.ts';
import { importCursor, saveImportCursor } from './replication.queries.ts';
import { readServiceIndex } from './service-index.ts';
import { parseCommitTime, readCatalog, type CatalogItem } from './source-catalog.ts';
import { searchedIds } from './source-search.ts';
import { readSourceVersions } from './source-versions.ts';

export interface FeedImportOptions extends ImportOptions {
  readonly pace?: Omit<RequestPace, 'signal'>;
}

/**
 * `source` is the URL of a service index. Rejects with a FeedFault when the feed as a whole cannot be read; what goes
 * wrong with one package is in the report. Interrupted, it goes on where it was when it is started again: versions that
 * are here are not fetched, and of a catalog only what came since.
 */
export async function importFeed(
  deps: ImportDeps,
  principal: OperatorPrincipal,
  source: URL,
  options: FeedImportOptions,
): Promise<ImportReport> {
  const requests = createFeedRequests(source, { ...options.pace, signal: options.signal });
  try {
    const tally = tallyFor(options.listener);
    const feed = await readServiceIndex(requests, source);
    const slot = createSlots(VERSIONS_AT_ONCE);
    const session: FeedSession = { deps, principal, source, options, requests, feed, tally, slot };
    const { exactly } = options.selection;
    if (exactly !== undefined) await importIds(session, exactly);
    else if (feed.catalog !== undefined) await importCatalog(session, feed.catalog);
    else if (feed.search !== undefined) await importSearched(session, feed.search);
    else
      throw new FeedFault(
        'feed_unlisted',
        'The feed has neither catalog nor search: name whole ids with --id.',
        source,
      );
    if (!options.signal.aborted) await recordImport(deps, principal, source.href, tally.counts);
    return { counts: tally.counts, interrupted: options.signal.aborted };
  } finally {
    requests.close();
  }
}

async function importIds(session: FeedSession, ids: readonly PackageId[]): Promise<void> {
  const { options } = session;
  let done = 0;
  await eachAtOnce(ids, { limit: VERSIONS_AT_ONCE, signal: options.signal }, async (id) => {
    await importId(session, id);
    done += 1;
    options.listener.stage({ unit: 'ids', done, of: ids.length });
  });
}

async function importSearched(session: FeedSession, search: URL): Promise<void> {
  const { requests, options, tally } = session;
  let done = 0;
  let total = 0;
  for await (const found of searchedIds(requests, search)) {
    const ids = found.ids.filter((id) => options.selection.has(id));
    await eachAtOnce(ids, { limit: VERSIONS_AT_ONCE, signal: options.signal }, async (id) => {
      await importId(session, id);
    });
    done += found.ids.length;
    total = found.total;
    options.listener.stage({ unit: 'ids', done, ...(total < done ? {} : { of: total }) });
    if (options.signal.aborted) return;
  }
  if (done >= total) return;
  const detail = `The source's search shows ${done} of its ${total} ids: name the others with --id.`;
  tally.add({ from: search.href, outcome: 'failed', remarks: [{ code: 'search_incomplete', detail }] });
}

/**
 * The cursor moves on behind a stretch of the catalog that was processed whole. Where a version failed, it stays, so
 * that the next run meets the version again; what follows is imported nevertheless.
 */
async function importCatalog(session: FeedSession, catalog: URL): Promise<void> {
  const { deps, options, requests, source, tally } = session;
  const sourceKey = `${source.href} ${options.selection.key}`;
  const cursor = await importCursor(deps.database, sourceKey);
  for await (const stretch of readCatalog(requests, catalog, cursor)) {
    const wanted = stretch.items.filter((item) => !item.isDelete && options.selection.has(item.id));
    const byId = [...Map.groupBy(wanted, (item) => item.id.key).values()];
    await eachAtOnce(byId, { limit: VERSIONS_AT_ONCE, signal: options.signal }, (items) => importItems(session, items));
    options.listener.stage({ unit: 'catalog pages', done: stretch.pagesRead, of: stretch.pagesInAll });
    if (options.signal.aborted) return;
    if (tally.counts.failed > 0) continue;
    await saveImportCursor(deps.database, { sourceKey, cursor: stretch.cursor, at: deps.clock.now() });
  }
}

async function importItems(session: FeedSession, items: readonly CatalogItem[]): Promise<void> {
  const [first] = items;
  if (first === undefined) return;
  const missing = await importId(session, first.id, new Map(items.map((item) => [item.versionKey, item])));
  const recently = parseCommitTime(formatInstant(session.deps.clock.now() - CATALOG_LEAD_MICROSECONDS)) ?? '';
  for (const item of missing.filter(({ time }) => time > recently)) {
    const detail = 'The catalog has the version, the registration has not got it yet.';
    const fault = { code: 'not_there_yet', detail, at: item.leaf.href };
    session.tally.add({
      from: item.leaf.href,
      id: item.id.display,
      version: item.versionKey,
      outcome: 'failed',
      remarks: [fault],
    });
  }
}

/** Imports every version of an id, or those that the catalog named; gives the named ones that the source has no more. */
async function importId(
  session: FeedSession,
  id: PackageId,
  named?: ReadonlyMap<string, CatalogItem>,
): Promise<CatalogItem[]> {
  const { requests, feed, options, source, tally } = session;
  try {
    const versions = await readSourceVersions(requests, feed, id);
    if (versions.size === 0 && named === undefined) {
      const fault = new FeedFault('id_unknown', `The source has no package named ${id.display}.`, source);
      tally.add({ from: source.href, id: id.display, outcome: 'failed', remarks: [fault.toFault()] });
    }
    const wanted = [...versions.values()].filter(({ version }) => named === undefined || named.has(version.key));
    await eachAtOnce(wanted, { limit: VERSIONS_AT_ONCE, signal: options.signal }, async (found) => {
      const leaf = named?.get(found.version.key)?.leaf ?? found.catalogEntry;
      tally.add(await session.slot(() => importSourceVersion(session, id, { ...found, catalogEntry: leaf })));
    });
    return [...(named?.values() ?? [])].filter((item) => !versions.has(item.versionKey));
  } catch (error) {
    if (!(error instanceof FeedFault)) throw error;
    tally.add({ from: error.url, id: id.display, outcome: 'failed', remarks: [error.toFault()] });
    return [];
  }
}
