import { parsePackageId, type PackageId } from '../nuget/package-id.ts';
import type { FeedRequests } from './feed-requests.ts';
import { listOf, member, textOf, wholeNumberOf } from './json-reading.ts';
import { MAX_SEARCH_PAGES, MAX_SEARCH_PAGE_BYTES, SEARCH_PAGE_SIZE } from './limits.ts';

export interface FoundIds {
  readonly ids: readonly PackageId[];
  /** How many the source says there are; not every source tells. */
  readonly total: number;
}

/**
 * Every id that the source's search finds, some at a time: for feeds without a catalog. An id whose versions are all
 * unlisted is not among them, since no search shows it.
 */
export async function* searchedIds(requests: FeedRequests, search: URL): AsyncGenerator<FoundIds> {
  const seen = new Set<string>();
  for (let page = 0; page < MAX_SEARCH_PAGES; page += 1) {
    const url = new URL(search);
    url.searchParams.set('q', '');
    url.searchParams.set('skip', String(page * SEARCH_PAGE_SIZE));
    url.searchParams.set('take', String(SEARCH_PAGE_SIZE));
    url.searchParams.set('prerelease', 'true');
    url.searchParams.set('semVerLevel', '2.0.0');
    const document = await requests.json(url, MAX_SEARCH_PAGE_BYTES);
    const ids = listOf(member(document, 'data')).flatMap(
      (result) => parsePackageId(textOf(member(result, 'id')) ?? '') ?? [],
    );
    const fresh = ids.filter((id) => !seen.has(id.key));
    // A server that ignores `skip` would go on for ever; one that limits it ends early.
    if (fresh.length === 0) return;
    for (const id of fresh) seen.add(id.key);
    yield { ids: fresh, total: wholeNumberOf(member(document, 'totalHits')) ?? 0 };
  }
}
