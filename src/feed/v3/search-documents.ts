/** The answers of search and autocomplete as pure functions of what was found and of URLs. */
import { deprecationDocument } from '../../catalog/deprecation.ts';
import { knownPackageTypes } from '../../nuget/package-types.ts';
import type { PackageDetails, ShownVersion } from '../../search/found-package.queries.ts';
import type { FeedUrls, RegistrationHive } from '../feed-urls.ts';
import { absoluteUrl, iconUrl, licenseUrl } from './metadata-urls.ts';

/** Whose documents, and where their links lead. */
export interface SearchPlace {
  readonly urls: FeedUrls;
  /** Clients that do not understand SemVer 2.0.0 are led to the hive without it. */
  readonly semVer2: boolean;
}

export interface FoundDocument extends PackageDetails {
  readonly idKey: string;
  /** Of all versions, listed or not. */
  readonly downloads: number;
}

/** One package in the answer of a search, as JSON. Every member that some client reads without asking is there. */
export function foundPackageJson(place: SearchPlace, found: FoundDocument): string {
  const { urls, semVer2 } = place;
  const { idKey, manifest, deprecation, versions } = found;
  const newest = versions.at(-1) ?? versions[0];
  const registration = urls.registrationIndex(hiveOf(place), idKey);
  const leaf = leafUrl(place, idKey, newest);
  const keys = { idKey, versionKey: newest.versionKey };
  return JSON.stringify({
    '@id': registration,
    '@type': 'Package',
    registration,
    id: found.displayId,
    version: newest.fullVersion,
    description: manifest.description ?? '',
    summary: manifest.summary ?? '',
    title: manifest.title ?? found.displayId,
    iconUrl: iconUrl(urls, keys, manifest),
    licenseUrl: licenseUrl(urls, keys, manifest),
    projectUrl: absoluteUrl(manifest.projectUrl),
    tags: manifest.tags,
    authors: namesIn(manifest.authors ?? ''),
    owners: found.owners,
    totalDownloads: found.downloads,
    verified: found.isVerified,
    packageTypes: manifest.packageTypes.length === 0 ? [{ name: knownPackageTypes.dependency }] : manifest.packageTypes,
    versions: versions.map((version) => ({
      version: version.fullVersion,
      downloads: version.downloads,
      '@id': leafUrl(place, idKey, version),
    })),
    ...(deprecation === null || !semVer2 ? {} : { deprecation: deprecationDocument(deprecation, leaf) }),
  });
}

/** `packages` are the texts that `foundPackageJson` made. */
export function searchAnswerJson(place: SearchPlace, totalHits: number, packages: readonly string[]): string {
  const context = { '@vocab': VOCABULARY, '@base': place.urls.registrationBase(hiveOf(place)) };
  return `{"@context":${JSON.stringify(context)},"totalHits":${totalHits},"data":[${packages.join(',')}]}`;
}

export function autocompleteAnswerJson(totalHits: number, data: readonly string[]): string {
  return JSON.stringify({ '@context': { '@vocab': VOCABULARY }, totalHits, data });
}

const VOCABULARY = 'http://schema.nuget.org/schema#';

function hiveOf({ semVer2 }: SearchPlace): RegistrationHive {
  return semVer2 ? 'gz-semver2' : 'gz-semver1';
}

function leafUrl(place: SearchPlace, idKey: string, { versionKey }: ShownVersion): string {
  return place.urls.registrationLeaf(hiveOf(place), idKey, versionKey);
}

/** A lone text would be taken for one name. */
function namesIn(authors: string): string[] {
  return authors
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
