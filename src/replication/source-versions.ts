import type { PackageId } from '../nuget/package-id.ts';
import { parseVersion } from '../nuget/version.ts';
import { FeedFault } from './feed-fault.ts';
import type { FeedRequests } from './feed-requests.ts';
import { listOf, member, textsOf, urlOf } from './json-reading.ts';
import {
  MAX_REGISTRATION_BYTES,
  MAX_REGISTRATION_PAGES,
  MAX_VERSION_LIST_BYTES,
  MAX_VERSIONS_PER_ID,
} from './limits.ts';
import { below, type FeedResources } from './service-index.ts';
import { parseRegistrationLeaf, type SourceVersion } from './source-version.ts';

/**
 * Every version of an id that the source has, listed or not, by its key; empty when it has none.
 *
 * The registration says what is so of each version. Versions that only the flat container names count as listed, since
 * a source without registrations knows no listing.
 */
export async function readSourceVersions(
  requests: FeedRequests,
  feed: FeedResources,
  id: PackageId,
): Promise<Map<string, SourceVersion>> {
  const versions = new Map<string, SourceVersion>();
  if (feed.registrations !== undefined)
    await readRegistration(requests, below(feed.registrations, id.key, 'index.json'), versions);
  if (feed.flatContainer === undefined) return versions;
  const url = below(feed.flatContainer, id.key, 'index.json');
  const texts = textsOf(member(await requests.json(url, MAX_VERSION_LIST_BYTES), 'versions'));
  if (texts.length > MAX_VERSIONS_PER_ID) throw tooManyVersions(url);
  for (const text of texts) {
    const version = parseVersion(text);
    if (version === undefined || versions.has(version.key)) continue;
    versions.set(version.key, {
      version,
      listed: true,
      publishedAt: undefined,
      deprecation: undefined,
      catalogEntry: undefined,
      packageContent: undefined,
    });
  }
  return versions;
}

async function readRegistration(requests: FeedRequests, url: URL, versions: Map<string, SourceVersion>): Promise<void> {
  const index = await requests.json(url, MAX_REGISTRATION_BYTES);
  const pages = listOf(member(index, 'items'));
  if (pages.length > MAX_REGISTRATION_PAGES) {
    throw new FeedFault('feed_too_large', `The registration has more than ${MAX_REGISTRATION_PAGES} pages.`, url);
  }
  for (const page of pages) {
    const inlined = member(page, 'items');
    const pageUrl = urlOf(member(page, '@id'));
    const leaves =
      Array.isArray(inlined) || pageUrl === undefined
        ? inlined
        : member(await requests.json(pageUrl, MAX_REGISTRATION_BYTES), 'items');
    for (const leaf of listOf(leaves)) {
      const version = parseRegistrationLeaf(leaf);
      if (version !== undefined) versions.set(version.version.key, version);
    }
    if (versions.size > MAX_VERSIONS_PER_ID) throw tooManyVersions(url);
  }
}

function tooManyVersions(url: URL): FeedFault {
  return new FeedFault('feed_too_large', `The id has more than ${MAX_VERSIONS_PER_ID} versions.`, url);
}

/** Where the bytes of a version are: the flat container's URL is known, any other is whatever the registration says. */
export function packageUrl(feed: FeedResources, id: PackageId, source: SourceVersion): URL | undefined {
  const { key } = source.version;
  if (feed.flatContainer === undefined) return source.packageContent;
  return below(feed.flatContainer, id.key, key, `${id.key}.${key}.nupkg`);
}
