import { FeedFault } from './feed-fault.ts';
import type { FeedRequests } from './feed-requests.ts';
import { listOf, member, textsOf, urlOf } from './json-reading.ts';
import { MAX_SERVICE_INDEX_BYTES } from './limits.ts';

/** Where a V3 feed keeps what an import reads. */
export interface FeedResources {
  readonly registrations: URL | undefined;
  readonly flatContainer: URL | undefined;
  readonly catalog: URL | undefined;
  readonly search: URL | undefined;
}

/** In the order of preference: the hive that holds SemVer 2.0 packages comes first. */
const registrationTypes = ['/3.6.0', '/Versioned', '/3.4.0', '/3.0.0-rc', '/3.0.0-beta', ''];
const searchTypes = ['/3.5.0', '/Versioned', '/3.4.0', '/3.0.0-rc', '/3.0.0-beta', ''];

/** Reads a service index. Throws a FeedFault where there is none, or where it names no packages. */
export async function readServiceIndex(requests: FeedRequests, url: URL): Promise<FeedResources> {
  const document = await requests.json(url, MAX_SERVICE_INDEX_BYTES);
  const version = member(document, 'version');
  if (typeof version !== 'string' || !version.startsWith('3.')) {
    throw new FeedFault(
      'feed_not_v3',
      'There is no V3 service index at this URL: it usually ends in /v3/index.json.',
      url,
    );
  }
  const resources = resourcesByType(document);
  const first = (name: string, types: readonly string[]) =>
    types.map((type) => resources.get(name + type)).find((found) => found !== undefined);
  const feed: FeedResources = {
    registrations: first('RegistrationsBaseUrl', registrationTypes),
    flatContainer: first('PackageBaseAddress', ['/3.0.0', '/Versioned']),
    catalog: first('Catalog', ['/3.0.0']),
    search: first('SearchQueryService', searchTypes),
  };
  if (feed.registrations === undefined && feed.flatContainer === undefined) {
    throw new FeedFault('feed_without_packages', 'The feed names neither registrations nor a flat container.', url);
  }
  return feed;
}

function resourcesByType(document: unknown): Map<string, URL> {
  const found = new Map<string, URL>();
  for (const resource of listOf(member(document, 'resources'))) {
    const url = urlOf(member(resource, '@id'));
    for (const type of textsOf(member(resource, '@type'))) {
      if (url !== undefined && !found.has(type)) found.set(type, url);
    }
  }
  return found;
}

/** A URL below a base, whether the base ends in a slash or not. Each segment is encoded. */
export function below(base: URL, ...segments: string[]): URL {
  const root = base.href.endsWith('/') ? base.href : `${base.href}/`;
  return new URL(root + segments.map(encodeURIComponent).join('/'));
}
