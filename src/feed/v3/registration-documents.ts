/**
 * Registration documents as pure functions of versions and URLs: index, pages, leaves.
 *
 * What old and new clients choke on decides the form: `listed` is a real boolean, versions are strict, URLs that are not
 * absolute are left out, texts that are missing are empty, and links stay inside their hive.
 */
import { formatInstant } from '../../base/clock.ts';
import type { Instant } from '../../base/clock.ts';
import { dependencyGroupDocuments } from '../../catalog/dependency-groups.ts';
import { deprecationDocument } from '../../catalog/deprecation.ts';
import { catalogLeafTime } from '../../catalog/entry.ts';
import { lowerInvariant } from '../../nuget/lower-case.ts';
import type { RegistrationVersion } from '../../packages/versions.queries.ts';
import type { FeedUrls, PageBounds, RegistrationHive } from '../feed-urls.ts';
import { absoluteUrl, iconUrl, licenseUrl } from './metadata-urls.ts';

/** As many leaves as a page of nuget.org holds. */
export const VERSIONS_PER_PAGE = 64;
/** What a page's range may have grown to since a client read the index. A wider one was in no index of ours. */
export const MAX_VERSIONS_OF_RANGE = 256;
/** From here on pages are documents of their own. */
export const VERSIONS_OF_PAGED_INDEX = 128;

/** Whose documents, and where their links lead. */
export interface RegistrationPlace {
  readonly urls: FeedUrls;
  readonly hive: RegistrationHive;
  readonly idKey: string;
}

interface PageVersion {
  readonly versionKey: string;
  readonly normalizedVersion: string;
}

/** The index of an id with few versions: its pages stand inside it. */
export function inlinedIndexDocument(place: RegistrationPlace, versions: readonly RegistrationVersion[]): object {
  const index = indexUrl(place);
  return indexDocument(
    place,
    inPages(versions).map((page) => {
      const { lowerKey, upperKey } = boundsOf(page);
      return pageMembers(place, `${index}#page/${lowerKey}/${upperKey}`, page);
    }),
  );
}

/** The index of an id with many versions: its pages are named by what they hold. */
export function pagedIndexDocument(place: RegistrationPlace, versions: readonly PageVersion[]): object {
  const { urls, hive, idKey } = place;
  return indexDocument(
    place,
    inPages(versions).map((page) => ({
      '@id': urls.registrationPage(hive, idKey, boundsOf(page)),
      '@type': 'catalog:CatalogPage',
      count: page.length,
      ...boundMembers(page),
    })),
  );
}

/** One page by itself. `bounds` are those of its URL; what lies between them now may have other ends. */
export function pageDocument(
  place: RegistrationPlace,
  bounds: PageBounds,
  versions: readonly RegistrationVersion[],
): object {
  const url = place.urls.registrationPage(place.hive, place.idKey, bounds);
  return { ...pageMembers(place, url, versions), '@context': registrationContext };
}

export function leafDocument(place: RegistrationPlace, version: RegistrationVersion): object {
  const { urls, hive, idKey } = place;
  return {
    '@id': urls.registrationLeaf(hive, idKey, version.versionKey),
    '@type': ['Package', 'http://schema.nuget.org/catalog#Permalink'],
    catalogEntry: catalogEntryUrl(place, version),
    listed: version.listed,
    packageContent: urls.nupkg(idKey, version.versionKey),
    published: published(version),
    registration: indexUrl(place),
    '@context': leafContext,
  };
}

function indexDocument(place: RegistrationPlace, items: readonly object[]): object {
  return {
    '@id': indexUrl(place),
    '@type': ['catalog:CatalogRoot', 'PackageRegistration', 'catalog:Permalink'],
    count: items.length,
    items,
    '@context': registrationContext,
  };
}

function pageMembers(place: RegistrationPlace, url: string, versions: readonly RegistrationVersion[]): object {
  return {
    '@id': url,
    '@type': 'catalog:CatalogPage',
    count: versions.length,
    items: versions.map((version) => pageItem(place, version)),
    parent: indexUrl(place),
    ...boundMembers(versions),
  };
}

function pageItem(place: RegistrationPlace, version: RegistrationVersion): object {
  const { urls, hive, idKey } = place;
  return {
    '@id': urls.registrationLeaf(hive, idKey, version.versionKey),
    '@type': 'Package',
    catalogEntry: catalogEntryMembers(place, version),
    packageContent: urls.nupkg(idKey, version.versionKey),
    registration: indexUrl(place),
  };
}

function catalogEntryMembers(place: RegistrationPlace, version: RegistrationVersion): object {
  const { urls, hive, idKey } = place;
  const { manifest, deprecation } = version;
  const url = catalogEntryUrl(place, version);
  return {
    '@id': url,
    '@type': 'PackageDetails',
    authors: manifest.authors ?? '',
    dependencyGroups: dependencyGroupDocuments(manifest.dependencyGroups, {
      parentUrl: url,
      registrationOf: (id) => urls.registrationIndex(hive, lowerInvariant(id)),
    }),
    // Clients of the older hives do not know deprecations.
    ...(deprecation === null || hive !== 'gz-semver2' ? {} : { deprecation: deprecationDocument(deprecation, url) }),
    description: manifest.description ?? '',
    iconUrl: iconUrl(urls, { idKey, versionKey: version.versionKey }, manifest),
    id: version.displayId,
    language: manifest.language ?? '',
    licenseExpression: manifest.license?.type === 'expression' ? manifest.license.value : '',
    licenseUrl: licenseUrl(urls, { idKey, versionKey: version.versionKey }, manifest),
    listed: version.listed,
    minClientVersion: manifest.minClientVersion ?? '',
    packageContent: urls.nupkg(idKey, version.versionKey),
    projectUrl: absoluteUrl(manifest.projectUrl),
    published: published(version),
    requireLicenseAcceptance: manifest.requireLicenseAcceptance,
    summary: manifest.summary ?? '',
    tags: manifest.tags,
    title: manifest.title ?? '',
    version: version.fullVersion,
  };
}

/** The newest catalog leaf of the version; its registration leaf where the catalog has none. */
function catalogEntryUrl({ urls, hive, idKey }: RegistrationPlace, version: RegistrationVersion): string {
  return version.entryAt === null
    ? urls.registrationLeaf(hive, idKey, version.versionKey)
    : urls.catalogLeaf(catalogLeafTime(version.entryAt), idKey, version.versionKey);
}

/** The year 1900 is how every protocol of NuGet says "unlisted". */
function published({ listed, publishedAt }: RegistrationVersion): string {
  return listed ? registrationTime(publishedAt) : '1900-01-01T00:00:00+00:00';
}

function registrationTime(instant: Instant): string {
  return `${formatInstant(instant).slice(0, -1)}+00:00`;
}

function indexUrl({ urls, hive, idKey }: RegistrationPlace): string {
  return urls.registrationIndex(hive, idKey);
}

function inPages<Version>(versions: readonly Version[]): Version[][] {
  const pages: Version[][] = [];
  for (let start = 0; start < versions.length; start += VERSIONS_PER_PAGE) {
    pages.push(versions.slice(start, start + VERSIONS_PER_PAGE));
  }
  return pages;
}

function boundsOf(page: readonly PageVersion[]): PageBounds {
  return { lowerKey: page[0]?.versionKey ?? '', upperKey: page.at(-1)?.versionKey ?? '' };
}

function boundMembers(page: readonly PageVersion[]): object {
  return { lower: page[0]?.normalizedVersion ?? '', upper: page.at(-1)?.normalizedVersion ?? '' };
}

const set = { '@container': '@set' };
const link = { '@type': '@id' };
const dateTime = { '@type': 'xsd:dateTime' };

const leafContext = {
  '@vocab': 'http://schema.nuget.org/schema#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  catalogEntry: link,
  packageContent: link,
  published: dateTime,
  registration: link,
};

const registrationContext = {
  '@vocab': 'http://schema.nuget.org/schema#',
  catalog: 'http://schema.nuget.org/catalog#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  items: { '@id': 'catalog:item', ...set },
  count: { '@id': 'catalog:count' },
  parent: { '@id': 'catalog:parent', ...link },
  tags: { '@id': 'tag', ...set },
  reasons: set,
  dependencyGroups: { '@id': 'dependencyGroup', ...set },
  dependencies: { '@id': 'dependency', ...set },
  packageContent: link,
  published: dateTime,
  registration: link,
};
