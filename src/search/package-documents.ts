/**
 * What the index holds of a package: one document for each of its versions that some view shows as the newest. At most
 * four, most often one; how many versions there are makes no difference.
 */
import type { PackageManifest } from '../nuget/manifest.ts';
import { knownPackageTypes } from '../nuget/package-types.ts';
import { countParts, startsOf, tellingTermsOf, termsOf, wholeTerm } from './analyze-text.ts';
import { packageFrameworks } from '../nuget/framework-generations.ts';
import { parseLicenseExpression } from '../nuget/license-expression.ts';
import { dayOf, dayTerms } from './day-terms.ts';
import { type Field, fieldTerm } from './field-term.ts';
import { namedFrameworkTerms, usableFrameworkTerms } from './framework-terms.ts';
import { NOT_DEPRECATED } from './package-filters.ts';
import { MAX_ID_START_LENGTH, MAX_START_LENGTH } from './search-levels.ts';
import { OFFERED_VIEW, type ViewIndex } from './search-view.ts';

/** A package as its rows are now. */
export interface IndexedPackage {
  readonly registrationId: number;
  readonly idKey: string;
  readonly displayId: string;
  readonly ownerIds: readonly number[];
  /** The newest version of each view that has one. */
  readonly newest: readonly NewestVersion[];
}

export interface NewestVersion {
  readonly views: readonly ViewIndex[];
  readonly versionKey: string;
  readonly manifest: PackageManifest;
  /** In microseconds. */
  readonly publishedAt: number;
  readonly isDeprecated: boolean;
}

export interface PackageDocuments {
  readonly registrationId: number;
  /** Parts of the id, for ranking. */
  readonly parts: number;
  /** Empty for a package that nobody may discover. */
  readonly documents: readonly PackageDocument[];
}

export interface PackageDocument {
  /** One bit for each view. */
  readonly views: number;
  /** Field terms, joined by spaces. */
  readonly terms: string;
  /** Words of description, summary and authors: what the last word of a query may go on to. */
  readonly prose: readonly string[];
  /** When the version was published, in seconds. */
  readonly updated: number;
}

export function packageDocuments(indexed: IndexedPackage): PackageDocuments {
  const shared = idTerms(indexed);
  const offered = offeredOf(indexed.newest);
  return {
    registrationId: indexed.registrationId,
    parts: countParts(indexed.displayId),
    documents: indexed.newest.map((version) => {
      const { manifest, versionKey } = version;
      const prose = proseOf(manifest);
      const views = version === offered ? [...version.views, OFFERED_VIEW] : version.views;
      const terms = [
        ...shared,
        ...versionTerms(indexed.displayId, versionKey, { manifest, prose }),
        ...(version === offered ? filterTerms(version) : []),
      ];
      return {
        views: views.reduce<number>((mask, view) => mask + 2 ** view, 0),
        terms: [...new Set(terms)].join(' '),
        prose,
        updated: Math.max(0, Math.floor(version.publishedAt / 1_000_000)),
      };
    }),
  };
}

/** The newest stable version, or the newest where none is stable: the one that the site shows, and filters by. */
function offeredOf(newest: readonly NewestVersion[]): NewestVersion | undefined {
  return newest.find(({ views }) => views.includes(2)) ?? newest.find(({ views }) => views.includes(3));
}

function filterTerms({ manifest, publishedAt, isDeprecated }: NewestVersion): string[] {
  const frameworks = packageFrameworks(manifest);
  return [
    ...inField('framework', namedFrameworkTerms(frameworks)),
    ...inField('usableFramework', usableFrameworkTerms(frameworks)),
    ...inField('license', licenseTerms(manifest)),
    ...inField('updated', dayTerms(dayOf(publishedAt))),
    fieldTerm('deprecation', isDeprecated ? 'deprecated' : NOT_DEPRECATED),
  ];
}

function licenseTerms({ license }: PackageManifest): string[] {
  if (license?.type !== 'expression') return [];
  const expression = parseLicenseExpression(license.value);
  return 'faults' in expression ? [] : expression.terms.map(({ id }) => wholeTerm(id));
}

/** Words of the running texts. */
function proseOf({ description, summary, authors }: PackageManifest): string[] {
  return [...new Set([description, summary, authors].flatMap((text) => tellingTermsOf(text ?? '')))];
}

function idTerms({ displayId, idKey, ownerIds }: IndexedPackage): string[] {
  const words = termsOf(displayId);
  return [
    ...inField('id', words),
    ...inField('idStart', startsOfAll(words)),
    fieldTerm('packageId', idKey),
    ...inField('packageIdStart', startsOf(idKey, MAX_ID_START_LENGTH)),
    ...inField('owner', ownerIds.map(String)),
  ];
}

function versionTerms(
  displayId: string,
  versionKey: string,
  { manifest, prose }: { manifest: PackageManifest; prose: readonly string[] },
): string[] {
  const title = tellingTermsOf(manifest.title ?? '');
  const names = [...termsOf(displayId), ...title, ...manifest.tags.flatMap((tag) => termsOf(tag))];
  const types = manifest.packageTypes.map((type) => type.name);
  return [
    ...inField('name', names),
    ...inField('nameStart', startsOfAll(names)),
    ...inField('text', [...names, ...prose]),
    ...inField('title', title),
    ...inField('description', tellingTermsOf(manifest.description ?? '')),
    ...inField('summary', tellingTermsOf(manifest.summary ?? '')),
    ...inField('author', tellingTermsOf(manifest.authors ?? '')),
    ...inField('tag', manifest.tags.map(wholeTerm)),
    ...inField('packageType', (types.length === 0 ? [knownPackageTypes.dependency] : types).map(wholeTerm)),
    fieldTerm('version', versionKey),
  ];
}

function inField(field: Field, terms: readonly string[]): string[] {
  return terms.map((term) => fieldTerm(field, term));
}

function startsOfAll(terms: readonly string[]): string[] {
  return [...new Set(terms.flatMap((term) => startsOf(term, MAX_START_LENGTH)))];
}
