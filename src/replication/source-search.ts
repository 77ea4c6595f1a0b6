import { parsePackageId, type PackageId } from '../nuget/package-id.ts';
import type { FeedRequests } from './feed-requests.ts';
import { listOf, member, textOf } from './json-reading.ts';
import { MAX_SEARCH_PAGES, MAX_SEARCH_PAGE_BYTES, SEARCH_PAGE_SIZE } from './limits.ts';

/**
 * Every id that the source's search finds, some at a time: for feeds without a catalog. An id whose versions are all
 * unlisted is not among them, since no search shows it.
 */
export async function* searchedIds(requests: FeedRequests, search: URL): AsyncGenerator<PackageId[]> {
  const seen = new Set<string>();
  for (let page = 0; page < MAX_SEARCH_PAGES; page += 1) {
    const url = new URL(search);
    url.searchParams.set('q', '');
    url.searchParams.set('skip', String(page * SEARCH_PAGE_SIZE));
    url.searchParams.set('take', String(SEARCH_PAGE_SIZE));
    url.searchParams.set('prerelease', 'true');
    url.searchParams.set('semVerLevel', '2.0.0');
    const results = listOf(member(await requests.json(url, MAX_SEARCH_PAGE_BYTES), 'data'));
    const ids = results.flatMap((result) => parsePackageId(textOf(member(result, 'id')) ?? '') ?? []);
    const fresh = ids.filter((id) => !seen.has(id.key));
    // A server that ignores `skip` would go on for ever.
    if (fresh.length === 0) return;
    for (const id of fresh) seen.add(id.key);
    yield fresh;
  }
}
