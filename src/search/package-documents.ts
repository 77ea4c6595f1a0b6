/**
 * What the index holds of a package: one document for each of its versions that some view shows as the newest. At most
 * four, most often one; how many versions there are makes no difference.
 */
import type { PackageManifest } from '../nuget/manifest.ts';
import { knownPackageTypes } from '../nuget/package-types.ts';
import { countParts, startsOf, tellingTermsOf, termsOf, wholeTerm } from './analyze-text.ts';
import { type Field, fieldTerm } from './field-term.ts';
import { MAX_ID_START_LENGTH, MAX_START_LENGTH } from './search-levels.ts';
import type { ViewIndex } from './search-view.ts';

/** A package as its rows are now. */
export interface IndexedPackage {
  readonly registrationId: number;
  readonly idKey: string;
  readonly displayId: string;
  readonly ownerIds: readonly number[];
  /** The newest version of each view that has one. */
  readonly newest: readonly {
    readonly views: readonly ViewIndex[];
    readonly versionKey: string;
    readonly manifest: PackageManifest;
  }[];
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
}

export function packageDocuments(indexed: IndexedPackage): PackageDocuments {
  const shared = idTerms(indexed);
  return {
    registrationId: indexed.registrationId,
    parts: countParts(indexed.displayId),
    documents: indexed.newest.map(({ views, versionKey, manifest }) => {
      const prose = proseOf(manifest);
      return {
        views: views.reduce<number>((mask, view) => mask + 2 ** view, 0),
        terms: [...new Set([...shared, ...versionTerms(indexed.displayId, versionKey, { manifest, prose })])].join(' '),
        prose,
      };
    }),
  };
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
